/** What changes of a merchant's, as it happens: for pages that show it. */
import type { Feed } from '../../projections/feed.ts';
import type { MerchantChange } from '../../projections/merchantChanges.ts';
import { watchChanges } from '../contracts/management.ts';
import type { Endpoint } from '../endpoint.ts';
import { eventStream, eventStreamHeaders, eventText } from '../eventStream.ts';
import { forRoles, readers } from '../principal.ts';
import { streamPlaces } from '../streamPlaces.ts';
import type { TokenVerifier } from '../tokens.ts';

/** More than people have tabs. */
const mostStreams = 100;

export interface EventsOptions {
  readonly changes: Feed<MerchantChange>;
  readonly tokens: TokenVerifier;
  readonly now: () => Date;
}

export function eventsEndpoint({ changes, tokens, now }: EventsOptions): Endpoint {
  const takePlace = streamPlaces(mostStreams);
  const handle = forRoles(tokens)(readers, (request, _, caller) => ({
    status: 200,
    headers: eventStreamHeaders,
    async *pieces(gone) {
      const { merchantId } = caller;
      const giveBack = takePlace(merchantId);
      try {
        const isOurs = (change: MerchantChange) => change.merchantId === merchantId;
        const subscription = await changes.subscribe(request.get('Last-Event-ID'), isOurs);
        yield* eventStream({ subscription, caller, now, gone }, ({ items }) =>
          items.map(({ cursor, item }) => eventText(item.kind, cursor, dataOf(item))),
        );
      } finally {
        giveBack();
      }
    },
  }));
  return { ...watchChanges, handle };
}

function dataOf({ kind, id, revision }: MerchantChange) {
  return kind === 'key' ? { keyId: id, revision } : { endpointId: id };
}
