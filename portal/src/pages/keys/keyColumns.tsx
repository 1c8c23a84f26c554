import type { Key } from '../../api/types.ts';
import type { Column } from '../../components/DataTable.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Tag } from '../../components/Tag.tsx';
import { Time } from '../../components/Time.tsx';
import { productName, environmentName } from '../../words.ts';
import { Expiry } from './Expiry.tsx';
import styles from './keyColumns.module.css';
import { Scopes } from './Scopes.tsx';

/** What the list shows of a key. */
export const keyColumns: readonly Column<Key>[] = [
  {
    id: 'name',
    header: 'Name',
    width: 'minmax(130px, 1.5fr)',
    onPhone: 'title',
    cell: ({ name, prefix }) => (
      <span className={styles.name}>
        <span className={styles.text}>{name}</span>
        <code className={styles.prefix}>{prefix}…</code>
      </span>
    ),
  },
  {
    id: 'status',
    header: 'Status',
    width: '84px',
    onPhone: 'aside',
    cell: ({ status }) => <StatusBadge status={status} />,
  },
  {
    id: 'environment',
    header: 'Environment',
    width: '88px',
    onPhone: 'fact',
    cell: ({ environment, profile }) => (
      <span className={styles.environment}>
        <Tag tone={environment === 'live' ? 'accent' : 'neutral'}>{environmentName(environment)}</Tag>
        <span className={styles.product}>{productName(profile)}</span>
      </span>
    ),
  },
  {
    id: 'scopes',
    header: 'Scopes',
    width: 'minmax(0, 1.15fr)',
    isMinor: true,
    onPhone: 'wideFact',
    cell: ({ scopes }) => <Scopes scopes={scopes} />,
  },
  {
    id: 'created',
    header: 'Created',
    width: '88px',
    isMinor: true,
    onPhone: 'hide',
    cell: ({ createdAt }) => <Time at={createdAt} style="date" />,
  },
  {
    id: 'lastUsed',
    header: 'Last used',
    width: '110px',
    onPhone: 'fact',
    cell: ({ lastUsedAt }) =>
      lastUsedAt === null ? <span className={styles.none}>Never</span> : <Time at={lastUsedAt} />,
  },
  {
    id: 'requests',
    header: 'Requests',
    width: '66px',
    align: 'end',
    isMinor: true,
    onPhone: 'fact',
    cell: ({ requestCount }) => requestCount.toLocaleString('en'),
  },
  {
    id: 'expires',
    header: 'Expires',
    width: '92px',
    align: 'end',
    onPhone: 'fact',
    cell: (key) => <Expiry apiKey={key} />,
  },
];
