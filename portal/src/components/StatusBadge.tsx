import { classes } from './classes.ts';
import styles from './StatusBadge.module.css';

export type Tone = 'success' | 'danger' | 'warning' | 'info' | 'neutral';

/** What a status means to whoever reads it, in colour; the word beside the dot says it without. */
const tones: Readonly<Record<string, Tone>> = {
  active: 'success',
  enabled: 'success',
  delivered: 'success',
  succeeded: 'success',
  allowed: 'success',
  revoked: 'danger',
  failed: 'danger',
  dead: 'danger',
  denied: 'danger',
  expired: 'neutral',
  disabled: 'neutral',
  pending: 'info',
  retrying: 'warning',
  expiring: 'warning',
};

export interface StatusBadgeProps {
  /** As the API says it, in any case: `active`, `ALLOWED`. */
  readonly status: string;
  /** Where the status alone is no good word. */
  readonly label?: string;
  readonly tone?: Tone;
}

/** A status, as a dot and a word. */
export function StatusBadge({ status, label, tone }: StatusBadgeProps) {
  const word = status.toLowerCase();
  const look = tone ?? tones[word] ?? 'neutral';
  return (
    <span className={classes(styles.badge, styles[look])}>
      <span className={styles.dot} aria-hidden="true" />
      {label ?? sentence(word)}
    </span>
  );
}

function sentence(word: string): string {
  const text = word.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
