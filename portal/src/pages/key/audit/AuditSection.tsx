import { ScrollText } from 'lucide-react';
import type { AuditEntry, Key } from '../../../api/types.ts';
import { Button } from '../../../components/Button.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { LinkButton } from '../../../components/LinkButton.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { StatusBadge } from '../../../components/StatusBadge.tsx';
import { Time } from '../../../components/Time.tsx';
import { outcomeWords } from '../../audit/outcomes.ts';
import { useKeyAudit } from '../keyData.ts';
import { Section } from '../../../components/Section.tsx';
import styles from './AuditSection.module.css';

/** The requests made with the key, newest first; the audit page has them all, with search and export. */
export function AuditSection({ apiKey }: { readonly apiKey: Key }) {
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useKeyAudit(apiKey.id);
  const entries = data?.pages.flatMap(({ items }) => items);
  return (
    <Section
      title="Requests"
      description="Every request made with this key, allowed or denied"
      actions={
        <LinkButton to={`/audit?keyId=${encodeURIComponent(apiKey.id)}`} size="small" icon={<ScrollText />}>
          Open in audit
        </LinkButton>
      }
    >
      {error !== null && (
        <ErrorNotice error={error} title="Requests cannot be shown" onRetry={() => void refetch()} />
      )}
      {error === null && entries === undefined && (
        <div aria-busy="true" aria-label="The requests are being loaded">
          <Skeleton lines={5} height="1.6em" />
        </div>
      )}
      {entries?.length === 0 && (
        <p className={styles.none}>None so far. The first one shows here a moment after it is answered.</p>
      )}
      {entries !== undefined && entries.length > 0 && <EntryTable entries={entries} />}
      {hasNextPage && (
        <div className={styles.more}>
          <Button isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
            Load more
          </Button>
        </div>
      )}
    </Section>
  );
}

function EntryTable({ entries }: { readonly entries: readonly AuditEntry[] }) {
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Outcome</th>
          <th scope="col">Request</th>
          <th scope="col">Status</th>
          <th scope="col">Caller</th>
          <th scope="col" className={styles.time}>
            Time
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map(({ id, outcome, method, endpoint, status, ip, userAgent, timestamp }) => (
          <tr key={id}>
            <td className={styles.outcome}>
              <Outcome outcome={outcome} />
            </td>
            <td className={styles.request}>
              <span className={styles.method}>{method}</span> <code>{endpoint}</code>
            </td>
            <td className={styles.status}>{status}</td>
            <td className={styles.caller}>
              <Caller ip={ip} userAgent={userAgent} />
            </td>
            <td className={styles.time}>
              <Time at={timestamp} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Outcome({ outcome }: Pick<AuditEntry, 'outcome'>) {
  const { label, tone } = outcomeWords[outcome];
  return <StatusBadge status={outcome} label={label} tone={tone} />;
}

function Caller({ ip, userAgent }: Pick<AuditEntry, 'ip' | 'userAgent'>) {
  return (
    <div className={styles.who}>
      <code>{ip}</code>
      <span className={styles.agent} title={userAgent ?? undefined}>
        {userAgent ?? 'no user agent'}
      </span>
    </div>
  );
}
