import { Notice } from '../../components/Notice.tsx';
import { RadioGroup } from '../../components/RadioGroup.tsx';
import { TextField } from '../../components/TextField.tsx';
import { exactTime } from '../../components/times.ts';
import { midnightIn } from '../key/expiry/instants.ts';
import { endOf, expiryDays, suggestedDays, type Draft, type ExpiryChoice } from './draft.ts';
import styles from './ExpiryField.module.css';

export interface ExpiryFieldProps {
  readonly draft: Draft;
  readonly onChange: (part: Partial<Draft>) => void;
  readonly problem: string | undefined;
  readonly now: Date;
}

const choices: readonly (readonly [ExpiryChoice, string])[] = [
  ...expiryDays.map((days) => [`${days}`, days === 365 ? '1 year' : `${days} days`] as const),
  ['date', 'On a date'],
  ['none', 'Never'],
];

/** When the key ends, and the exact instant of it. */
export function ExpiryField({ draft, onChange, problem, now }: ExpiryFieldProps) {
  const end = endOf(draft, now);
  return (
    <div className={styles.field}>
      <RadioGroup
        aria-label="When it ends"
        look="segments"
        value={draft.expiry}
        onChange={(value) => onChange({ expiry: choices.find(([id]) => id === value)?.[0] ?? 'none' })}
        options={choices.map(([id, label]) => ({ id, label }))}
        errorMessage={draft.expiry === 'date' ? undefined : problem}
      />
      {draft.expiry === 'date' && (
        <TextField
          label="Date"
          type="date"
          value={draft.date}
          onChange={(date) => onChange({ date })}
          errorMessage={problem}
          inputProps={{ min: midnightIn(1, now).slice(0, 10) }}
          className={styles.date}
        />
      )}
      {typeof end === 'string' && (
        <p className={styles.end} aria-live="polite">
          Ends <time dateTime={end}>{exactTime(end)}</time>
          {draft.expiry === `${suggestedDays}` && (
            <span className={styles.hint}> · suggested for most keys</span>
          )}
        </p>
      )}
      {end === null && (
        <Notice tone="warning" role="status">
          It works until somebody revokes it. If it must not end, make it a habit to regenerate it every 90 to
          180 days.
        </Notice>
      )}
    </div>
  );
}
