import type { Usage } from '../../../api/types.ts';
import { bucketLabel } from './bucketLabels.ts';
import { intervals, type Interval } from './usageRange.ts';
import styles from './UsageTable.module.css';

export interface UsageTableProps {
  readonly buckets: Usage['buckets'];
  readonly interval: Interval;
}

/** What the chart shows, as numbers: newest first, and without the steps in which nothing happened. */
export function UsageTable({ buckets, interval }: UsageTableProps) {
  const used = buckets.filter(({ allowed, denied }) => allowed + denied > 0).toReversed();
  if (used.length === 0) return <p className={styles.empty}>No requests in this time</p>;
  return (
    // Focusable, so that its scrolling does not need a mouse.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="Usage as a table">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{intervals[interval].label.slice(0, -1)}</th>
            <th scope="col">Allowed</th>
            <th scope="col">Denied</th>
          </tr>
        </thead>
        <tbody>
          {used.map(({ start, allowed, denied }) => (
            <tr key={start}>
              <th scope="row">
                <time dateTime={start}>{bucketLabel(start, interval)}</time>
              </th>
              <td>{allowed.toLocaleString('en')}</td>
              <td>{denied.toLocaleString('en')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
