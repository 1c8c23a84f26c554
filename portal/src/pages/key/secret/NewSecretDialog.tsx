import type { Key } from '../../../api/types.ts';
import { Dialog } from '../../../components/Dialog.tsx';
import { KeySecretPanel } from '../../../components/KeySecretPanel.tsx';
import { Notice } from '../../../components/Notice.tsx';
import type { Issued } from '../keyChanges.ts';

export interface NewSecretDialogProps {
  readonly apiKey: Key;
  readonly issued: Issued;
  readonly onClose: () => void;
}

/** The new secret, until the person says that it is stored; nothing else closes this. */
export function NewSecretDialog({ apiKey, issued, onClose }: NewSecretDialogProps) {
  return (
    <Dialog
      title={`“${apiKey.name}” has a new secret`}
      isOpen
      onClose={onClose}
      isDismissable={false}
      size="large"
    >
      {!issued.isProven && (
        <Notice tone="warning" role="alert" title="It may take a moment until it works">
          The new secret is recorded for good, but the service could not see in time that it takes effect.
          Store it; do not regenerate again.
        </Notice>
      )}
      <KeySecretPanel secret={issued.secret} apiKey={apiKey} onStored={onClose} />
    </Dialog>
  );
}
