/** How the audit is read: page by page, newest first, and as addresses for a download and for the live tail. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';
import { queryKeys } from '../../api/queries.ts';
import { queryOf, type AuditFilter, type AuditQuery } from './auditFilter.ts';

const pageSize = 100;
const suggestedKeys = 20;

/**
 * The entries that match.
 * @param asOf where a quick range ends. As long as it is the same the list stays as it is, however far it is scrolled;
 *   another one is another list
 */
export function auditListQuery(filter: AuditFilter, asOf: Date) {
  return infiniteQueryOptions({
    queryKey: [...queryKeys.audit, filter, asOf.getTime()],
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        api.GET('/api/v1/audit', {
          params: {
            query: {
              ...queryOf(filter, asOf),
              limit: pageSize,
              ...(pageParam !== undefined && { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    // Entries never change; what is new comes with another `asOf`.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
}

/** The keys whose name holds this text, newest first. */
export function keySuggestionsQuery(text: string) {
  return queryOptions({
    queryKey: [...queryKeys.keys, 'suggestions', text],
    queryFn: async ({ signal }) => {
      const query = { limit: suggestedKeys, ...(text !== '' && { q: text }) };
      return (await dataOf(api.GET('/api/v1/keys', { params: { query }, signal }))).items;
    },
    placeholderData: keepPreviousData,
  });
}

export type ExportFormat = 'csv' | 'ndjson';

/** Where all the matching entries come as one file, however many there are. */
export function exportAddress(filter: AuditFilter, format: ExportFormat, asOf: Date): string {
  return address('/api/v1/audit/export', { ...queryOf(filter, asOf), format });
}

/** Where the matching entries come as they are made. */
export function liveAddress({ keyId, outcome, ip }: AuditFilter): string {
  return address('/api/v1/audit/live', {
    ...(keyId !== undefined && { keyId }),
    ...(outcome !== undefined && { outcome }),
    ...(ip !== undefined && { ip }),
  });
}

function address(path: string, query: AuditQuery & { readonly format?: ExportFormat }): string {
  const search = new URLSearchParams(Object.entries(query)).toString();
  return search === '' ? path : `${path}?${search}`;
}
