/** Audit entries as rows: when, how it ended, which key, what it asked for, and who asked. */
import { useCallback } from 'react';
import { Link } from 'react-router';
import type { AuditEntry } from '../../api/types.ts';
import { DataTable, type Column } from '../../components/DataTable.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { exactDate } from '../../components/times.ts';
import { outcomeWords } from './outcomes.ts';
import styles from './EntryTable.module.css';

interface Props {
  readonly entries: readonly AuditEntry[];
  readonly isLoading: boolean;
  readonly hasMore: boolean;
  readonly onOpen: (entry: AuditEntry) => void;
  /** Ids of entries that have just come while somebody watched: they slide in. */
  readonly fresh: ReadonlySet<string>;
}

export function EntryTable({ entries, isLoading, hasMore, onOpen, fresh }: Props) {
  const rowClass = useCallback(({ id }: AuditEntry) => (fresh.has(id) ? styles.fresh : undefined), [fresh]);
  return (
    <DataTable
      caption="Audit entries, newest first"
      columns={columns}
      rows={entries}
      rowKey={({ id }) => id}
      onRowPress={onOpen}
      isLoading={isLoading}
      hasMore={hasMore}
      rowClass={rowClass}
    />
  );
}

const columns: readonly Column<AuditEntry>[] = [
  {
    id: 'time',
    header: 'Time (UTC)',
    width: '112px',
    onPhone: 'title',
    cell: ({ timestamp }) => (
      <time dateTime={timestamp} className={styles.time}>
        {timestamp.slice(11, 23)}
        <span className={styles.second}>{exactDate(timestamp)}</span>
      </time>
    ),
  },
  {
    id: 'outcome',
    header: 'Outcome',
    width: '150px',
    onPhone: 'aside',
    cell: ({ outcome }) => <OutcomeBadge outcome={outcome} />,
  },
  {
    id: 'key',
    header: 'Key',
    width: 'minmax(0, 1fr)',
    onPhone: 'bare',
    cell: ({ apiKeyId, apiKeyName, prefix }) => (
      <>
        {apiKeyId === null ? (
          <span className={styles.none}>No known key</span>
        ) : (
          <Link to={`/keys/${apiKeyId}`} className={styles.name}>
            {apiKeyName ?? apiKeyId}
          </Link>
        )}
        {prefix !== null && <code className={styles.second}>{prefix}…</code>}
      </>
    ),
  },
  {
    id: 'request',
    header: 'Request',
    width: 'minmax(0, 1.75fr)',
    onPhone: 'bare',
    cell: ({ method, endpoint, status }) => (
      <>
        <code className={styles.endpoint}>{endpoint}</code>
        <span className={styles.second}>
          {method} · <span className={status < 400 ? undefined : styles.refused}>{status}</span>
        </span>
      </>
    ),
  },
  {
    id: 'caller',
    header: 'Caller',
    width: 'minmax(0, 1fr)',
    onPhone: 'bare',
    cell: ({ ip, userAgent }) => (
      <>
        <span className={styles.address}>{ip}</span>
        {userAgent !== null && (
          <span className={styles.agent} title={userAgent}>
            {userAgent}
          </span>
        )}
      </>
    ),
  },
];

export function OutcomeBadge({ outcome }: Pick<AuditEntry, 'outcome'>) {
  const { label, tone } = outcomeWords[outcome];
  return <StatusBadge status={outcome} label={label} tone={tone} />;
}
