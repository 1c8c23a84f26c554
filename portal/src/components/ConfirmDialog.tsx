import { useState, type ReactNode } from 'react';
import { Form } from 'react-aria-components';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { ErrorNotice } from './ErrorNotice.tsx';
import { TextField } from './TextField.tsx';
import { isTyped } from './typedWord.ts';
import styles from './ConfirmDialog.module.css';

export interface ConfirmDialogProps {
  readonly title: ReactNode;
  /** What will happen, and whether it can be undone. */
  readonly children?: ReactNode;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** When given, the person types this word before the button works. */
  readonly typedWord?: string;
  /** What the button does, as a verb: "Revoke key". */
  readonly confirmLabel: string;
  readonly cancelLabel?: string;
  readonly danger?: boolean;
  /** The dialog closes when it resolves; when it throws, it says why and stays. */
  readonly onConfirm: () => void | Promise<unknown>;
}

/** Asks before something happens. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  // The content is made anew for each opening, so that nothing typed earlier is left.
  return props.isOpen ? <Confirmation {...props} /> : null;
}

function Confirmation({
  title,
  children,
  isOpen,
  onClose,
  typedWord,
  confirmLabel,
  cancelLabel = 'Cancel',
  danger = false,
  onConfirm,
}: ConfirmDialogProps) {
  const [typed, setTyped] = useState('');
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<unknown>();
  const isReady = typedWord === undefined || isTyped(typed, typedWord);

  async function confirm() {
    if (!isReady || isPending) return;
    setPending(true);
    setError(undefined);
    try {
      await onConfirm();
      onClose();
    } catch (failure) {
      setError(failure);
    } finally {
      setPending(false);
    }
  }

  return (
    <Dialog
      title={title}
      isOpen={isOpen}
      onClose={onClose}
      role="alertdialog"
      isDismissable={!isPending}
      size="small"
      footer={
        <>
          <Button onPress={onClose} isDisabled={isPending} autoFocus={typedWord === undefined}>
            {cancelLabel}
          </Button>
          <Button
            variant={danger ? 'danger' : 'primary'}
            isPending={isPending}
            isDisabled={!isReady}
            onPress={() => void confirm()}
          >
            {confirmLabel}
          </Button>
        </>
      }
    >
      {children}
      {typedWord !== undefined && (
        <Form
          onSubmit={(event) => {
            event.preventDefault();
            void confirm();
          }}
        >
          <TextField
            autoFocus
            label={
              <>
                Type <b className={styles.word}>{typedWord}</b> to confirm
              </>
            }
            value={typed}
            onChange={setTyped}
            inputProps={{ autoComplete: 'off', autoCapitalize: 'off', spellCheck: false }}
          />
        </Form>
      )}
      {error !== undefined && <ErrorNotice error={error} />}
    </Dialog>
  );
}
