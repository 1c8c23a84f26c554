import type { ReactNode } from 'react';
import { Checkbox as AriaCheckbox, type CheckboxProps as AriaProps } from 'react-aria-components';
import { Check, Minus } from 'lucide-react';
import { classes } from './classes.ts';
import styles from './Checkbox.module.css';

export interface CheckboxProps extends Omit<AriaProps, 'className' | 'children'> {
  readonly children: ReactNode;
  /** Below the label, in quieter words. */
  readonly description?: ReactNode;
  readonly className?: string | undefined;
}

/** Something that is on or off. */
export function Checkbox({ children, description, className, ...props }: CheckboxProps) {
  return (
    <AriaCheckbox {...props} className={classes(styles.checkbox, className)}>
      {({ isIndeterminate }) => (
        <>
          <span className={styles.box} aria-hidden="true">
            {isIndeterminate ? <Minus /> : <Check />}
          </span>
          <span className={styles.texts}>
            <span>{children}</span>
            {description !== undefined && <span className={styles.description}>{description}</span>}
          </span>
        </>
      )}
    </AriaCheckbox>
  );
}
