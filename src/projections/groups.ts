/** All projection groups: each runs, catches up and is rebuilt by itself, so that a backlog of one delays no other. */
import { keyProjections } from './keys.ts';
import type { ProjectionGroup } from './projection.ts';
import { requestProjections } from './requests.ts';

/** First the one that authentication waits for. */
export const projectionGroups: readonly ProjectionGroup[] = [keyProjections, requestProjections];
