import { ChevronsUpDown } from 'lucide-react';
import { classes } from './classes.ts';
import field from './Field.module.css';
import styles from './FilterSelect.module.css';
import type { SelectOption } from './Select.tsx';

export interface FilterSelectProps<Id extends string> {
  /** Its name: there is no label beside it. */
  readonly 'aria-label': string;
  readonly options: readonly Pick<SelectOption<Id>, 'id' | 'label'>[];
  readonly selectedKey: Id;
  readonly onSelectionChange: (id: Id) => void;
  /** The option that filters nothing; with any other the control stands out. */
  readonly neutralKey?: Id;
  readonly className?: string | undefined;
}

/** One of a few words, by the browser's own list: quick to load, and on a phone what its owner is used to. */
export function FilterSelect<Id extends string>({
  options,
  selectedKey,
  onSelectionChange,
  neutralKey,
  className,
  ...props
}: FilterSelectProps<Id>) {
  const isSet = neutralKey !== undefined && selectedKey !== neutralKey;
  return (
    <span className={classes(styles.select, className)}>
      <select
        {...props}
        value={selectedKey}
        data-set={isSet || undefined}
        className={classes(field.control, styles.control)}
        onChange={({ target }) => {
          const chosen = options.find(({ id }) => id === target.value);
          if (chosen !== undefined) onSelectionChange(chosen.id);
        }}
      >
        {options.map(({ id, label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </select>
      <ChevronsUpDown aria-hidden="true" className={styles.chevron} />
    </span>
  );
}
