import {
  Button,
  Group,
  Input,
  NumberField as AriaNumberField,
  type NumberFieldProps as AriaProps,
} from 'react-aria-components';
import { Minus, Plus } from 'lucide-react';
import { classes } from './classes.ts';
import { FieldLabel, FieldNotes, type FieldTexts } from './Field.tsx';
import styles from './NumberField.module.css';
import field from './Field.module.css';

export interface NumberFieldProps extends Omit<AriaProps, 'className' | 'children'>, FieldTexts {
  /** What is counted, shown behind the number: "seconds". */
  readonly unit?: string;
  readonly className?: string | undefined;
}

/** A number, typed or stepped. */
export function NumberField({
  label,
  hint,
  description,
  errorMessage,
  unit,
  className,
  ...props
}: NumberFieldProps) {
  return (
    <AriaNumberField
      validationBehavior="aria"
      isInvalid={errorMessage !== undefined}
      {...props}
      className={classes(field.field, className)}
    >
      <FieldLabel label={label} hint={hint} />
      <Group className={classes(field.control, styles.group)}>
        <Input className={styles.input} />
        {unit !== undefined && <span className={styles.unit}>{unit}</span>}
        <Button slot="decrement" className={styles.step}>
          <Minus aria-hidden="true" />
        </Button>
        <Button slot="increment" className={styles.step}>
          <Plus aria-hidden="true" />
        </Button>
      </Group>
      <FieldNotes description={description} errorMessage={errorMessage} />
    </AriaNumberField>
  );
}
