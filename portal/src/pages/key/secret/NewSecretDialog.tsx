import type { Key } from '../../../api/types.ts';
import { Dialog } from '../../../components/Dialog.tsx';
import type { Issued } from '../keyChanges.ts';

export function NewSecretDialog({
  apiKey,
  issued,
  onClose,
}: {
  readonly apiKey: Key;
  readonly issued: Issued;
  readonly onClose: () => void;
}) {
  return (
    <Dialog title={`The new secret of “${apiKey.name}”`} isOpen onClose={onClose} isDismissable={false}>
      <code>{issued.secret}</code>
    </Dialog>
  );
}
