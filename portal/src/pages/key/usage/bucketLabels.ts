/** How a bucket's start is written, always in UTC, as the buckets are cut. */
import type { Interval } from './usageRange.ts';

const format = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' });

const day = format({ day: 'numeric', month: 'short' });
const hour = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const weekday = format({ weekday: 'short', day: 'numeric', month: 'short' });

/** Below the axis: `14:00` within a day, `21 Nov` over several. */
export function tickLabel(start: string, spansDays: boolean): string {
  return (spansDays ? day : hour).format(new Date(start));
}

/** In full: `Sat 21 Nov, 14:00–15:00 UTC`, `Sat 21 Nov, UTC`. */
export function bucketLabel(start: string, interval: Interval): string {
  const from = new Date(start);
  if (interval === 'day') return `${dayLabel(from)}, UTC`;
  return `${dayLabel(from)}, ${hour.format(from)}–${hour.format(new Date(from.getTime() + 3_600_000))} UTC`;
}

function dayLabel(date: Date): string {
  return weekday.format(date).replace(',', '');
}
