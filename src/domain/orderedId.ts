/** Ids that sort by time: UUIDs of version 7 (RFC 9562 §5.7). */
import type { RandomBytes } from './keyFormat.ts';

/**
 * A source of ids for one process. Behind the millisecond comes a counter (32 bits), so that ids of one millisecond sort
 * in the order in which they were made, and then 40 random bits that tell this process from all others.
 */
export function orderedIds(randomBytes: RandomBytes): (milliseconds: number) => string {
  const process = randomBytes(5).toString('hex');
  let counter = 0;
  return (milliseconds) => {
    const count = counter.toString(16).padStart(8, '0');
    counter = (counter + 1) >>> 0;
    return `${timeOf(milliseconds)}-7${count.slice(0, 3)}-8${count.slice(3, 6)}-${count.slice(6)}${process}`;
  };
}

/** The smallest id of this millisecond: where a range of time begins. */
export function firstIdAt(instant: Date): string {
  return `${timeOf(Math.max(0, instant.getTime()))}-7000-8000-000000000000`;
}

function timeOf(milliseconds: number): string {
  const time = milliseconds.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}`;
}
