import type { ReactNode } from 'react';
import type { Key } from '../../../api/types.ts';
import { classes } from '../../../components/classes.ts';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { Tag } from '../../../components/Tag.tsx';
import { Time } from '../../../components/Time.tsx';
import { environmentName, productName } from '../../../words.ts';
import styles from './KeyFacts.module.css';

/** What a key is, at a glance. */
export function KeyFacts({ apiKey }: { readonly apiKey: Key }) {
  const { prefix, profile, environment, createdAt, createdBy, lastUsedAt, requestCount, id } = apiKey;
  return (
    <dl className={styles.facts}>
      <Fact label="Secret begins with">
        <span className={styles.prefix}>
          <code>{prefix}</code>
          <CopyButton value={prefix} label="Copy the prefix" />
        </span>
      </Fact>
      <Fact label="Product">
        <span className={styles.product}>
          {productName(profile)}
          <Tag tone={environment === 'live' ? 'accent' : 'neutral'}>{environmentName(environment)}</Tag>
        </span>
      </Fact>
      <Fact label={endLabel(apiKey)} note={<EndNote apiKey={apiKey} />}>
        <End apiKey={apiKey} />
      </Fact>
      <Fact label="Last used" note={lastUsedAt !== null && <Time at={lastUsedAt} style="exact" />}>
        {lastUsedAt === null ? 'Never' : <Time at={lastUsedAt} />}
      </Fact>
      <Fact label="Requests" note="since it was made">
        {requestCount.toLocaleString('en')}
      </Fact>
      <Fact label="Created" note={<Time at={createdAt} style="exact" />}>
        <Time at={createdAt} /> by {createdBy}
      </Fact>
      <Fact label="Id" isWide>
        <span className={styles.prefix}>
          <code>{id}</code>
          <CopyButton value={id} label="Copy the id" />
        </span>
      </Fact>
    </dl>
  );
}

interface FactProps {
  readonly label: string;
  readonly children: ReactNode;
  /** The same more exactly, or about it, in quieter words. */
  readonly note?: ReactNode;
  readonly isWide?: boolean;
}

function Fact({ label, children, note, isWide = false }: FactProps) {
  return (
    <div className={classes(styles.fact, isWide && styles.wide)}>
      <dt className={styles.label}>{label}</dt>
      <dd className={styles.value}>{children}</dd>
      {note !== undefined && note !== false && <dd className={styles.note}>{note}</dd>}
    </div>
  );
}

function endLabel({ status }: Key): string {
  return { active: 'Expires', expired: 'Expired', revoked: 'Revoked' }[status];
}

function End({ apiKey: { status, expiresAt, revokedAt } }: { readonly apiKey: Key }) {
  const end = status === 'revoked' ? revokedAt : expiresAt;
  return end === null ? 'Never' : <Time at={end} />;
}

function EndNote({ apiKey: { status, expiresAt, revokedAt } }: { readonly apiKey: Key }) {
  const end = status === 'revoked' ? revokedAt : expiresAt;
  return end === null ? 'until it is revoked' : <Time at={end} style="exact" />;
}
