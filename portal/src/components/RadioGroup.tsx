import {
  Radio,
  RadioGroup as AriaRadioGroup,
  type RadioGroupProps as AriaProps,
} from 'react-aria-components';
import type { Choice } from './CheckboxGroup.tsx';
import { classes } from './classes.ts';
import { FieldLabel, FieldNotes, type FieldTexts } from './Field.tsx';
import field from './Field.module.css';
import styles from './choices.module.css';

export interface RadioGroupProps extends Omit<AriaProps, 'className' | 'children'>, FieldTexts {
  readonly options: readonly Choice[];
  /** `list`: one below the other. `cards`: beside each other, each in a frame. `segments`: one short row. */
  readonly look?: 'list' | 'cards' | 'segments';
  readonly className?: string | undefined;
}

/** One of a few, all of them in sight. */
export function RadioGroup({
  options,
  look = 'list',
  label,
  hint,
  description,
  errorMessage,
  className,
  ...props
}: RadioGroupProps) {
  return (
    <AriaRadioGroup
      validationBehavior="aria"
      isInvalid={errorMessage !== undefined}
      {...props}
      className={classes(field.field, className)}
    >
      <FieldLabel label={label} hint={hint} />
      <div className={classes(look === 'list' && styles.column, look !== 'list' && styles[look])}>
        {options.map((option) => (
          <Radio
            key={option.id}
            value={option.id}
            isDisabled={option.isDisabled ?? false}
            className={classes(styles.radio)}
          >
            {look !== 'segments' && <span className={styles.dot} aria-hidden="true" />}
            <span className={styles.texts}>
              <span className={styles.choice}>{option.label}</span>
              {option.description !== undefined && (
                <span className={styles.description}>{option.description}</span>
              )}
            </span>
          </Radio>
        ))}
      </div>
      <FieldNotes description={description} errorMessage={errorMessage} />
    </AriaRadioGroup>
  );
}
