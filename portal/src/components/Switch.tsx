import type { ReactNode } from 'react';
import { Switch as AriaSwitch, type SwitchProps as AriaProps } from 'react-aria-components';
import { classes } from './classes.ts';
import styles from './Switch.module.css';

export interface SwitchProps extends Omit<AriaProps, 'className' | 'children'> {
  readonly children: ReactNode;
  readonly description?: ReactNode;
  readonly className?: string | undefined;
}

/** Something that takes effect at once when it is turned on or off. */
export function Switch({ children, description, className, ...props }: SwitchProps) {
  return (
    <AriaSwitch {...props} className={classes(styles.switch, className)}>
      <span className={styles.track} aria-hidden="true">
        <span className={styles.thumb} />
      </span>
      <span className={styles.texts}>
        <span>{children}</span>
        {description !== undefined && <span className={styles.description}>{description}</span>}
      </span>
    </AriaSwitch>
  );
}
