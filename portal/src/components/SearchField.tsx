import {
  Button,
  Input,
  SearchField as AriaSearchField,
  type SearchFieldProps as AriaProps,
} from 'react-aria-components';
import { Search, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { classes } from './classes.ts';
import field from './Field.module.css';
import styles from './SearchField.module.css';

export interface SearchFieldProps extends Omit<AriaProps, 'className' | 'children'> {
  readonly placeholder?: string;
  readonly 'aria-label': string;
  /** A letter that, with Ctrl or ⌘, brings the focus here from anywhere on the page: "k". */
  readonly shortcut?: string;
  readonly className?: string | undefined;
}

const modifier = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl ';

/** A text to search for; Escape and the cross empty it. */
export function SearchField({ placeholder, shortcut, className, ...props }: SearchFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (shortcut === undefined) return undefined;
    const onKey = (event: KeyboardEvent) => {
      const isIt = event.key.toLowerCase() === shortcut && (event.ctrlKey || event.metaKey);
      if (!isIt || event.shiftKey || event.altKey || isInDialog(event.target)) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [shortcut]);
  return (
    <AriaSearchField {...props} className={classes(styles.search, className)}>
      <Search aria-hidden="true" className={styles.icon} />
      <Input
        ref={input}
        {...(placeholder !== undefined && { placeholder })}
        {...(shortcut !== undefined && { 'aria-keyshortcuts': `Control+${shortcut} Meta+${shortcut}` })}
        className={classes(field.control, styles.input)}
      />
      {shortcut !== undefined && (
        <kbd className={styles.shortcut} aria-hidden="true">
          {`${modifier}${shortcut.toUpperCase()}`}
        </kbd>
      )}
      <Button className={classes(styles.clear)}>
        <X aria-hidden="true" />
      </Button>
    </AriaSearchField>
  );
}

function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"], [role="alertdialog"]') !== null;
}
