/** A merchant's audit entries as they arrive, as many as a person can look at. */
import type { Arrival } from '../../projections/auditArrivals.ts';
import type { Feed } from '../../projections/feed.ts';
import type { ReadModels } from '../../projections/readModels.ts';
import { watchAudit } from '../contracts/audit.ts';
import type { Endpoint } from '../endpoint.ts';
import { eventStream, eventStreamHeaders, eventText } from '../eventStream.ts';
import { forRoles, readers } from '../principal.ts';
import { parse } from '../schemas.ts';
import { streamPlaces } from '../streamPlaces.ts';
import type { TokenVerifier } from '../tokens.ts';

/** Each asks the database twice a second while requests are made. */
const mostStreams = 20;
/** At a time; the feed says how often that is. */
const mostEntries = 50;

export interface AuditLiveOptions {
  readonly arrivals: Feed<Arrival>;
  readonly readModels: Pick<ReadModels, 'listArrived'>;
  readonly tokens: TokenVerifier;
  readonly now: () => Date;
}

export function auditLiveEndpoint({ arrivals, readModels, tokens, now }: AuditLiveOptions): Endpoint {
  const takePlace = streamPlaces(mostStreams);
  const handle = forRoles(tokens)(readers, (request, _, caller) => {
    const { merchantId } = caller;
    const filter = parse(watchAudit.query, request.query, 'query');

    /** Only the last event moves the place to resume at: whoever is cut off before it gets them all again. */
    async function texts(batches: readonly Arrival[], cursor: string): Promise<readonly string[]> {
      if (batches.length === 0) return [];
      const { entries, skipped } = await readModels.listArrived(merchantId, filter, batches, mostEntries);
      const events: readonly (readonly [string, unknown])[] = [
        ...(skipped > 0 ? [['skipped', { count: skipped }] as const] : []),
        ...entries.map((entry) => ['entry', entry] as const),
      ];
      return events.map(([event, data], index) =>
        eventText(event, index === events.length - 1 ? cursor : undefined, data),
      );
    }

    return {
      status: 200,
      headers: eventStreamHeaders,
      async *pieces(gone) {
        const giveBack = takePlace(merchantId);
        try {
          const subscription = await arrivals.subscribe(request.get('Last-Event-ID'), () => true);
          yield* eventStream({ subscription, caller, now, gone }, ({ items, cursor }) =>
            texts(
              items.map(({ item }) => item),
              cursor,
            ),
          );
        } finally {
          giveBack();
        }
      },
    };
  });
  return { ...watchAudit, handle };
}
