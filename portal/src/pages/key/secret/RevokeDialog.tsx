import { useState } from 'react';
import type { Key } from '../../../api/types.ts';
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx';
import { notify } from '../../../components/notifications.ts';
import { TextArea } from '../../../components/TextArea.tsx';
import { Time } from '../../../components/Time.tsx';
import { useKeyChanges } from '../keyChanges.ts';

export interface RevokeDialogProps {
  readonly apiKey: Key;
  readonly onClose: () => void;
}

/** Asks for the key's name before it is revoked: nothing brings it back. */
export function RevokeDialog({ apiKey, onClose }: RevokeDialogProps) {
  const [reason, setReason] = useState('');
  const { revoke } = useKeyChanges();
  const { name, lastUsedAt } = apiKey;
  return (
    <ConfirmDialog
      title="Revoke this key?"
      isOpen
      onClose={onClose}
      typedWord={name}
      confirmLabel="Revoke key"
      danger
      onConfirm={async () => {
        await revoke(apiKey, reason.trim() === '' ? null : reason.trim());
        notify(`“${name}” is revoked`, 'success');
      }}
    >
      <p>
        Every request with it is refused with 401, immediately and everywhere, an old secret in its grace
        period included. <b>This cannot be undone.</b> Its history and audit stay.
      </p>
      <p>
        {lastUsedAt === null ? (
          'It has never been used.'
        ) : (
          <>
            It was last used <Time at={lastUsedAt} />.
          </>
        )}
      </p>
      <TextArea
        label="Reason"
        hint="optional, shown in its history"
        value={reason}
        onChange={setReason}
        maxLength={500}
        rows={2}
      />
    </ConfirmDialog>
  );
}
