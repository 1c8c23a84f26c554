import type { ReactNode, Ref } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import styles from './Button.module.css';
import { classes } from './classes.ts';

export type ButtonVariant = 'primary' | 'secondary' | 'danger' | 'quiet';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children'> {
  readonly variant?: ButtonVariant;
  readonly size?: 'small' | 'medium';
  /** Shown before the label; with no label, give the button an `aria-label`. */
  readonly icon?: ReactNode;
  readonly children?: ReactNode;
  readonly className?: string | undefined;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A button. While `isPending` it keeps the focus and its width, and cannot be pressed. */
export function Button({
  variant = 'secondary',
  size = 'medium',
  icon,
  children,
  className,
  isPending = false,
  ...props
}: ButtonProps) {
  return (
    <AriaButton
      {...props}
      {...(isPending && pending)}
      className={buttonClasses(variant, size, children === undefined, className)}
    >
      <span className={styles.content} data-hidden={isPending || undefined}>
        {icon}
        {children}
      </span>
      {isPending && <span className={styles.spinner} aria-hidden="true" />}
    </AriaButton>
  );
}

/**
 * Not React Aria's own `isPending`: that reads the button aloud by a reference that stays for seconds, also when
 * the button is gone by then, as it mostly is where a dialog or a form ends.
 */
const pending = {
  'aria-disabled': true,
  'data-pending': true,
  type: 'button',
  onPress: () => undefined,
} as const;

/** How a button of this kind looks, for what only looks like one. */
export function buttonClasses(
  variant: ButtonVariant,
  size: 'small' | 'medium' = 'medium',
  iconOnly = false,
  className?: string,
): string {
  return classes(
    styles.button,
    styles[variant],
    size === 'small' && styles.small,
    iconOnly && styles.iconOnly,
    className,
  );
}
