import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { X } from 'lucide-react';
import { Button } from './Button.tsx';
import { classes } from './classes.ts';
import styles from './Dialog.module.css';

export interface DialogProps {
  readonly title: ReactNode;
  readonly children: ReactNode;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** `alertdialog` for a question that must be answered. */
  readonly role?: 'dialog' | 'alertdialog';
  /** Whether a click beside it or Escape closes it; true unless something would be lost. */
  readonly isDismissable?: boolean;
  readonly size?: 'small' | 'medium' | 'large';
  /** The buttons, at the end; on a phone one below the other, the main one on top. */
  readonly footer?: ReactNode;
}

/** A dialog over the page: keeps the focus, gives it back, and comes from below on a phone. */
export function Dialog({
  title,
  children,
  isOpen,
  onClose,
  role = 'dialog',
  isDismissable = true,
  size = 'medium',
  footer,
}: DialogProps) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      isDismissable={isDismissable}
      isKeyboardDismissDisabled={!isDismissable}
      className={classes(styles.overlay)}
    >
      <Modal className={classes(styles.modal, styles[size])}>
        <AriaDialog role={role} className={classes(styles.dialog)}>
          <header className={styles.header}>
            <Heading slot="title" level={2} className={styles.title}>
              {title}
            </Heading>
            {isDismissable && (
              <Button variant="quiet" size="small" aria-label="Close" icon={<X />} onPress={onClose} />
            )}
          </header>
          <div className={styles.body}>{children}</div>
          {footer !== undefined && <footer className={styles.footer}>{footer}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
