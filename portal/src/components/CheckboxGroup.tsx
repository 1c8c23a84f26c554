import type { ReactNode } from 'react';
import {
  CheckboxGroup as AriaCheckboxGroup,
  type CheckboxGroupProps as AriaProps,
} from 'react-aria-components';
import { Checkbox } from './Checkbox.tsx';
import { classes } from './classes.ts';
import { FieldLabel, FieldNotes, type FieldTexts } from './Field.tsx';
import field from './Field.module.css';
import styles from './choices.module.css';

export interface Choice {
  readonly id: string;
  readonly label: ReactNode;
  readonly description?: ReactNode;
  readonly isDisabled?: boolean;
}

export interface CheckboxGroupProps extends Omit<AriaProps, 'className' | 'children'>, FieldTexts {
  /** What can be chosen; or give the checkboxes as children, each with a `value`. */
  readonly options?: readonly Choice[];
  readonly children?: ReactNode;
  readonly className?: string | undefined;
}

/** Any of several. */
export function CheckboxGroup({
  options,
  children,
  label,
  hint,
  description,
  errorMessage,
  className,
  ...props
}: CheckboxGroupProps) {
  return (
    <AriaCheckboxGroup
      validationBehavior="aria"
      isInvalid={errorMessage !== undefined}
      {...props}
      className={classes(field.field, className)}
    >
      <FieldLabel label={label} hint={hint} />
      <div className={styles.column}>
        {options?.map((option) => (
          <Checkbox
            key={option.id}
            value={option.id}
            description={option.description}
            isDisabled={option.isDisabled ?? false}
          >
            {option.label}
          </Checkbox>
        ))}
        {children}
      </div>
      <FieldNotes description={description} errorMessage={errorMessage} />
    </AriaCheckboxGroup>
  );
}
