/** Instants as people read them. Everything is UTC and says so: keys end by UTC, wherever one sits. */

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const steps: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, ms: number, below: number])[] = [
  ['minute', minute, hour],
  ['hour', hour, day],
  // A key of 90 days is counted in days to its end.
  ['day', day, 100 * day],
  ['month', 30.44 * day, 730 * day],
  ['year', 365.25 * day, Number.POSITIVE_INFINITY],
];

const relativeFormat = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
const dateFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});
const timeFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** "in 6 days", "3 hours ago", "just now". Whole units that have passed, or that are still to come. */
export function relativeTime(at: string | Date, now: Date): string {
  const distance = new Date(at).getTime() - now.getTime();
  const size = Math.abs(distance);
  if (size < minute) return distance > 0 ? 'in a moment' : 'just now';
  const [unit, ms] = steps.find(([, , below]) => size < below) ?? ['year', 365.25 * day];
  return relativeFormat.format(Math.sign(distance) * Math.floor(size / ms), unit);
}

/** "27 Nov 2026, 00:00:00 UTC". */
export function exactTime(at: string | Date): string {
  const instant = new Date(at);
  return `${dateFormat.format(instant)}, ${timeFormat.format(instant)} UTC`;
}

/** "27 Nov 2026", the day in UTC. */
export function exactDate(at: string | Date): string {
  return dateFormat.format(new Date(at));
}
