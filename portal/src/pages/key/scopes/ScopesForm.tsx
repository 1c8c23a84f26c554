import { useState } from 'react';
import type { Key } from '../../../api/types.ts';
import { CheckboxGroup } from '../../../components/CheckboxGroup.tsx';
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx';
import { Notice } from '../../../components/Notice.tsx';
import { Tag } from '../../../components/Tag.tsx';
import { EditForm } from '../EditForm.tsx';
import { useKeyChanges } from '../keyChanges.ts';
import type { Editing } from '../useEditing.ts';
import { count } from '../words.ts';
import { groupScopes, type ScopeMeanings } from './groups.ts';
import styles from './ScopesSection.module.css';

export interface ScopesFormProps {
  readonly draftOf: Key;
  readonly editing: Editing;
  readonly meanings: ScopeMeanings;
}

/** Which scopes the key keeps, and before it is saved what that means. */
export function ScopesForm({ draftOf, editing, meanings }: ScopesFormProps) {
  const [kept, setKept] = useState<readonly string[]>(draftOf.scopes);
  const [isAsking, setAsking] = useState(false);
  const { setScopes } = useKeyChanges();
  const lost = draftOf.scopes.filter((scope) => !kept.includes(scope));
  const left = draftOf.scopes.filter((scope) => kept.includes(scope));

  return (
    <>
      <EditForm
        label="Scopes that the key keeps"
        saveLabel={lost.length === 0 ? 'Take away' : `Take away ${count(lost.length, 'scope')}`}
        maySave={lost.length > 0}
        isSaving={editing.isSaving}
        onSave={() => setAsking(true)}
        onCancel={editing.cancel}
      >
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
      </EditForm>
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
