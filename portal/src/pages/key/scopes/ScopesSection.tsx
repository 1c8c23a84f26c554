import { useQuery } from '@tanstack/react-query';
import { profilesQuery } from '../../../api/queries.ts';
import type { Key } from '../../../api/types.ts';
import { Button } from '../../../components/Button.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { Tag } from '../../../components/Tag.tsx';
import { Section } from '../../../components/Section.tsx';
import { useEditing } from '../useEditing.ts';
import { groupScopes, type ScopeMeanings } from './groups.ts';
import { ScopesForm } from './ScopesForm.tsx';
import styles from './ScopesSection.module.css';

export interface ScopesSectionProps {
  readonly apiKey: Key;
  readonly mayChange: boolean;
}

/** What the key may do. It can lose scopes, and never gain any. */
export function ScopesSection({ apiKey, mayChange }: ScopesSectionProps) {
  const editing = useEditing(apiKey);
  const { draftOf, trigger, begin, error } = editing;
  const profiles = useQuery(profilesQuery).data;
  const meanings: ScopeMeanings =
    profiles?.find(({ name }) => name === apiKey.profile)?.scopeDescriptions ?? {};
  const { scopes, status } = apiKey;
  return (
    <Section
      title="Scopes"
      description={
        draftOf === undefined
          ? `What this key ${status === 'active' ? 'may' : 'could'} do`
          : 'Uncheck what it should not do any more. A key never gains scopes: for more, make another key.'
      }
      actions={
        mayChange &&
        draftOf === undefined &&
        scopes.length > 0 && (
          <Button ref={trigger} size="small" aria-label="Narrow the scopes" onPress={begin}>
            Narrow
          </Button>
        )
      }
    >
      {error !== undefined && <ErrorNotice error={error} />}
      {draftOf !== undefined && <ScopesForm draftOf={draftOf} editing={editing} meanings={meanings} />}
      {draftOf === undefined && scopes.length === 0 && (
        <p className={styles.none}>None: it is a good key, and may do nothing.</p>
      )}
      {draftOf === undefined && scopes.length > 0 && (
        <ul className={styles.scopes}>
          {groupScopes(scopes).flatMap((group) =>
            group.scopes.map((scope) => (
              <li key={scope} className={styles.scope}>
                <Tag isCode>{scope}</Tag>
                <span className={styles.meaning}>{meanings[scope]}</span>
              </li>
            )),
          )}
        </ul>
      )}
    </Section>
  );
}
