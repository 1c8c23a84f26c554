/**
 * What the page reads, each with its key. The keys are a tree: `['keys']` is everything about keys, `['keys', id]`
 * everything about one, so that live updates can say "this one" or "all". New reads follow the same form:
 * a function that returns `queryOptions`, used by `useQuery`.
 */
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  type InfiniteData,
} from '@tanstack/react-query';
import { api, dataOf } from './client.ts';
import type { Environment, Key, KeyStatus } from './types.ts';

export const queryKeys = {
  session: ['session'],
  profiles: ['profiles'],
  openApi: ['openapi'],
  keys: ['keys'],
  keyLists: ['keys', 'list'],
  key: (keyId: string) => ['keys', keyId] as const,
  audit: ['audit'],
  webhooks: ['webhooks'],
  webhook: (endpointId: string) => ['webhooks', endpointId] as const,
} as const;

export interface KeyFilter {
  readonly q?: string | undefined;
  readonly status?: KeyStatus | undefined;
  readonly environment?: Environment | undefined;
  readonly profile?: string | undefined;
}

export interface KeyPage {
  readonly items: readonly Key[];
  readonly nextCursor: string | null;
}

export type KeyPages = InfiniteData<KeyPage, string | undefined>;

const pageSize = 50;

/** The keys that match, newest first, page by page. */
export function keyListQuery(filter: KeyFilter) {
  return infiniteQueryOptions({
    queryKey: [...queryKeys.keyLists, filter],
    queryFn: ({ pageParam, signal }): Promise<KeyPage> =>
      dataOf(
        api.GET('/api/v1/keys', {
          params: { query: { ...given(filter), limit: pageSize, ...(pageParam && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function keyQuery(keyId: string) {
  return queryOptions({
    queryKey: queryKeys.key(keyId),
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/keys/{keyId}', { params: { path: { keyId } }, signal })),
  });
}

/** The products that keys are made for. They change only with the installation. */
export const profilesQuery = queryOptions({
  queryKey: queryKeys.profiles,
  queryFn: async ({ signal }) => (await dataOf(api.GET('/api/v1/profiles', { signal }))).items,
  staleTime: Number.POSITIVE_INFINITY,
});

/** Without what is undefined or empty, which a query string would spell out. */
function given<T extends object>(filter: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(
    Object.entries(filter).filter(([, value]) => value !== undefined && value !== ''),
  ) as never;
}
