/** Finds a key by a part of its name. The filter holds its id; what is shown is its name. */
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { Button, ComboBox, Input, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { keyQuery } from '../../api/queries.ts';
import { classes } from '../../components/classes.ts';
import field from '../../components/Field.module.css';
import list from '../../components/listBox.module.css';
import { keySuggestionsQuery } from './auditQueries.ts';
import styles from './KeyPicker.module.css';

interface Props {
  readonly keyId: string | undefined;
  readonly onChange: (keyId: string | undefined) => void;
  readonly className?: string | undefined;
}

export function KeyPicker({ keyId, onChange, className }: Props) {
  const { data: chosen } = useQuery({ ...keyQuery(keyId ?? ''), enabled: keyId !== undefined });
  // A key that is gone or another merchant's has no name here, and its id is still what is filtered by.
  const name = keyId === undefined ? '' : (chosen?.name ?? keyId);
  return (
    <Picker key={`${keyId} ${name}`} name={name} keyId={keyId} onChange={onChange} className={className} />
  );
}

/** Made anew for each chosen key, so that what was typed never outlives the choice. */
function Picker({ keyId, name, onChange, className }: Props & { readonly name: string }) {
  const [text, setText] = useState(name);
  const sought = useDeferredValue(text === name ? '' : text.trim());
  const { data: keys = [], isFetching } = useQuery(keySuggestionsQuery(sought));
  return (
    <ComboBox
      aria-label="Key"
      className={classes(styles.picker, className)}
      inputValue={text}
      onInputChange={setText}
      value={keyId ?? null}
      onChange={(id) => onChange(id === null ? undefined : String(id))}
      items={keys}
      menuTrigger="focus"
      allowsEmptyCollection
      onBlur={() => setText(name)}
    >
      <div className={styles.frame} data-set={keyId !== undefined || undefined}>
        <Input className={classes(field.control, styles.input)} placeholder="Any key" />
        {keyId !== undefined && (
          <Button
            slot={null}
            className={classes(styles.clear)}
            aria-label="Any key"
            onPress={() => onChange(undefined)}
          >
            <X aria-hidden="true" />
          </Button>
        )}
      </div>
      <Popover className={classes(list.popover, styles.popover)}>
        <ListBox<(typeof keys)[number]>
          className={list.list}
          renderEmptyState={() => (
            <p className={styles.none}>{isFetching ? 'Looking…' : `No key's name has “${sought}” in it`}</p>
          )}
        >
          {(key) => (
            <ListBoxItem id={key.id} textValue={key.name} className={list.item}>
              <span className={list.texts}>
                <span>{key.name}</span>
                <span className={classes(list.description, styles.prefix)}>
                  {key.prefix}…{key.status === 'active' ? '' : ` · ${key.status}`}
                </span>
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
