import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { buttonClasses, type ButtonVariant } from './Button.tsx';
import styles from './Button.module.css';

export interface LinkButtonProps {
  /** A page of ours (`/keys/new`), or with `isExternal` any address that a browser opens by itself, such as a download. */
  readonly to: string;
  readonly isExternal?: boolean;
  readonly download?: boolean;
  readonly variant?: ButtonVariant;
  readonly size?: 'small' | 'medium';
  readonly icon?: ReactNode;
  readonly children?: ReactNode;
  readonly className?: string | undefined;
  readonly 'aria-label'?: string;
}

/** A link that looks like a button: for going somewhere, where a button is for doing something. */
export function LinkButton({
  to,
  isExternal = false,
  download = false,
  variant = 'secondary',
  size = 'medium',
  icon,
  children,
  className,
  ...aria
}: LinkButtonProps) {
  const look = buttonClasses(variant, size, children === undefined, className);
  const content = (
    <span className={styles.content}>
      {icon}
      {children}
    </span>
  );
  return isExternal ? (
    <a href={to} download={download} className={look} {...aria}>
      {content}
    </a>
  ) : (
    <Link to={to} className={look} {...aria}>
      {content}
    </Link>
  );
}
