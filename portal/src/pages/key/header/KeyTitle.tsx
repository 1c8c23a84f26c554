import { useState, type KeyboardEvent } from 'react';
import { Check, Pencil, X } from 'lucide-react';
import { fieldError } from '../../../api/errors.ts';
import type { Key } from '../../../api/types.ts';
import { Button } from '../../../components/Button.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { StatusBadge } from '../../../components/StatusBadge.tsx';
import { TextField } from '../../../components/TextField.tsx';
import { useKeyChanges } from '../keyChanges.ts';
import { useEditing, type Editing } from '../useEditing.ts';
import styles from './KeyTitle.module.css';

const mostCharacters = 100;

export interface KeyTitleProps {
  readonly apiKey: Key;
  readonly mayRename: boolean;
}

/** The key's name with its status; renamed in its place. */
export function KeyTitle({ apiKey, mayRename }: KeyTitleProps) {
  const editing = useEditing(apiKey);
  const { draftOf, trigger, begin, error } = editing;
  return (
    <span className={styles.head}>
      {draftOf === undefined ? (
        <span className={styles.title}>
          <span className={styles.name}>{apiKey.name}</span>
          {mayRename && (
            <Button
              ref={trigger}
              variant="quiet"
              size="small"
              aria-label="Rename"
              icon={<Pencil />}
              onPress={begin}
            />
          )}
          <StatusBadge status={apiKey.status} />
        </span>
      ) : (
        <NameField initial={draftOf.name} editing={editing} />
      )}
      {error !== undefined && fieldError(error, 'name') === undefined && <ErrorNotice error={error} />}
    </span>
  );
}

function NameField({ initial, editing }: { readonly initial: string; readonly editing: Editing }) {
  const [typed, setTyped] = useState(initial);
  const { rename } = useKeyChanges();
  const { isSaving, error, submit, cancel } = editing;
  const name = typed.trim();
  const problem = name === '' ? 'A key needs a name' : undefined;

  function save() {
    if (name === initial) cancel();
    else if (problem === undefined) void submit((key) => rename(key, name));
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Enter') save();
    else if (event.key === 'Escape') cancel();
  }

  return (
    <span className={styles.row}>
      <span className="visuallyHidden">{initial}</span>
      <TextField
        aria-label="Name of the key"
        autoFocus
        value={typed}
        onChange={setTyped}
        onKeyDown={onKeyDown}
        errorMessage={problem ?? fieldError(error, 'name')}
        isReadOnly={isSaving}
        className={styles.field}
        inputProps={{
          autoComplete: 'off',
          maxLength: mostCharacters,
          onFocus: ({ target }) => target.select(),
        }}
      />
      <Button
        variant="primary"
        aria-label="Save the name"
        icon={<Check />}
        isPending={isSaving}
        isDisabled={problem !== undefined}
        onPress={save}
      />
      <Button
        variant="quiet"
        aria-label="Keep the name"
        icon={<X />}
        isDisabled={isSaving}
        onPress={cancel}
      />
    </span>
  );
}
