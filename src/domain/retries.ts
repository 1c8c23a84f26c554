/** When a webhook that failed is tried again: over about three days, ever more rarely, and never all at once. */

const minute = 60;
const hour = 60 * minute;

/** Seconds from the first failure to the second attempt, from the second failure to the third, and so on. */
export const retrySchedule: readonly number[] = [
  5,
  minute,
  5 * minute,
  30 * minute,
  2 * hour,
  6 * hour,
  12 * hour,
  24 * hour,
  24 * hour,
];

/** By how much of itself a delay is longer or shorter, so that those who failed together do not come back together. */
const jitter = 0.2;
/** However long a receiver asks us to wait, in seconds. */
const longestWait = 24 * hour;

/**
 * The seconds to wait after so many failures in a row; `undefined` when it is given up.
 * @param failures of the present schedule, this one included: at least 1
 * @param random from 0 (inclusive) to 1 (exclusive)
 * @param retryAfter what the receiver asked for, in seconds: not sooner than that, at most 24 hours
 */
export function retryDelay(failures: number, random: number, retryAfter = 0): number | undefined {
  const delay = retrySchedule[failures - 1];
  if (delay === undefined) return undefined;
  return Math.max(delay * (1 - jitter + 2 * jitter * random), Math.min(retryAfter, longestWait));
}

/**
 * The seconds that a `Retry-After` header asks for (RFC 9110 §10.2.3: seconds, or a date); `undefined` when it says
 * nothing that can be understood.
 */
export function retryAfterSeconds(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,10}$/.test(text)) return Number(text);
  // A date has a time of day; what else the parser would make a date of is none.
  const seconds = /\d\d:\d\d:\d\d/.test(text) ? (Date.parse(text) - now.getTime()) / 1000 : NaN;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}
