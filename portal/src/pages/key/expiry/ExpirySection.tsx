import { useState } from 'react';
import type { Key } from '../../../api/types.ts';
import { fieldError } from '../../../api/errors.ts';
import { Button } from '../../../components/Button.tsx';
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { Notice } from '../../../components/Notice.tsx';
import { RadioGroup } from '../../../components/RadioGroup.tsx';
import { TextField } from '../../../components/TextField.tsx';
import { Time } from '../../../components/Time.tsx';
import { useNow } from '../../../components/useNow.ts';
import { EditButtons } from '../EditButtons.tsx';
import { useKeyChanges } from '../keyChanges.ts';
import { Section } from '../Section.tsx';
import { useEditing, type Editing } from '../useEditing.ts';
import { endProblem, hoursFrom, inputText, instantOf, midnightIn } from './instants.ts';
import styles from './ExpirySection.module.css';

export interface ExpirySectionProps {
  readonly apiKey: Key;
  readonly mayChange: boolean;
}

/** When the key ends. Its end can come nearer; only a new secret may have a later one. */
export function ExpirySection({ apiKey, mayChange }: ExpirySectionProps) {
  const editing = useEditing(apiKey);
  const { draftOf, begin, error } = editing;
  const { expiresAt, status } = apiKey;
  return (
    <Section
      title="Expiry"
      description={
        draftOf === undefined ? undefined : 'It can only come nearer. For a later one, regenerate the secret.'
      }
      actions={
        mayChange &&
        draftOf === undefined && (
          <Button
            size="small"
            aria-label={expiresAt === null ? 'Set an expiry' : 'Bring nearer: the expiry'}
            onPress={begin}
          >
            {expiresAt === null ? 'Set' : 'Bring nearer'}
          </Button>
        )
      }
    >
      {error !== undefined && draftOf === undefined && <ErrorNotice error={error} />}
      {draftOf !== undefined && <ExpiryForm draftOf={draftOf} editing={editing} />}
      {draftOf === undefined && expiresAt === null && (
        <p className={styles.words}>
          {status === 'active'
            ? 'None: it works until it is revoked. Rotating keys every 90 to 180 days is good practice.'
            : 'It had none.'}
        </p>
      )}
      {draftOf === undefined && expiresAt !== null && (
        <p className={styles.words}>
          <b className={styles.instant}>
            <Time at={expiresAt} style="exact" />
          </b>
          , <Time at={expiresAt} />
          {status === 'active' && '. From that instant on every request with it is refused.'}
        </p>
      )}
    </Section>
  );
}

const choices = [
  { id: '1h', label: 'In 1 hour', end: (now: Date) => hoursFrom(now, 1) },
  { id: '24h', label: 'In 24 hours', end: (now: Date) => hoursFrom(now, 24) },
  { id: '7d', label: 'In 7 days', end: (now: Date) => midnightIn(7, now) },
  { id: '30d', label: 'In 30 days', end: (now: Date) => midnightIn(30, now) },
  { id: '90d', label: 'In 90 days', end: (now: Date) => midnightIn(90, now) },
] as const;

function ExpiryForm({ draftOf, editing }: { readonly draftOf: Key; readonly editing: Editing }) {
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
      <EditButtons
        saveLabel="Bring nearer"
        maySave={problem === undefined}
        isSaving={editing.isSaving}
        onSave={() => setAsking(true)}
        onCancel={editing.cancel}
      />
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
