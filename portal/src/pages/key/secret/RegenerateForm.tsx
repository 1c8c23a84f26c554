import { useState } from 'react';
import { ApiError, fieldError } from '../../../api/errors.ts';
import type { Key } from '../../../api/types.ts';
import { Button } from '../../../components/Button.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { Notice } from '../../../components/Notice.tsx';
import { NumberField } from '../../../components/NumberField.tsx';
import { RadioGroup } from '../../../components/RadioGroup.tsx';
import { Time } from '../../../components/Time.tsx';
import { useNow } from '../../../components/useNow.ts';
import { useKeyChanges, type Issued } from '../keyChanges.ts';
import { duration } from '../words.ts';
import { NewEndField, newEndOf, type NewEnd } from './NewEndField.tsx';
import { PresentUsers } from './PresentUsers.tsx';
import { graceChoices, graceEnd, mostGraceSeconds } from './grace.ts';
import styles from './RegenerateForm.module.css';

export interface RegenerateFormProps {
  readonly apiKey: Key;
  readonly onIssued: (issued: Issued) => void;
  readonly onClose: () => void;
}

/** For how long the old secret goes on, when the new one ends, and who still uses the old one. */
export function RegenerateForm({ apiKey, onIssued, onClose }: RegenerateFormProps) {
  const now = useNow();
  const { regenerate } = useKeyChanges();
  const [grace, setGrace] = useState('86400');
  const [otherSeconds, setOtherSeconds] = useState(4 * 60 * 60);
  const [newEnd, setNewEnd] = useState<NewEnd>({ choice: 'keep', typed: '' });
  const [isSending, setSending] = useState(false);
  const [error, setError] = useState<unknown>();
  const seconds = grace === 'other' ? otherSeconds : Number(grace);
  const isGraceGood = Number.isInteger(seconds) && seconds >= 0 && seconds <= mostGraceSeconds;
  const { expiresAt, problem } = newEndOf(newEnd, now);
  const oldEnd = graceEnd(now, isGraceGood ? seconds : 0, apiKey.expiresAt, expiresAt ?? null);

  const isCutShort = Date.parse(oldEnd) < now.getTime() + seconds * 1000;

  async function send() {
    setSending(true);
    setError(undefined);
    try {
      const terms = { gracePeriodSeconds: seconds, ...(expiresAt !== undefined && { expiresAt }) };
      onIssued(await regenerate(apiKey, terms));
    } catch (failure) {
      setError(failure);
      setSending(false);
    }
  }

  return (
    <Dialog
      title="Regenerate the secret"
      isOpen
      onClose={onClose}
      isDismissable={!isSending}
      footer={
        <>
          <Button onPress={onClose} isDisabled={isSending}>
            Cancel
          </Button>
          <Button
            variant="primary"
            isPending={isSending}
            isDisabled={!isGraceGood || problem !== undefined}
            onPress={() => void send()}
          >
            Regenerate
          </Button>
        </>
      }
    >
      <p>
        “{apiKey.name}” gets a new secret, which you will see once. Its id, scopes, IP rules, history and
        limits stay.
      </p>
      <div className={styles.part}>
        <RadioGroup
          label="Grace period of the old secret"
          look="segments"
          orientation="horizontal"
          value={grace}
          onChange={setGrace}
          options={graceChoices}
          errorMessage={fieldError(error, 'gracePeriodSeconds')}
        />
        {grace === 'other' && (
          <NumberField
            label="Grace period"
            unit="seconds"
            minValue={0}
            maxValue={mostGraceSeconds}
            step={1}
            value={otherSeconds}
            onChange={setOtherSeconds}
            description={isGraceGood ? duration(seconds) : undefined}
            errorMessage={isGraceGood ? undefined : `A whole number from 0 to ${mostGraceSeconds}`}
            className={styles.number}
          />
        )}
        {isGraceGood && (
          <p className={styles.outcome}>
            {seconds === 0 ? (
              'The old secret ends at once.'
            ) : (
              <>
                Both secrets work until <Time at={oldEnd} style="exact" />
                {isCutShort && ', when the old one expires anyway'}.
              </>
            )}
          </p>
        )}
      </div>
      <PresentUsers apiKey={apiKey} isAtOnce={seconds === 0} />
      <NewEndField
        value={newEnd}
        onChange={setNewEnd}
        present={apiKey.expiresAt}
        errorMessage={problem ?? fieldError(error, 'expiresAt')}
      />
      {error !== undefined && <ErrorNotice error={error} />}
      {isUnknown(error) && (
        <Notice tone="warning" title="It is not known whether that happened">
          Look at the history. If the secret was regenerated just now, the new one was lost on its way:
          regenerate again, and take a grace period as long as you need.
        </Notice>
      )}
    </Dialog>
  );
}

/** The answer was lost, or told that nobody knows. */
function isUnknown(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500);
}
