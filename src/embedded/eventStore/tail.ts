/**
 * The newest events, in memory, so that subscriptions to `$all` which keep up read nothing from Postgres. It holds a gapless
 * end of the log or says that it does not reach far enough back; it never guesses.
 */
import { costOf } from './cost.ts';
import type { FramedEvent } from './frames.ts';

export interface Tail {
  /** Forget everything: the log is known only up to `position`, which the next append follows. */
  reset(position: bigint): void;
  append(events: readonly FramedEvent[]): void;
  /** Position up to which the log is known. */
  end(): bigint;
  /** At most `limit` events after `position`, oldest first; undefined when the tail starts later than that. */
  after(position: bigint, limit: number): readonly FramedEvent[] | undefined;
}

/** Encoded, which they remember, events take up to twice of `maxBytes` more. */
export function createTail(maxBytes: number): Tail {
  let events: FramedEvent[] = [];
  let dropped = 0;
  let bytes = 0;
  let startsAfter = 0n;
  let end = 0n;

  function dropOldest(): void {
    while (bytes > maxBytes) {
      const oldest = events[dropped];
      if (oldest === undefined) break;
      startsAfter = oldest.position;
      bytes -= costOf(oldest.stream, oldest);
      dropped++;
    }
    // Moving the rest costs as much as there is, so it is done when half of the array is dead.
    if (dropped > events.length / 2) {
      events = events.slice(dropped);
      dropped = 0;
    }
  }

  return {
    reset(position) {
      events = [];
      dropped = 0;
      bytes = 0;
      startsAfter = position;
      end = position;
    },
    append(added) {
      for (const event of added) {
        events.push(event);
        bytes += costOf(event.stream, event);
      }
      end = added.at(-1)?.position ?? end;
      dropOldest();
    },
    end: () => end,
    after(position, limit) {
      if (position < startsAfter) return undefined;
      const from = firstAfter(events, dropped, position);
      return events.slice(from, from + limit);
    },
  };
}

/** Index of the first event after `position`, by bisection from `start` on. */
function firstAfter(events: readonly FramedEvent[], start: number, position: bigint): number {
  let low = start;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const event = events[middle];
    if (event !== undefined && event.position <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}
