import type { InputHTMLAttributes, Ref } from 'react';
import { Input, TextField as AriaTextField, type TextFieldProps as AriaProps } from 'react-aria-components';
import { classes } from './classes.ts';
import { FieldLabel, FieldNotes, type FieldTexts } from './Field.tsx';
import styles from './Field.module.css';

export interface TextFieldProps extends Omit<AriaProps, 'className' | 'children'>, FieldTexts {
  readonly placeholder?: string;
  /** For what is code: prefixes, addresses, scopes. */
  readonly isCode?: boolean;
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly inputProps?: InputHTMLAttributes<HTMLInputElement>;
  readonly className?: string | undefined;
}

/** One line of text. */
export function TextField({
  label,
  hint,
  description,
  errorMessage,
  placeholder,
  isCode = false,
  inputRef,
  inputProps,
  className,
  ...props
}: TextFieldProps) {
  return (
    <AriaTextField
      validationBehavior="aria"
      isInvalid={errorMessage !== undefined}
      {...props}
      className={classes(styles.field, className)}
    >
      <FieldLabel label={label} hint={hint} />
      <Input
        {...inputProps}
        {...(inputRef !== undefined && { ref: inputRef })}
        {...(placeholder !== undefined && { placeholder })}
        className={classes(styles.control, isCode && styles.mono)}
      />
      <FieldNotes description={description} errorMessage={errorMessage} />
    </AriaTextField>
  );
}
