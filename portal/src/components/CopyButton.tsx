import { useEffect, useState } from 'react';
import { Check, Copy } from 'lucide-react';
import { Button, type ButtonVariant } from './Button.tsx';
import { copyText } from './copyText.ts';
import { notify } from './notifications.ts';

export interface CopyButtonProps {
  readonly value: string;
  /** What is copied, for the button's name: "Copy prefix". */
  readonly label: string;
  /** Whether the label is seen, or only read aloud. */
  readonly showLabel?: boolean;
  readonly variant?: ButtonVariant;
  readonly size?: 'small' | 'medium';
  readonly onCopied?: () => void;
}

const shownMs = 2_000;

/** Copies a value, and says for two seconds that it did. */
export function CopyButton({
  value,
  label,
  showLabel = false,
  variant = 'quiet',
  size = 'small',
  onCopied,
}: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), shownMs);
    return () => clearTimeout(timer);
  }, [isCopied]);

  async function copy() {
    if (await copyText(value)) {
      setCopied(true);
      onCopied?.();
    } else {
      notify('This browser does not let the page copy. Select the text and copy it yourself.', 'danger');
    }
  }

  const name = isCopied ? 'Copied' : label;
  return (
    <>
      <Button
        variant={variant}
        size={size}
        icon={isCopied ? <Check /> : <Copy />}
        onPress={() => void copy()}
        {...(!showLabel && { 'aria-label': label })}
      >
        {showLabel ? name : undefined}
      </Button>
      <span role="status" className="visuallyHidden">
        {isCopied ? 'Copied' : ''}
      </span>
    </>
  );
}
