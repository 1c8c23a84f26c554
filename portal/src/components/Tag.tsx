import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import type { Tone } from './StatusBadge.tsx';
import styles from './Tag.module.css';

export interface TagProps {
  readonly children: ReactNode;
  /** For what is code, such as a scope. */
  readonly isCode?: boolean;
  readonly tone?: Tone | 'accent';
  readonly title?: string;
}

/** A small word in a frame: an environment, a scope, a rule. */
export function Tag({ children, isCode = false, tone = 'neutral', title }: TagProps) {
  return (
    <span className={classes(styles.tag, styles[tone], isCode && styles.code)} title={title}>
      {children}
    </span>
  );
}
