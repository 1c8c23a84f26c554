import type { Key } from '../../api/types.ts';
import { Time } from '../../components/Time.tsx';
import { useNow } from '../../components/useNow.ts';
import styles from './keyColumns.module.css';

const soonMs = 7 * 24 * 60 * 60 * 1000;

/** When a key ends, by how far that is; one that ends within a week stands out. */
export function Expiry({
  apiKey: { expiresAt, status },
}: {
  readonly apiKey: Pick<Key, 'expiresAt' | 'status'>;
}) {
  const now = useNow();
  if (expiresAt === null) return <span className={styles.none}>Never</span>;
  if (status !== 'active') {
    return (
      <span className={styles.over}>
        <Time at={expiresAt} style="date" />
      </span>
    );
  }
  const isSoon = Date.parse(expiresAt) - now.getTime() < soonMs;
  return (
    <span className={isSoon ? styles.soon : undefined}>
      <Time at={expiresAt} />
    </span>
  );
}
