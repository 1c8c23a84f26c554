import type { CSSProperties } from 'react';
import styles from './Skeleton.module.css';

export interface SkeletonProps {
  /** CSS lengths. */
  readonly width?: string;
  readonly height?: string;
  /** So many lines of text, the last one shorter. */
  readonly lines?: number;
}

/** The place of what is still being loaded. Say so once beside it, with `aria-busy` on what holds it. */
export function Skeleton({ width = '100%', height = '0.9em', lines = 1 }: SkeletonProps) {
  return (
    <span className={styles.lines} aria-hidden="true">
      {Array.from({ length: lines }, (_, index) => {
        const isLast = lines > 1 && index === lines - 1;
        const size: CSSProperties = { width: isLast ? '60%' : width, height };
        return <span key={index} className={styles.line} style={size} />;
      })}
    </span>
  );
}
