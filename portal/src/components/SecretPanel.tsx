import { useState, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { Check } from 'lucide-react';
import { Button } from './Button.tsx';
import { CodeBlock } from './CodeBlock.tsx';
import { CopyButton } from './CopyButton.tsx';
import { LeaveGuard } from './LeaveGuard.tsx';
import { Notice } from './Notice.tsx';
import styles from './SecretPanel.module.css';
import { Tabs } from './Tabs.tsx';

export interface SecretSnippet {
  readonly id: string;
  /** On its tab: "curl", "Node.js". */
  readonly label: string;
  readonly code: string;
  /** What to do before or with it. */
  readonly note?: ReactNode;
}

export interface SecretPanelProps {
  /** From the state of the component that shows this, and from nowhere else: no cache, no address, no storage, no log. */
  readonly secret: string;
  /** What the secret is of: "key", "signing secret". */
  readonly noun: string;
  /** What is lost when it is not stored: "You would have to regenerate the key." */
  readonly lossText: string;
  readonly snippets?: readonly SecretSnippet[];
  /** The person says that it is stored: forget it, and go on. */
  readonly onStored: () => void;
}

/** A secret, this once: to copy, to try, and to store. Leaving it uncopied asks first. */
export function SecretPanel({ secret, noun, lossText, snippets, onStored }: SecretPanelProps) {
  const [isCopied, setCopied] = useState(false);
  const onCopied = () => setCopied(true);
  function finish() {
    // At once, or leaving would still be asked about.
    flushSync(onCopied);
    onStored();
  }

  return (
    <section className={styles.panel} aria-label={`The new ${noun}`}>
      <LeaveGuard
        isActive={!isCopied}
        title={`Leave without the ${noun}?`}
        text={`It has not been copied, and it cannot be shown again. ${lossText}`}
      />
      <Notice tone="warning" title={`Copy this ${noun} now`}>
        It is shown only this once. Keep it in a secrets manager or an environment variable, never in code or
        a repository.
      </Notice>
      <div className={styles.secretRow}>
        <code className={styles.secret} translate="no" aria-label={`The ${noun}`}>
          {secret}
        </code>
        <CopyButton
          value={secret}
          label="Copy"
          showLabel
          variant={isCopied ? 'secondary' : 'primary'}
          size="medium"
          onCopied={onCopied}
        />
      </div>
      {snippets !== undefined && snippets.length > 0 && (
        <div>
          <h2 className={styles.heading}>Use it</h2>
          <Tabs
            aria-label="How to use it"
            items={snippets.map(({ id, label, code, note }) => ({
              id,
              label,
              content: (
                <div className={styles.snippet}>
                  {note !== undefined && <p className={styles.note}>{note}</p>}
                  <CodeBlock code={code} language={label} {...(code.includes(secret) && { onCopied })} />
                </div>
              ),
            }))}
          />
        </div>
      )}
      <div className={styles.foot}>
        <Button variant={isCopied ? 'primary' : 'secondary'} icon={<Check />} onPress={finish}>
          I have stored it
        </Button>
        <span className={styles.note}>Then it is gone from this page for good.</span>
      </div>
    </section>
  );
}
