import { useEffect, useRef, type ReactNode } from 'react';
import { Button } from '../../components/Button.tsx';
import styles from './EditForm.module.css';

export interface EditFormProps {
  /** What is edited. */
  readonly label: string;
  readonly children: ReactNode;
  /** What saving does, as a verb: "Save rules". */
  readonly saveLabel: string;
  readonly onSave: () => void;
  readonly onCancel: () => void;
  readonly isSaving: boolean;
  /** False while there is nothing to save, or something wrong. */
  readonly maySave: boolean;
}

/** What is edited in its place, with its buttons. It takes the focus from the button that opened it, which is gone. */
export function EditForm({ label, children, saveLabel, onSave, onCancel, isSaving, maySave }: EditFormProps) {
  const form = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (form.current?.contains(document.activeElement) === false) form.current.focus();
  }, []);
  return (
    <div ref={form} role="group" aria-label={label} tabIndex={-1} className={styles.form}>
      {children}
      <div className={styles.buttons}>
        <Button variant="primary" isPending={isSaving} isDisabled={!maySave} onPress={onSave}>
          {saveLabel}
        </Button>
        <Button variant="quiet" isDisabled={isSaving} onPress={onCancel}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
