import { lazy, Suspense, useState } from 'react';
import { ChartColumn, Table2 } from 'lucide-react';
import { Button } from '../../../components/Button.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { RadioGroup } from '../../../components/RadioGroup.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import type { Key, Usage } from '../../../api/types.ts';
import { useUsage } from '../keyData.ts';
import { Section } from '../../../components/Section.tsx';
import { UsageTable } from './UsageTable.tsx';
import {
  intervals,
  offers,
  ranges,
  viewOf,
  type Interval,
  type Range,
  type UsageView,
} from './usageRange.ts';
import styles from './UsageSection.module.css';

// The charts' library is a third of the page's weight: only this section waits for it.
const UsageChart = lazy(() => import('./UsageChart.tsx'));

/** How much the key is used, allowed and denied, as a chart or as a table. */
export function UsageSection({ apiKey }: { readonly apiKey: Key }) {
  const [view, setView] = useState<UsageView>(viewOf('7d'));
  const [isTable, setTable] = useState(false);
  const { data: usage, error, isPlaceholderData, refetch } = useUsage(apiKey.id, view);
  return (
    <Section
      title="Usage"
      description="Requests made with this key, in UTC"
      actions={
        <div className={styles.controls}>
          <RadioGroup
            aria-label="Range"
            look="segments"
            orientation="horizontal"
            value={view.range}
            onChange={(range) => setView(viewOf(range as Range))}
            options={Object.entries(ranges).map(([id, { short }]) => ({ id, label: short }))}
          />
          <RadioGroup
            aria-label="Steps"
            look="segments"
            orientation="horizontal"
            value={view.interval}
            onChange={(interval) => setView({ ...view, interval: interval as Interval })}
            options={Object.entries(intervals).map(([id, { label }]) => ({
              id,
              label,
              isDisabled: !offers(view.range, id as Interval),
            }))}
          />
          <Button
            variant="quiet"
            size="small"
            icon={isTable ? <ChartColumn /> : <Table2 />}
            onPress={() => setTable(!isTable)}
          >
            {isTable ? 'Chart' : 'Table'}
          </Button>
        </div>
      }
    >
      {error !== null && usage === undefined && (
        <ErrorNotice error={error} title="The usage cannot be shown" onRetry={() => void refetch()} />
      )}
      {error === null && usage === undefined && <Waiting />}
      {usage !== undefined && (
        <div
          className={styles.content}
          aria-busy={isPlaceholderData}
          data-stale={isPlaceholderData || undefined}
        >
          <Totals usage={usage} range={view.range} />
          {isTable ? (
            <UsageTable buckets={usage.buckets} interval={usage.interval} />
          ) : (
            <Suspense fallback={<div className={styles.chart} />}>
              <UsageChart buckets={usage.buckets} interval={usage.interval} />
            </Suspense>
          )}
        </div>
      )}
    </Section>
  );
}

/** The sums, which are the chart's legend as well. */
function Totals({ usage, range }: { readonly usage: Usage; readonly range: Range }) {
  const allowed = usage.buckets.reduce((sum, bucket) => sum + bucket.allowed, 0);
  const denied = usage.buckets.reduce((sum, bucket) => sum + bucket.denied, 0);
  const share = allowed + denied === 0 ? 0 : denied / (allowed + denied);
  return (
    <dl className={styles.totals} aria-label={`Of the last ${ranges[range].label}`}>
      <div>
        <dt>
          <span className={styles.allowedSwatch} aria-hidden="true" />
          Allowed
        </dt>
        <dd>{allowed.toLocaleString('en')}</dd>
      </div>
      <div>
        <dt>
          <span className={styles.deniedSwatch} aria-hidden="true" />
          Denied
        </dt>
        <dd>
          {denied.toLocaleString('en')}
          {denied > 0 && <span className={styles.share}>{percent(share)}</span>}
        </dd>
      </div>
    </dl>
  );
}

function Waiting() {
  return (
    <div className={styles.content} aria-busy="true" aria-label="The usage is being loaded">
      <Skeleton width="180px" height="40px" />
      <div className={styles.chart}>
        <Skeleton height="100%" />
      </div>
    </div>
  );
}

function percent(share: number): string {
  return share < 0.001 ? '< 0.1%' : `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}%`;
}
