import { Tag } from '../../components/Tag.tsx';
import styles from './keyColumns.module.css';

const mostShown = 1;

/** The first scope of a key, and how many more; all of them as title. */
export function Scopes({ scopes }: { readonly scopes: readonly string[] }) {
  if (scopes.length === 0) return <span className={styles.none}>None</span>;
  const more = scopes.length - mostShown;
  return (
    <span className={styles.scopes} title={scopes.join('\n')}>
      {scopes.slice(0, mostShown).map((scope) => (
        <Tag key={scope} isCode>
          {scope}
        </Tag>
      ))}
      {more > 0 && <span className={styles.more}>+{more}</span>}
    </span>
  );
}
