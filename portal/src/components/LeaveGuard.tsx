import { useEffect, useRef } from 'react';
import { useBlocker } from 'react-router';
import { ConfirmDialog } from './ConfirmDialog.tsx';

export interface LeaveGuardProps {
  readonly isActive: boolean;
  readonly title: string;
  /** What would be lost. */
  readonly text: string;
}

/** Asks before the page is left: by a dialog for our own links and the back button, by the browser's for the rest. */
export function LeaveGuard({ isActive, title, text }: LeaveGuardProps) {
  const blocker = useBlocker(isActive);
  const isLeaving = useRef(false);
  useEffect(() => {
    if (!isActive) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isActive]);
  // Whatever wanted to leave meanwhile needs no more asking.
  useEffect(() => {
    if (!isActive && blocker.state === 'blocked') blocker.proceed();
  }, [isActive, blocker]);
  return (
    <ConfirmDialog
      title={title}
      isOpen={blocker.state === 'blocked'}
      onClose={() => {
        // The dialog also closes when it was said that the page shall be left.
        if (blocker.state === 'blocked' && !isLeaving.current) blocker.reset();
      }}
      confirmLabel="Leave"
      cancelLabel="Stay"
      danger
      onConfirm={() => {
        isLeaving.current = true;
        blocker.proceed?.();
      }}
    >
      <p>{text}</p>
    </ConfirmDialog>
  );
}
