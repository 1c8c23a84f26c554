/** The read models over the keys: written together, in one transaction, so that they never disagree. */
import { keyStreamPrefix } from '../domain/keyEvents.ts';
import { keyHistory } from './keyHistory.ts';
import { keyList } from './keyList.ts';
import { keyLookup } from './keyLookup.ts';
import { keyProjectionGroup } from './keyProjection.ts';
import type { ProjectionGroup } from './projection.ts';

export const keyProjections: ProjectionGroup = {
  name: keyProjectionGroup,
  streamPrefixes: [keyStreamPrefix],
  projections: [keyLookup, keyList, keyHistory],
};
