import type { Key } from '../../api/types.ts';
import { classes } from '../../components/classes.ts';
import list from '../../components/listBox.module.css';
import styles from './KeyPicker.module.css';

interface Props {
  readonly id: string;
  readonly keys: readonly Key[];
  /** The id of the key that is filtered by, and of the one that Enter takes. */
  readonly chosen: string | undefined;
  readonly active: string | undefined;
  readonly onChoose: (keyId: string) => void;
  /** Said where there is no key. */
  readonly nothing: string;
}

/** The keys that can be picked, below the field. The focus stays in the field, so that typing goes on. */
export function KeyOptions({ id, keys, chosen, active, onChoose, nothing }: Props) {
  return (
    <div
      className={classes(list.popover, styles.popover)}
      role="presentation"
      onMouseDown={(event) => event.preventDefault()}
    >
      <div id={id} role="listbox" aria-label="Keys" className={list.list}>
        {keys.map((key) => (
          <div
            key={key.id}
            id={`${id}-${key.id}`}
            ref={key.id === active ? bringIntoSight : undefined}
            role="option"
            tabIndex={-1}
            aria-selected={key.id === chosen}
            data-focused={key.id === active || undefined}
            className={classes(list.item, styles.option)}
            onClick={() => onChoose(key.id)}
            // The field has the keyboard; this is for what presses an option as if it had it.
            onKeyDown={({ key: pressed }) => pressed === 'Enter' && onChoose(key.id)}
          >
            <span>{key.name}</span>
            <span className={classes(list.description, styles.prefix)}>
              {key.prefix}…{key.status === 'active' ? '' : ` · ${key.status}`}
            </span>
          </div>
        ))}
      </div>
      <p role="status" className={keys.length === 0 ? styles.none : 'visuallyHidden'}>
        {keys.length === 0 ? nothing : `${keys.length} ${keys.length === 1 ? 'key' : 'keys'}`}
      </p>
    </div>
  );
}

function bringIntoSight(option: HTMLElement | null) {
  option?.scrollIntoView({ block: 'nearest' });
}
