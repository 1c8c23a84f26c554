import { Notice } from '../../../components/Notice.tsx';
import { Time } from '../../../components/Time.tsx';
import { useCallers, type Caller } from '../keyData.ts';
import { count } from '../words.ts';
import { letsIn } from './ipRule.ts';
import styles from './AddressesSection.module.css';

const mostShown = 5;

export interface LockedOutProps {
  readonly keyId: string;
  readonly rules: readonly string[];
  readonly ownAddress: string;
}

/** Who used the key in the last days and could not by these rules; and whoever sits before the page. */
export function LockedOut({ keyId, rules, ownAddress }: LockedOutProps) {
  const { data: callers } = useCallers(keyId, rules.length > 0);
  const refused = newestByAddress(callers?.items ?? []).filter(({ ip }) => !letsIn(rules, ip));
  const isOwnRefused = !letsIn(rules, ownAddress);
  if (!isOwnRefused && refused.length === 0) return null;
  return (
    <>
      {refused.length > 0 && (
        <Notice
          tone="danger"
          role="status"
          title={`${count(refused.length, 'address', 'addresses')} that used this key in the last days would be refused`}
        >
          <ul className={styles.callers}>
            {refused.slice(0, mostShown).map(({ ip, lastSeenAt }) => (
              <li key={ip}>
                <code>{ip}</code>, last <Time at={lastSeenAt} />
              </li>
            ))}
            {refused.length > mostShown && <li>and {refused.length - mostShown} more</li>}
          </ul>
        </Notice>
      )}
      {isOwnRefused && (
        <Notice tone="warning" role="status">
          Your own address <code>{ownAddress}</code> is not among these: the key would not work from where you
          are now.
        </Notice>
      )}
    </>
  );
}

/** The callers are newest first. */
function newestByAddress(callers: readonly Caller[]): readonly Caller[] {
  return callers.filter(({ ip }, index) => callers.findIndex((caller) => caller.ip === ip) === index);
}
