import {
  Bar,
  BarChart,
  CartesianGrid,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
  type TooltipContentProps,
} from 'recharts';
import type { Usage } from '../../../api/types.ts';
import { bucketLabel, tickLabel } from './bucketLabels.ts';
import type { Interval } from './usageRange.ts';
import styles from './UsageChart.module.css';

export interface UsageChartProps {
  readonly buckets: Usage['buckets'];
  readonly interval: Interval;
}

const hatch = 'usage-denied';
const compact = new Intl.NumberFormat('en', { notation: 'compact' });

/** Allowed and denied requests as stacked bars. Colours come from the theme, and denied ones are hatched as well. */
export default function UsageChart({ buckets, interval }: UsageChartProps) {
  const spansDays = interval === 'day' || buckets.length > 24;
  const isEmpty = buckets.every(({ allowed, denied }) => allowed + denied === 0);
  return (
    <div className={styles.chart}>
      <ResponsiveContainer width="100%" height="100%">
        <BarChart
          data={[...buckets]}
          margin={{ top: 6, right: 2, bottom: 0, left: 0 }}
          barCategoryGap={buckets.length > 60 ? '8%' : '22%'}
          maxBarSize={28}
          title="Requests with this key, allowed and denied"
        >
          <defs>
            <pattern
              id={hatch}
              width={5}
              height={5}
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <rect width={5} height={5} fill="var(--chart-2)" fillOpacity={0.28} />
              <rect width={2.6} height={5} fill="var(--chart-2)" />
            </pattern>
          </defs>
          <CartesianGrid vertical={false} stroke="var(--border)" />
          <XAxis
            dataKey="start"
            tickFormatter={(start: string) => tickLabel(start, spansDays)}
            ticks={ticksOf(buckets, interval, spansDays)}
            tick={{ fill: 'var(--text-muted)', fontSize: 12 }}
            tickLine={false}
            axisLine={{ stroke: 'var(--border-strong)' }}
            minTickGap={22}
            tickMargin={8}
          />
          <YAxis
            allowDecimals={false}
            tickFormatter={(value: number) => compact.format(value)}
            tick={{ fill: 'var(--text-muted)', fontSize: 12 }}
            tickLine={false}
            axisLine={false}
            width="auto"
            tickMargin={6}
            domain={[0, isEmpty ? 4 : 'auto']}
          />
          {!isEmpty && (
            <Tooltip
              cursor={{ fill: 'var(--surface-pressed)', fillOpacity: 0.6 }}
              content={<Reading interval={interval} />}
              isAnimationActive={false}
            />
          )}
          <Bar dataKey="allowed" stackId="requests" fill="var(--chart-1)" isAnimationActive={false} />
          <Bar
            dataKey="denied"
            stackId="requests"
            fill={`url(#${hatch})`}
            stroke="var(--chart-2)"
            strokeWidth={buckets.length > 60 ? 0 : 1}
            isAnimationActive={false}
          />
        </BarChart>
      </ResponsiveContainer>
      {isEmpty && <p className={styles.empty}>No requests in this time</p>}
    </div>
  );
}

type Bucket = Usage['buckets'][number];

/** What a bar says; the chart adds `active` and `payload`. */
function Reading({
  active,
  payload,
  interval,
}: Partial<Pick<TooltipContentProps, 'active' | 'payload'>> & { readonly interval: Interval }) {
  const bucket = payload?.[0]?.payload as Bucket | undefined;
  if (active !== true || bucket === undefined) return null;
  return (
    <div className={styles.reading}>
      <p className={styles.when}>{bucketLabel(bucket.start, interval)}</p>
      <dl className={styles.counts}>
        <dt>Allowed</dt>
        <dd>{bucket.allowed.toLocaleString('en')}</dd>
        <dt>Denied</dt>
        <dd>{bucket.denied.toLocaleString('en')}</dd>
      </dl>
    </div>
  );
}

/** Over several days of hours, a tick at each midnight. */
function ticksOf(buckets: UsageChartProps['buckets'], interval: Interval, spansDays: boolean): string[] {
  const starts = buckets.map(({ start }) => start);
  return interval === 'hour' && spansDays ? starts.filter((start) => start.slice(11, 13) === '00') : starts;
}
