import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { profilesQuery } from '../../../api/queries.ts';
import type { Key } from '../../../api/types.ts';
import { Button } from '../../../components/Button.tsx';
import { CheckboxGroup } from '../../../components/CheckboxGroup.tsx';
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { Notice } from '../../../components/Notice.tsx';
import { Tag } from '../../../components/Tag.tsx';
import { EditButtons } from '../EditButtons.tsx';
import { useKeyChanges } from '../keyChanges.ts';
import { Section } from '../Section.tsx';
import { useEditing, type Editing } from '../useEditing.ts';
import { count } from '../words.ts';
import { groupScopes } from './groups.ts';
import styles from './ScopesSection.module.css';

export interface ScopesSectionProps {
  readonly apiKey: Key;
  readonly mayChange: boolean;
}

type Meanings = Readonly<Record<string, string>>;

/** What the key may do. It can lose scopes, and never gain any. */
export function ScopesSection({ apiKey, mayChange }: ScopesSectionProps) {
  const editing = useEditing(apiKey);
  const { draftOf, begin, error } = editing;
  const profiles = useQuery(profilesQuery).data;
  const meanings: Meanings = profiles?.find(({ name }) => name === apiKey.profile)?.scopeDescriptions ?? {};
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
          <Button size="small" aria-label="Narrow the scopes" onPress={begin}>
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

interface ScopesFormProps {
  readonly draftOf: Key;
  readonly editing: Editing;
  readonly meanings: Meanings;
}

function ScopesForm({ draftOf, editing, meanings }: ScopesFormProps) {
  const [kept, setKept] = useState<readonly string[]>(draftOf.scopes);
  const [isAsking, setAsking] = useState(false);
  const { setScopes } = useKeyChanges();
  const lost = draftOf.scopes.filter((scope) => !kept.includes(scope));
  const left = draftOf.scopes.filter((scope) => kept.includes(scope));

  return (
    <>
      <div className={styles.groups}>
        {groupScopes(draftOf.scopes).map((group) => (
          <CheckboxGroup
            key={group.resource}
            label={<span className={styles.resource}>{group.resource}</span>}
            value={group.scopes.filter((scope) => kept.includes(scope))}
            onChange={(chosen) =>
              setKept([...kept.filter((scope) => !group.scopes.includes(scope)), ...chosen])
            }
            options={group.scopes.map((scope) => ({
              id: scope,
              label: <code className={kept.includes(scope) ? undefined : styles.lost}>{scope}</code>,
              description: meanings[scope],
            }))}
          />
        ))}
      </div>
      <EditButtons
        saveLabel={lost.length === 0 ? 'Take away' : `Take away ${count(lost.length, 'scope')}`}
        maySave={lost.length > 0}
        isSaving={editing.isSaving}
        onSave={() => setAsking(true)}
        onCancel={editing.cancel}
      />
      <ConfirmDialog
        title={`Take ${count(lost.length, 'scope')} away?`}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        confirmLabel="Take away for good"
        danger
        onConfirm={() => editing.submit((key) => setScopes(key, left))}
      >
        <p>“{draftOf.name}” loses, from the next request on:</p>
        <ul className={styles.tags}>
          {lost.map((scope) => (
            <li key={scope}>
              <Tag isCode tone="danger">
                {scope}
              </Tag>
            </li>
          ))}
        </ul>
        {left.length > 0 && (
          <>
            <p>It keeps:</p>
            <ul className={styles.tags}>
              {left.map((scope) => (
                <li key={scope}>
                  <Tag isCode>{scope}</Tag>
                </li>
              ))}
            </ul>
          </>
        )}
        <Notice tone="warning" title="This cannot be undone">
          {left.length === 0
            ? 'Nothing is left then: every request with this key is refused.'
            : 'Requests that need what it lost are refused with 403. No one can give it back to this key.'}
        </Notice>
      </ConfirmDialog>
    </>
  );
}
