import { useId, useState } from 'react';
import { classes } from '../../components/classes.ts';
import field from '../../components/Field.module.css';
import { inputText, instantOf } from './utcInput.ts';
import styles from './FilterBar.module.css';

interface Props {
  readonly label: string;
  /** ISO 8601 UTC. */
  readonly instant: string | undefined;
  readonly earliest?: string | undefined;
  readonly latest?: string | undefined;
  readonly onChange: (instant: string | undefined) => void;
}

/** A minute, in UTC like everything here. The browser's own control: each phone has the one its owner knows. */
export function UtcField({ label, instant, earliest, latest, onChange }: Props) {
  const id = useId();
  const [text, setText] = useState(inputText(instant));
  const isWrongAt = (chosen: string | undefined) =>
    chosen !== undefined &&
    ((earliest !== undefined && chosen <= earliest) || (latest !== undefined && chosen >= latest));
  const isWrong = isWrongAt(instantOf(text));
  const noteId = `${id}-note`;
  return (
    <div className={styles.utc}>
      <label htmlFor={id}>
        {label} <span>UTC</span>
      </label>
      <input
        id={id}
        type="datetime-local"
        className={classes(field.control)}
        value={text}
        aria-invalid={isWrong}
        {...(isWrong && { 'aria-describedby': noteId, 'data-invalid': true })}
        onChange={(event) => {
          setText(event.target.value);
          const next = instantOf(event.target.value);
          if (event.target.value === '' || (next !== undefined && !isWrongAt(next))) onChange(next);
        }}
      />
      {isWrong && (
        <span id={noteId} className={field.error}>
          “From” must be before “Until”
        </span>
      )}
    </div>
  );
}
