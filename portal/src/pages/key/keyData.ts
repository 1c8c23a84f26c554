/** What the page of one key reads, besides the key itself. All of it lies below the key, so that live updates reach it. */
import {
  infiniteQueryOptions,
  queryOptions,
  useInfiniteQuery,
  useQuery,
  type QueryClient,
} from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';
import { queryKeys } from '../../api/queries.ts';
import type { AuditEntry, Callers, HistoryEntry, Usage } from '../../api/types.ts';
import { usageQuery, type Interval, type UsageView } from './usage/usageRange.ts';

/** Requests reach the counters and the audit a moment after they were answered. */
const requestsMs = 30_000;
const historyPageSize = 100;
const auditPageSize = 15;

export interface ShownUsage extends Usage {
  /** Of the buckets: until another view is loaded, the earlier one stays in sight. */
  readonly interval: Interval;
}

export function useUsage(keyId: string, view: UsageView) {
  return useQuery({
    queryKey: [...queryKeys.key(keyId), 'usage', view],
    queryFn: async ({ signal }): Promise<ShownUsage> => {
      const query = usageQuery(view, new Date());
      const params = { path: { keyId }, query };
      const usage = await dataOf(api.GET('/api/v1/keys/{keyId}/usage', { params, signal }));
      return { ...usage, interval: query.interval };
    },
    placeholderData: (previous) => previous,
    refetchInterval: requestsMs,
  });
}

/** All that happened to the key, oldest first, and where the last page began. */
interface History {
  readonly items: readonly HistoryEntry[];
  readonly lastPage: { readonly cursor: string | undefined; readonly before: number };
}

/**
 * A key's whole history: each event is told by what it changed, which takes the ones before. It only ever grows, so that
 * reading it again is reading its last page again.
 */
function historyQuery(keyId: string) {
  const queryKey = [...queryKeys.key(keyId), 'history'] as const;
  return queryOptions({
    queryKey,
    queryFn: async ({ client, signal }: { client: QueryClient; signal: AbortSignal }): Promise<History> => {
      const known = client.getQueryData<History>(queryKey);
      let cursor = known?.lastPage.cursor;
      let items = known?.items.slice(0, known.lastPage.before) ?? [];
      for (;;) {
        const before = items.length;
        const query = { limit: historyPageSize, ...(cursor !== undefined && { cursor }) };
        const params = { path: { keyId }, query };
        const page = await dataOf(api.GET('/api/v1/keys/{keyId}/history', { params, signal }));
        items = [...items, ...page.items];
        if (page.nextCursor === null) return { items, lastPage: { cursor, before } };
        cursor = page.nextCursor;
      }
    },
  });
}

export function useHistory(keyId: string) {
  return useQuery({ ...historyQuery(keyId), select: ({ items }: History) => items });
}

interface AuditPage {
  readonly items: readonly AuditEntry[];
  readonly nextCursor: string | null;
}

/** The requests made with the key, newest first. The first page is looked at again while it is the only one. */
export function useKeyAudit(keyId: string) {
  return useInfiniteQuery(
    infiniteQueryOptions({
      queryKey: [...queryKeys.key(keyId), 'audit'],
      queryFn: ({ pageParam, signal }): Promise<AuditPage> => {
        const query = { keyId, limit: auditPageSize, ...(pageParam !== undefined && { cursor: pageParam }) };
        return dataOf(api.GET('/api/v1/audit', { params: { query }, signal }));
      },
      initialPageParam: undefined as string | undefined,
      getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
      refetchInterval: ({ state }) => (state.data?.pages.length === 1 ? requestsMs : false),
    }),
  );
}

export type Caller = Callers['items'][number];

/** Who used which secret of the key in the last days. */
export function useCallers(keyId: string, isWanted = true) {
  return useQuery({
    queryKey: [...queryKeys.key(keyId), 'callers'],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/keys/{keyId}/callers', { params: { path: { keyId } }, signal })),
    enabled: isWanted,
    refetchInterval: requestsMs,
  });
}
