/** Finds a key by a part of its name. The filter holds its id; what is shown is its name. */
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useDeferredValue, useId, useState, type KeyboardEvent } from 'react';
import { keyQuery } from '../../api/queries.ts';
import { classes } from '../../components/classes.ts';
import field from '../../components/Field.module.css';
import { KeyOptions } from './KeyOptions.tsx';
import { keySuggestionsQuery } from './auditQueries.ts';
import styles from './KeyPicker.module.css';

interface Props {
  readonly keyId: string | undefined;
  readonly onChange: (keyId: string | undefined) => void;
  readonly className?: string | undefined;
}

/**
 * A combobox as the ARIA Authoring Practices have it ("Editable Combobox With List Autocomplete"). Not React Aria's: that
 * hides the page from whoever hears it for as long as the list is open, and leaves all of it in the reach of Tab.
 */
export function KeyPicker({ keyId, onChange, className }: Props) {
  const { data: chosen } = useQuery({ ...keyQuery(keyId ?? ''), enabled: keyId !== undefined });
  // A key that is gone or another merchant's has no name here, and its id is still what is filtered by.
  const name = keyId === undefined ? '' : (chosen?.name ?? keyId);
  /** Until a key is chosen, or the field is left. */
  const [typed, setTyped] = useState<string>();
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const listId = useId();
  const sought = useDeferredValue(typed?.trim() ?? '');
  const { data: keys = [], isFetching } = useQuery({ ...keySuggestionsQuery(sought), enabled: isOpen });
  const activeKey = isOpen ? keys[active] : undefined;

  function type(text: string) {
    setTyped(text);
    setActive(-1);
    setOpen(true);
    if (text === '' && keyId !== undefined) onChange(undefined);
  }

  function close() {
    setTyped(undefined);
    setActive(-1);
    setOpen(false);
  }

  function choose(id: string | undefined) {
    close();
    onChange(id);
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = steps[event.key];
    if (step !== undefined) {
      setOpen(true);
      setActive(neighbour(active, step, keys.length));
    } else if (event.key === 'Enter' && activeKey !== undefined) choose(activeKey.id);
    else if (event.key === 'Escape' && isOpen) close();
    else return;
    event.preventDefault();
  }

  return (
    <div className={classes(styles.picker, className)} data-set={keyId !== undefined || undefined}>
      <input
        type="text"
        role="combobox"
        aria-label="Key"
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={isOpen ? listId : undefined}
        aria-activedescendant={activeKey && `${listId}-${activeKey.id}`}
        autoComplete="off"
        spellCheck={false}
        placeholder="Any key"
        className={classes(field.control, styles.input)}
        value={typed ?? name}
        onChange={({ target }) => type(target.value)}
        onFocus={({ target }) => target.select()}
        onClick={() => setOpen(true)}
        onBlur={close}
        onKeyDown={onKeyDown}
      />
      {keyId !== undefined && (
        <button type="button" className={styles.clear} aria-label="Any key" onClick={() => choose(undefined)}>
          <X aria-hidden="true" />
        </button>
      )}
      {isOpen && (
        <KeyOptions
          id={listId}
          keys={keys}
          chosen={keyId}
          active={activeKey?.id}
          onChoose={choose}
          nothing={isFetching ? 'Looking…' : `No key’s name has “${sought}” in it`}
        />
      )}
    </div>
  );
}

const steps: Readonly<Record<string, 1 | -1 | undefined>> = { ArrowDown: 1, ArrowUp: -1 };

/** Round and round; from nothing to the first or the last. */
function neighbour(position: number, step: 1 | -1, count: number): number {
  const from = position < 0 && step < 0 ? count : position;
  return count === 0 ? -1 : (from + step + count) % count;
}
