import { Time } from '../../../components/Time.tsx';
import type { Caller } from '../keyData.ts';
import { count } from '../words.ts';
import styles from './CallersList.module.css';

const mostShown = 5;

export interface CallersListProps {
  /** Newest first. */
  readonly callers: readonly Caller[];
}

/** From where, and with what program, a secret is used. */
export function CallersList({ callers }: CallersListProps) {
  return (
    <ul className={styles.callers}>
      {callers.slice(0, mostShown).map(({ prefix, ip, userAgent, requestCount, lastSeenAt }) => (
        <li key={`${prefix} ${ip} ${userAgent}`} className={styles.caller}>
          <span className={styles.who}>
            <code>{ip}</code>
            <span className={styles.agent}>{userAgent ?? 'no user agent'}</span>
          </span>
          <span className={styles.when}>
            {count(requestCount, 'request')} in 7 days, last <Time at={lastSeenAt} />
          </span>
        </li>
      ))}
      {callers.length > mostShown && <li>and {count(callers.length - mostShown, 'more', 'more')}</li>}
    </ul>
  );
}
