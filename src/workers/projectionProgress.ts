/** How a projection runner tells how far it is behind, for whoever measures. */
import type { Delivery, RecordedEvent } from '../stores/eventStore.ts';

export interface Progress {
  /** Whether this process runs the group now: it has the lock and both stores. */
  readonly running: boolean;
  /** Events that it holds and has not written. While it is far behind there are more, which nobody has counted. */
  readonly unwritten: number;
  /** When the first event was recorded that may not be written yet; `undefined` when all that is known of is written. */
  readonly behindSince: Date | undefined;
}

export type ReportProgress = (progress: Progress) => void;

export const notRunning: Progress = { running: false, unwritten: 0, behindSince: undefined };

/**
 * @param unwritten what the runner holds, oldest first
 * @param written the event that was written last, while history goes on behind it
 */
export function progressOf(unwritten: readonly Delivery[], written?: RecordedEvent): Progress {
  const events = unwritten.flatMap((delivery) => (delivery.kind === 'event' ? [delivery.event] : []));
  return { running: true, unwritten: events.length, behindSince: (events[0] ?? written)?.created };
}
