/** What every field has around its control: a label, a description, and what is wrong with it. */
import type { ReactNode } from 'react';
import { FieldError, Label, Text } from 'react-aria-components';
import styles from './Field.module.css';

export interface FieldTexts {
  readonly label?: ReactNode;
  /** Said after the label, in quieter words: "optional". */
  readonly hint?: ReactNode;
  readonly description?: ReactNode;
  /** What is wrong and what to do; makes the field invalid. */
  readonly errorMessage?: string | undefined;
}

export function FieldLabel({ label, hint }: Pick<FieldTexts, 'label' | 'hint'>) {
  if (label === undefined) return null;
  return (
    <Label className={styles.label}>
      {label}
      {hint !== undefined && <span className={styles.hint}>{hint}</span>}
    </Label>
  );
}

export function FieldNotes({ description, errorMessage }: Pick<FieldTexts, 'description' | 'errorMessage'>) {
  return (
    <>
      {description !== undefined && (
        <Text slot="description" className={styles.description}>
          {description}
        </Text>
      )}
      <FieldError className={styles.error}>{errorMessage}</FieldError>
    </>
  );
}
