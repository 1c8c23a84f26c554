/**
 * A signing secret, the one time that it is shown. It is a property of this dialog and stands nowhere else; when the
 * dialog goes, it is gone.
 */
import { useEffect, useRef } from 'react';
import { useBlocker } from 'react-router';
import { Button } from '../../components/Button.tsx';
import { CodeBlock } from '../../components/CodeBlock.tsx';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Notice } from '../../components/Notice.tsx';
import styles from './SigningSecretDialog.module.css';

interface Props {
  readonly secret: string;
  /** It follows another one, which signs beside it for a day. */
  readonly isRotation: boolean;
  readonly onStored: () => void;
}

export function SigningSecretDialog({ secret, isRotation, onStored }: Props) {
  const isStored = useRef(false);
  const blocker = useBlocker(() => !isStored.current);
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, []);
  return (
    <>
      <Dialog
        title={isRotation ? 'The new signing secret' : 'The endpoint’s signing secret'}
        isOpen
        // Nothing but the button closes it: by mistake would be for good.
        isDismissable={false}
        onClose={() => undefined}
        footer={
          <Button
            variant="primary"
            onPress={() => {
              isStored.current = true;
              onStored();
            }}
          >
            I have stored it
          </Button>
        }
      >
        <p>
          Your receiver verifies with it that a webhook came from us.{' '}
          <strong className={styles.strong}>This is the only time that it is shown.</strong>
        </p>
        <CodeBlock code={secret} language="Signing secret" label="signing secret" wrap />
        <CodeBlock
          code={`KEYLEDGER_WEBHOOK_SECRET=${secret}`}
          language=".env"
          label="line for an .env file"
          wrap
        />
        {isRotation && (
          <Notice title="You have 24 hours">
            Until then each webhook carries two signatures, of the old secret and of this one, and the
            receiver takes either. Put this one in its place, and nothing is missed.
          </Notice>
        )}
      </Dialog>
      <ConfirmDialog
        title="Leave without the secret?"
        isOpen={blocker.state === 'blocked'}
        onClose={() => blocker.reset?.()}
        confirmLabel="Leave"
        cancelLabel="Stay"
        danger
        onConfirm={() => blocker.proceed?.()}
      >
        <p>It is not shown again. Whoever loses it rotates it for another.</p>
      </ConfirmDialog>
    </>
  );
}
