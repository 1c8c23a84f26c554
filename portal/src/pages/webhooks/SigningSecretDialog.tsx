import { Dialog } from '../../components/Dialog.tsx';
import { Notice } from '../../components/Notice.tsx';
import { SecretPanel } from '../../components/SecretPanel.tsx';

interface Props {
  /** Only ever from a component's state; see `SecretPanel`. */
  readonly secret: string;
  /** It follows another one, which signs beside it for a day. */
  readonly isRotation: boolean;
  readonly onStored: () => void;
}

/** A signing secret, the one time that it is shown. Nothing but its own button closes this: a slip would be for good. */
export function SigningSecretDialog({ secret, isRotation, onStored }: Props) {
  return (
    <Dialog
      title={isRotation ? 'The new signing secret' : 'The endpoint is there: store its signing secret'}
      isOpen
      isDismissable={false}
      onClose={() => undefined}
    >
      <p>Your receiver verifies with it that a webhook came from us.</p>
      {isRotation && (
        <Notice title="You have 24 hours">
          Until then each webhook carries two signatures, of the old secret and of this one, and your receiver
          may know either. Put this one in the old one’s place, and nothing is missed.
        </Notice>
      )}
      <SecretPanel
        secret={secret}
        noun="signing secret"
        lossText="You would have to rotate it for another."
        snippets={[{ id: 'env', label: '.env', code: `KEYLEDGER_WEBHOOK_SECRET=${secret}` }]}
        onStored={onStored}
      />
    </Dialog>
  );
}
