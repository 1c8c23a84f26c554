/** The secret that signs what is sent: how a receiver verifies with it, and how it is changed for another. */
import { useState } from 'react';
import { KeyRound } from 'lucide-react';
import { useMayChange } from '../../api/session.ts';
import type { WebhookEndpoint } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { CodeBlock } from '../../components/CodeBlock.tsx';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { Section } from '../../components/Section.tsx';
import { SigningSecretDialog } from './SigningSecretDialog.tsx';
import { snippets } from './snippets.ts';
import { useWebhookChanges } from './webhookChanges.ts';
import styles from './SecretSection.module.css';

export function SecretSection({ endpoint }: { readonly endpoint: WebhookEndpoint }) {
  const mayChange = useMayChange();
  const { rotateSecret } = useWebhookChanges();
  const [isAsking, setAsking] = useState(false);
  const [secret, setSecret] = useState<string>();
  return (
    <Section
      title="Signing secret"
      description="Verify each webhook before you believe it. The signatures follow Standard Webhooks, so its libraries do it for you."
      actions={
        mayChange && (
          <Button icon={<KeyRound aria-hidden />} onPress={() => setAsking(true)}>
            Rotate secret
          </Button>
        )
      }
    >
      <Tabs
        aria-label="Language"
        items={snippets.map(({ id, label, install, code }) => ({
          id,
          label,
          content: (
            <div className={styles.snippet}>
              <CodeBlock code={install} language="Install" label={`install for ${label}`} />
              <CodeBlock code={code} language={label} label={`receiver in ${label}`} />
            </div>
          ),
        }))}
      />
      <ConfirmDialog
        title="Rotate the signing secret?"
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        confirmLabel="Rotate secret"
        onConfirm={async () => {
          setSecret((await rotateSecret(endpoint)).secret);
        }}
      >
        <p>
          You get a new secret. For 24 hours each webhook carries two signatures, of the old secret and of the
          new one, so that your receiver can change over without missing any.
        </p>
        <p>
          If the old one has leaked, change your receiver now: whoever has it can forge webhooks for as long
          as your receiver believes it.
        </p>
      </ConfirmDialog>
      {secret !== undefined && (
        <SigningSecretDialog secret={secret} isRotation onStored={() => setSecret(undefined)} />
      )}
    </Section>
  );
}
