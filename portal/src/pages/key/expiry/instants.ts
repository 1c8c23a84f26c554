/** Ends that can be chosen. Everything is UTC: that is the clock by which keys end. */

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

/** In so many days from now, at midnight UTC: as the service takes a date. */
export function midnightIn(days: number, now: Date): string {
  return new Date(Math.floor(now.getTime() / dayMs) * dayMs + days * dayMs).toISOString();
}

/** In so many hours, to the minute. */
export function hoursFrom(now: Date, hours: number): string {
  return new Date(Math.floor((now.getTime() + hours * hourMs) / 60_000) * 60_000).toISOString();
}

/** What an `<input type="datetime-local">`, which knows no zones, says when it is taken as UTC; undefined while incomplete. */
export function instantOf(text: string): string | undefined {
  const time = Date.parse(`${text}Z`);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** An instant as such an input shows it. */
export function inputText(instant: string): string {
  return instant.slice(0, 16);
}

/** What is wrong with a new end, in words; `undefined` for nothing. @param latest `null`: any end is near enough */
export function endProblem(end: string | undefined, latest: string | null, now: Date): string | undefined {
  if (end === undefined) return 'Choose a date and a time, in UTC';
  if (Date.parse(end) <= now.getTime()) return 'This is past: revoke the key to end it now';
  if (latest !== null && Date.parse(end) > Date.parse(latest)) {
    return 'This is later than its present expiry, which can only come nearer';
  }
  return latest !== null && Date.parse(end) === Date.parse(latest) ? 'This is its present expiry' : undefined;
}
