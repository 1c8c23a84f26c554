/** What the webhook pages read. */
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  type InfiniteData,
} from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';
import { queryKeys } from '../../api/queries.ts';
import type { Delivery } from '../../api/types.ts';

/** No merchant has more endpoints than fit on one page. */
const mostEndpoints = 100;
const deliveriesAtOnce = 25;

/** Newest first. */
export const endpointListQuery = queryOptions({
  queryKey: [...queryKeys.webhooks, 'list'],
  queryFn: async ({ signal }) => {
    const params = { query: { limit: mostEndpoints } };
    return (await dataOf(api.GET('/api/v1/webhook-endpoints', { params, signal }))).items;
  },
});

export function endpointQuery(endpointId: string) {
  return queryOptions({
    queryKey: queryKeys.webhook(endpointId),
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/webhook-endpoints/{endpointId}', { params: { path: { endpointId } }, signal })),
  });
}

export type DeliveryStatus = Delivery['status'];

interface DeliveryPage {
  readonly items: readonly Delivery[];
  readonly nextCursor: string | null;
}

/** What an endpoint was sent, newest first. While something is under way it is read again by itself. */
export function deliveriesQuery(endpointId: string, status: DeliveryStatus | undefined) {
  return infiniteQueryOptions({
    queryKey: [...queryKeys.webhook(endpointId), 'deliveries', status ?? 'all'],
    queryFn: ({ pageParam, signal }): Promise<DeliveryPage> =>
      dataOf(
        api.GET('/api/v1/webhook-endpoints/{endpointId}/deliveries', {
          params: {
            path: { endpointId },
            query: {
              limit: deliveriesAtOnce,
              ...(status !== undefined && { status }),
              ...(pageParam !== undefined && { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) => untilNextLook(data, new Date()),
  });
}

const soonMs = 2_000;
const laterMs = 20_000;
/** Further down somebody reads what is long over; reading it all again would be for nothing. */
const mostPagesWatched = 3;

/** Milliseconds until something may have changed. */
function untilNextLook(
  data: InfiniteData<DeliveryPage, string | undefined> | undefined,
  now: Date,
): number | false {
  if (data === undefined || data.pages.length > mostPagesWatched) return false;
  const next = data.pages
    .flatMap(({ items }) => items)
    .flatMap(({ status, nextAttemptAt }) =>
      status === 'pending' && nextAttemptAt !== null ? [nextAttemptAt] : [],
    );
  const isSoon = next.some((at) => Date.parse(at) - now.getTime() < laterMs);
  return isSoon ? soonMs : laterMs;
}
