/** What events take of memory, in bytes and about: by this the queue, the batches, the tail and the pages are bounded. */
import type { ProposedEvent } from './events.ts';

/** Its objects, strings and numbers: many small events cost more than their payload. */
export const COST_OF_ANY = 600;

export const costOf = (stream: string, event: ProposedEvent): number =>
  COST_OF_ANY + stream.length + event.type.length + event.data.length + event.metadata.length;
