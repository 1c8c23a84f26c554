/**
 * The read models over the keys and the webhook endpoints: written together, in one transaction, so that they never
 * disagree, and in one order, so that an endpoint hears of what happened to keys after it was created.
 */
import { keyStreamPrefix } from '../domain/keyEvents.ts';
import { webhookStreamPrefix } from '../domain/webhookEvents.ts';
import { keyChanges } from './keyChanges.ts';
import { keyExpiry } from './keyExpiry.ts';
import { keyHistory } from './keyHistory.ts';
import { keyList } from './keyList.ts';
import { keyLookup } from './keyLookup.ts';
import { keyProjectionGroup } from './keyProjection.ts';
import { merchantChanges } from './merchantChanges.ts';
import type { ProjectionGroup } from './projection.ts';
import { webhookEndpoints } from './webhookEndpoints.ts';
import { webhookOutbox } from './webhookOutbox.ts';

export const keyProjections: ProjectionGroup = {
  name: keyProjectionGroup,
  streamPrefixes: [keyStreamPrefix, webhookStreamPrefix],
  projections: [
    keyLookup,
    keyChanges,
    keyList,
    keyHistory,
    keyExpiry,
    webhookEndpoints,
    webhookOutbox,
    merchantChanges,
  ],
};
