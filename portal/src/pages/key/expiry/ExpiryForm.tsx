import { useState } from 'react';
import { fieldError } from '../../../api/errors.ts';
import type { Key } from '../../../api/types.ts';
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { Notice } from '../../../components/Notice.tsx';
import { RadioGroup } from '../../../components/RadioGroup.tsx';
import { TextField } from '../../../components/TextField.tsx';
import { Time } from '../../../components/Time.tsx';
import { useNow } from '../../../components/useNow.ts';
import { EditForm } from '../EditForm.tsx';
import { useKeyChanges } from '../keyChanges.ts';
import type { Editing } from '../useEditing.ts';
import { endProblem, hoursFrom, inputText, instantOf, midnightIn } from './instants.ts';
import styles from './ExpirySection.module.css';

const choices = [
  { id: '1h', label: 'In 1 hour', end: (now: Date) => hoursFrom(now, 1) },
  { id: '24h', label: 'In 24 hours', end: (now: Date) => hoursFrom(now, 24) },
  { id: '7d', label: 'In 7 days', end: (now: Date) => midnightIn(7, now) },
  { id: '30d', label: 'In 30 days', end: (now: Date) => midnightIn(30, now) },
  { id: '90d', label: 'In 90 days', end: (now: Date) => midnightIn(90, now) },
] as const;

export interface ExpiryFormProps {
  readonly draftOf: Key;
  readonly editing: Editing;
}

/** A nearer expiry: chosen, shown as the exact instant, and asked about once more. */
export function ExpiryForm({ draftOf, editing }: ExpiryFormProps) {
  const now = useNow();
  const { setExpiry } = useKeyChanges();
  const [choice, setChoice] = useState('other');
  const [typed, setTyped] = useState('');
  const [isAsking, setAsking] = useState(false);
  const latest = draftOf.expiresAt;
  const offered = choices.filter(({ end }) => endProblem(end(now), latest, now) === undefined);
  const end = offered.find(({ id }) => id === choice)?.end(now) ?? instantOf(typed);
  const problem = endProblem(end, latest, now);
  const isOther = choice === 'other' || !offered.some(({ id }) => id === choice);
  return (
    <>
      <EditForm
        label="New expiry"
        saveLabel="Bring nearer"
        maySave={problem === undefined}
        isSaving={editing.isSaving}
        onSave={() => setAsking(true)}
        onCancel={editing.cancel}
      >
        {offered.length > 0 && (
          <RadioGroup
            label="New expiry"
            look="segments"
            orientation="horizontal"
            value={isOther ? 'other' : choice}
            onChange={setChoice}
            options={[...offered, { id: 'other', label: 'Another' }]}
          />
        )}
        {isOther && (
          <TextField
            label="Date and time"
            hint="UTC"
            type="datetime-local"
            value={typed}
            onChange={setTyped}
            errorMessage={typed === '' ? undefined : (problem ?? fieldError(editing.error, 'expiresAt'))}
            className={styles.field}
            inputProps={{
              min: inputText(now.toISOString()),
              ...(latest !== null && { max: inputText(latest) }),
            }}
          />
        )}
        {end !== undefined && problem === undefined && (
          <p className={styles.words}>
            Expires{' '}
            <b className={styles.instant}>
              <Time at={end} style="exact" />
            </b>
          </p>
        )}
        {editing.error !== undefined && <ErrorNotice error={editing.error} />}
      </EditForm>
      {end !== undefined && (
        <ConfirmDialog
          title={`Bring the expiry of “${draftOf.name}” nearer?`}
          isOpen={isAsking}
          onClose={() => setAsking(false)}
          confirmLabel="Bring nearer"
          danger
          onConfirm={() => editing.submit((key) => setExpiry(key, end))}
        >
          <dl className={styles.change}>
            <dt>Now</dt>
            <dd>{latest === null ? 'never' : <Time at={latest} style="exact" />}</dd>
            <dt>Then</dt>
            <dd>
              <Time at={end} style="exact" /> (<Time at={end} />)
            </dd>
          </dl>
          <Notice tone="warning" title="This cannot be undone">
            An expiry never moves away again. Only regenerating the secret may give a later one.
          </Notice>
        </ConfirmDialog>
      )}
    </>
  );
}
