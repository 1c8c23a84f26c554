import { useState } from 'react';
import type { Key } from '../../../api/types.ts';
import type { Issued } from '../keyChanges.ts';
import { NewSecretDialog } from './NewSecretDialog.tsx';
import { RegenerateForm } from './RegenerateForm.tsx';

export interface RegenerateDialogProps {
  readonly apiKey: Key;
  readonly onClose: () => void;
}

/** Gives a key a new secret: first what it costs, then the secret, this once. It lives in this component and dies with it. */
export function RegenerateDialog({ apiKey, onClose }: RegenerateDialogProps) {
  const [issued, setIssued] = useState<Issued>();
  return issued === undefined ? (
    <RegenerateForm apiKey={apiKey} onIssued={setIssued} onClose={onClose} />
  ) : (
    <NewSecretDialog apiKey={apiKey} issued={issued} onClose={onClose} />
  );
}
