import {
  TextArea as AriaTextArea,
  TextField as AriaTextField,
  type TextFieldProps as AriaProps,
} from 'react-aria-components';
import { classes } from './classes.ts';
import { FieldLabel, FieldNotes, type FieldTexts } from './Field.tsx';
import styles from './Field.module.css';

export interface TextAreaProps extends Omit<AriaProps, 'className' | 'children' | 'type'>, FieldTexts {
  readonly placeholder?: string;
  readonly isCode?: boolean;
  readonly rows?: number;
  readonly className?: string | undefined;
}

/** Several lines of text. */
export function TextArea({
  label,
  hint,
  description,
  errorMessage,
  placeholder,
  isCode = false,
  rows = 3,
  className,
  ...props
}: TextAreaProps) {
  return (
    <AriaTextField
      validationBehavior="aria"
      isInvalid={errorMessage !== undefined}
      {...props}
      className={classes(styles.field, className)}
    >
      <FieldLabel label={label} hint={hint} />
      <AriaTextArea
        rows={rows}
        {...(placeholder !== undefined && { placeholder })}
        className={classes(styles.control, styles.area, isCode && styles.mono)}
      />
      <FieldNotes description={description} errorMessage={errorMessage} />
    </AriaTextField>
  );
}
