import { Select, type SelectOption } from '../../../components/Select.tsx';
import { TextField } from '../../../components/TextField.tsx';
import { exactTime } from '../../../components/times.ts';
import { useNow } from '../../../components/useNow.ts';
import { inputText, instantOf, midnightIn } from '../expiry/instants.ts';
import styles from './NewEndField.module.css';

const choices = ['keep', '30', '90', '180', '365', 'none', 'other'] as const;
type Choice = (typeof choices)[number];

/** What was chosen as the end of a new secret. */
export interface NewEnd {
  readonly choice: Choice;
  readonly typed: string;
}

/** The end as the service takes it: `undefined` keeps the present one, `null` takes it away. */
export function newEndOf(
  { choice, typed }: NewEnd,
  now: Date,
): { readonly expiresAt: string | null | undefined; readonly problem?: string } {
  if (choice === 'keep') return { expiresAt: undefined };
  if (choice === 'none') return { expiresAt: null };
  const expiresAt = choice === 'other' ? instantOf(typed) : midnightIn(Number(choice), now);
  if (expiresAt === undefined) return { expiresAt, problem: 'Choose a date and a time, in UTC' };
  return Date.parse(expiresAt) > now.getTime() ? { expiresAt } : { expiresAt, problem: 'This is past' };
}

export interface NewEndFieldProps {
  readonly value: NewEnd;
  readonly onChange: (value: NewEnd) => void;
  /** Of the key, `null` for none. */
  readonly present: string | null;
  readonly errorMessage: string | undefined;
}

/** When the new secret ends: only here may an end move away. */
export function NewEndField({ value, onChange, present, errorMessage }: NewEndFieldProps) {
  const now = useNow();
  return (
    <div className={styles.fields}>
      <Select<Choice>
        label="Expiry"
        description="Only a new secret may have a later one."
        options={optionsFor(present, now)}
        selectedKey={value.choice}
        onSelectionChange={(choice) => onChange({ ...value, choice })}
        {...(value.choice !== 'other' && { errorMessage })}
      />
      {value.choice === 'other' && (
        <TextField
          label="Date and time"
          hint="UTC"
          type="datetime-local"
          value={value.typed}
          onChange={(typed) => onChange({ ...value, typed })}
          errorMessage={value.typed === '' ? undefined : errorMessage}
          inputProps={{ min: inputText(now.toISOString()) }}
        />
      )}
    </div>
  );
}

function optionsFor(present: string | null, now: Date): readonly SelectOption<Choice>[] {
  return choices
    .filter((id) => id !== 'none' || present !== null)
    .map((id) => {
      if (id === 'keep')
        return { id, label: present === null ? 'Never, as now' : `As now: ${exactTime(present)}` };
      if (id === 'none') return { id, label: 'Never' };
      if (id === 'other') return { id, label: 'Another…' };
      return { id, label: `In ${id} days`, description: exactTime(midnightIn(Number(id), now)) };
    });
}
