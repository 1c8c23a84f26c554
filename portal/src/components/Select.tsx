import type { ReactNode } from 'react';
import {
  Button,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
} from 'react-aria-components';
import { Check, ChevronsUpDown } from 'lucide-react';
import { classes } from './classes.ts';
import { FieldLabel, FieldNotes, type FieldTexts } from './Field.tsx';
import field from './Field.module.css';
import list from './listBox.module.css';
import styles from './Select.module.css';

export interface SelectOption<Id extends string = string> {
  readonly id: Id;
  readonly label: string;
  readonly description?: ReactNode;
}

export interface SelectProps<Id extends string> extends FieldTexts {
  readonly options: readonly SelectOption<Id>[];
  readonly selectedKey: Id | null;
  readonly onSelectionChange: (id: Id) => void;
  readonly placeholder?: string;
  readonly isDisabled?: boolean;
  readonly name?: string;
  /** Where there is no visible label. */
  readonly 'aria-label'?: string;
  /** Put before the value inside the control: "Status". */
  readonly prefix?: string;
  readonly className?: string | undefined;
}

/** One of several options, from a list that opens. */
export function Select<Id extends string>({
  options,
  selectedKey,
  onSelectionChange,
  label,
  hint,
  description,
  errorMessage,
  prefix,
  className,
  ...props
}: SelectProps<Id>) {
  return (
    <AriaSelect
      validationBehavior="aria"
      isInvalid={errorMessage !== undefined}
      {...props}
      value={selectedKey}
      onChange={(key) => {
        const chosen = options.find(({ id }) => id === key);
        if (chosen !== undefined) onSelectionChange(chosen.id);
      }}
      className={classes(field.field, className)}
    >
      <FieldLabel label={label} hint={hint} />
      <Button className={classes(field.control, styles.button)}>
        {prefix !== undefined && <span className={styles.prefix}>{prefix}</span>}
        <SelectValue className={styles.value}>
          {({ selectedText, defaultChildren }) => selectedText ?? defaultChildren}
        </SelectValue>
        <ChevronsUpDown aria-hidden="true" className={styles.chevron} />
      </Button>
      <FieldNotes description={description} errorMessage={errorMessage} />
      <Popover className={classes(list.popover, styles.popover)}>
        <ListBox items={options} className={list.list}>
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.label} className={list.item}>
              <span className={list.texts}>
                <span>{option.label}</span>
                {option.description !== undefined && (
                  <span className={list.description}>{option.description}</span>
                )}
              </span>
              <Check aria-hidden="true" className={list.check} />
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
