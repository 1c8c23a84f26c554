import type { Profile } from '../../api/types.ts';
import { Tag } from '../../components/Tag.tsx';
import { exactTime, relativeTime } from '../../components/times.ts';
import { environmentName, productName } from '../../words.ts';
import { count } from '../key/words.ts';
import { endOf, typedRules, type Draft } from './draft.ts';
import styles from './Summary.module.css';

export interface SummaryProps {
  readonly profile: Profile;
  readonly draft: Draft;
  readonly now: Date;
}

const mostScopes = 5;

/** What the form amounts to. */
export function Summary({ profile, draft, now }: SummaryProps) {
  const { name, environment, isFullAccess } = draft;
  const scopes = isFullAccess ? profile.scopes : draft.scopes;
  const rules = typedRules(draft);
  return (
    <>
      <div>
        <h2 className={styles.name}>{name.trim() === '' ? 'New key' : name}</h2>
        <code className={styles.prefix}>{profile.prefixes[environment]}••••••••</code>
      </div>
      <dl className={styles.facts}>
        <div>
          <dt>Opens</dt>
          <dd className={styles.place}>
            {productName(profile.name)}
            <Tag tone={environment === 'live' ? 'accent' : 'neutral'}>{environmentName(environment)}</Tag>
          </dd>
        </div>
        <div>
          <dt>May</dt>
          <dd>
            {scopes.length === 0 && <span className={styles.none}>Nothing yet</span>}
            {isFullAccess && <span className={styles.all}>Everything ({scopes.length} scopes)</span>}
            {!isFullAccess && scopes.length > 0 && (
              <ul className={styles.powers}>
                {scopes.slice(0, mostScopes).map((scope) => (
                  <li key={scope}>{profile.scopeDescriptions[scope] ?? scope}</li>
                ))}
                {scopes.length > mostScopes && <li>and {scopes.length - mostScopes} more</li>}
              </ul>
            )}
          </dd>
        </div>
        <div>
          <dt>Ends</dt>
          <dd>{endText(endOf(draft, now), now)}</dd>
        </div>
        <div>
          <dt>From</dt>
          <dd>{rules.length === 0 ? 'Any address' : count(rules.length, 'rule')}</dd>
        </div>
        <div>
          <dt>Rate</dt>
          <dd>{count(profile.requestsPerMinute, 'request')} a minute</dd>
        </div>
      </dl>
    </>
  );
}

function endText(end: string | null | undefined, now: Date): string {
  if (end === undefined) return 'On a date to choose';
  if (end === null) return 'Never';
  return `${exactTime(end)}, ${relativeTime(end, now)}`;
}
