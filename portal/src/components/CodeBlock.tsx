import { classes } from './classes.ts';
import { CopyButton } from './CopyButton.tsx';
import styles from './CodeBlock.module.css';

export interface CodeBlockProps {
  readonly code: string;
  /** What it is written in, shown above it: "curl", "Node.js", ".env". */
  readonly language?: string;
  /** What the block is, for whoever does not see it; the language unless given. */
  readonly label?: string;
  readonly onCopied?: () => void;
  readonly wrap?: boolean;
}

/** Code to read and to copy. */
export function CodeBlock({ code, language, label, onCopied, wrap = false }: CodeBlockProps) {
  const name = label ?? language ?? 'code';
  return (
    <figure className={styles.block}>
      <figcaption className={styles.bar}>
        <span>{language}</span>
        <CopyButton value={code} label={`Copy ${name}`} {...(onCopied !== undefined && { onCopied })} />
      </figcaption>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- so that its scrolling needs no mouse */}
      <pre className={classes(styles.code, wrap && styles.wrap)} tabIndex={0} role="region" aria-label={name}>
        <code>{code}</code>
      </pre>
    </figure>
  );
}
