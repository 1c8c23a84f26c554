/** All that is known of one request, and the way to more like it. */
import { ChevronDown, ChevronUp, ListFilter } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { AuditEntry } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import type { AuditFilter } from './auditFilter.ts';
import { OutcomeBadge } from './EntryTable.tsx';
import { outcomeWords } from './outcomes.ts';
import styles from './EntryDialog.module.css';

interface Props {
  readonly entry: AuditEntry;
  readonly onClose: () => void;
  /** Show the next newer or older one; undefined at the ends of what is loaded. */
  readonly onNewer: (() => void) | undefined;
  readonly onOlder: (() => void) | undefined;
  readonly onFilter: (part: AuditFilter) => void;
}

export function EntryDialog({ entry, onClose, onNewer, onOlder, onFilter }: Props) {
  const { apiKeyId, apiKeyName, ip, outcome, suppressed } = entry;
  const narrow = (part: AuditFilter, label: string) => (
    <Button
      variant="quiet"
      size="small"
      icon={<ListFilter aria-hidden />}
      aria-label={label}
      onPress={() => onFilter(part)}
    />
  );
  return (
    <Dialog
      title="Request"
      isOpen
      onClose={onClose}
      footer={
        <div className={styles.footer}>
          <Button
            aria-label="Newer entry"
            icon={<ChevronUp />}
            isDisabled={onNewer === undefined}
            onPress={() => onNewer?.()}
          />
          <Button
            aria-label="Older entry"
            icon={<ChevronDown />}
            isDisabled={onOlder === undefined}
            onPress={() => onOlder?.()}
          />
          <span className={styles.gap} />
          <CopyButton
            value={JSON.stringify(entry, null, 2)}
            label="Copy as JSON"
            showLabel
            variant="secondary"
            size="medium"
          />
        </div>
      }
    >
      <p className={styles.request}>
        <b>{entry.method}</b> <code>{entry.endpoint}</code>
      </p>
      <dl className={styles.fields}>
        <Field name="Outcome" action={narrow({ outcome }, `Only “${outcomeWords[outcome].label}”`)}>
          <OutcomeBadge outcome={outcome} />
          <span className={styles.meaning}>{outcomeWords[outcome].meaning}</span>
        </Field>
        {suppressed !== undefined && (
          <Field name="Stands for">
            {suppressed} more of the same second that were counted and not kept one by one
          </Field>
        )}
        <Field name="Answered with">{entry.status}</Field>
        <Field name="Time">
          <time dateTime={entry.timestamp}>
            <code>{entry.timestamp}</code>
          </time>
        </Field>
        <Field
          name="Key"
          action={apiKeyId !== null && narrow({ keyId: apiKeyId }, `Only “${apiKeyName ?? apiKeyId}”`)}
        >
          {apiKeyId === null ? (
            'No known key'
          ) : (
            <Link to={`/keys/${apiKeyId}`}>{apiKeyName ?? apiKeyId}</Link>
          )}
          {apiKeyId !== null && <span className={styles.meaning}>as it was named then</span>}
        </Field>
        <Field name="Prefix">{entry.prefix === null ? '—' : <code>{entry.prefix}</code>}</Field>
        <Field name="Address" action={narrow({ ip }, `Only ${ip}`)}>
          <code>{ip}</code>
        </Field>
        <Field name="User agent">{entry.userAgent ?? '—'}</Field>
        <Field name="Request id" action={<CopyButton value={entry.requestId} label="Copy request id" />}>
          <code>{entry.requestId}</code>
        </Field>
        <Field name="Entry id" action={<CopyButton value={entry.id} label="Copy entry id" />}>
          <code>{entry.id}</code>
        </Field>
      </dl>
    </Dialog>
  );
}

function Field({
  name,
  children,
  action,
}: {
  readonly name: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className={styles.field}>
      <dt>{name}</dt>
      <dd>
        <span className={styles.value}>{children}</span>
        {action}
      </dd>
    </div>
  );
}
