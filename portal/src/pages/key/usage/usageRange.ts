/** Which part of a key's usage is shown: how far back, and in what steps. Hours and days are those of UTC. */

const hourMs = 60 * 60 * 1000;

export const intervals = {
  hour: { label: 'Hours', ms: hourMs },
  day: { label: 'Days', ms: 24 * hourMs },
} as const;
export type Interval = keyof typeof intervals;

/** Back from now. Of 90 days the service gives no hours: that would be more buckets than a chart can show. */
export const ranges = {
  '24h': { label: '24 hours', short: '24 h', ms: 24 * hourMs, intervals: ['hour'] },
  '7d': { label: '7 days', short: '7 d', ms: 7 * 24 * hourMs, intervals: ['day', 'hour'] },
  '30d': { label: '30 days', short: '30 d', ms: 30 * 24 * hourMs, intervals: ['day', 'hour'] },
  '90d': { label: '90 days', short: '90 d', ms: 90 * 24 * hourMs, intervals: ['day'] },
} as const satisfies Record<
  string,
  { label: string; short: string; ms: number; intervals: readonly [Interval, ...Interval[]] }
>;
export type Range = keyof typeof ranges;

export interface UsageView {
  readonly range: Range;
  readonly interval: Interval;
}

export function offers(range: Range, interval: Interval): boolean {
  return (ranges[range].intervals as readonly Interval[]).includes(interval);
}

/** The view of another range, in the steps that suit it best. */
export function viewOf(range: Range): UsageView {
  return { range, interval: ranges[range].intervals[0] };
}

/** The view as the service takes it: whole buckets, the last being the one that runs. */
export function usageQuery({ range, interval }: UsageView, now: Date) {
  const { ms } = intervals[interval];
  const lastStart = Math.floor(now.getTime() / ms) * ms;
  const buckets = ranges[range].ms / ms;
  return {
    interval,
    from: new Date(lastStart - (buckets - 1) * ms).toISOString(),
    to: new Date(lastStart + ms).toISOString(),
  };
}
