import type { Key } from '../../../api/types.ts';
import { Button } from '../../../components/Button.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { Section } from '../../../components/Section.tsx';
import { useEditing } from '../useEditing.ts';
import { IpRulesForm } from './IpRulesForm.tsx';
import { readRule, ruleReach } from './ipRule.ts';
import styles from './AddressesSection.module.css';

export interface AddressesSectionProps {
  readonly apiKey: Key;
  readonly mayChange: boolean;
}

/** From where the key may be used. */
export function AddressesSection({ apiKey, mayChange }: AddressesSectionProps) {
  const editing = useEditing(apiKey);
  const { draftOf, trigger, begin, error } = editing;
  const { ipRules, status } = apiKey;
  return (
    <Section
      title="IP rules"
      description={
        ipRules.length === 0 && draftOf === undefined
          ? `From where this key ${status === 'active' ? 'may' : 'could'} be used`
          : 'Only these addresses may use this key; others are refused with 403'
      }
      actions={
        mayChange &&
        draftOf === undefined && (
          <Button
            ref={trigger}
            size="small"
            aria-label={ipRules.length === 0 ? 'Limit to addresses' : 'Edit the IP rules'}
            onPress={begin}
          >
            {ipRules.length === 0 ? 'Limit' : 'Edit'}
          </Button>
        )
      }
    >
      {/* What is wrong with a rule stands beside it. */}
      {error !== undefined && draftOf === undefined && <ErrorNotice error={error} />}
      {draftOf !== undefined && <IpRulesForm draftOf={draftOf} editing={editing} />}
      {draftOf === undefined && ipRules.length === 0 && <p className={styles.any}>Any address</p>}
      {draftOf === undefined && ipRules.length > 0 && (
        <ul className={styles.rules}>
          {ipRules.map((rule) => (
            <li key={rule} className={styles.rule}>
              <code>{rule}</code>
              <span className={styles.reach}>{reachOf(rule)}</span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function reachOf(text: string): string | undefined {
  const rule = readRule(text);
  return rule && ruleReach(rule);
}
