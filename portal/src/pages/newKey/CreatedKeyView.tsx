import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { KeySecretPanel } from '../../components/KeySecretPanel.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Notice } from '../../components/Notice.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import styles from './CreatedKeyView.module.css';
import type { Created, LostSecret } from './useCreateKey.ts';

/** The secret of a key that was just made, once. */
export function CreatedKeyView({ created }: { readonly created: Created }) {
  const navigate = useNavigate();
  const [stored, setStored] = useState(false);
  const view = useRef<HTMLDivElement>(null);
  useEffect(() => {
    window.scrollTo(0, 0);
    view.current?.focus({ preventScroll: true });
  }, []);
  const { keyId, secret, apiKey, isInEffect } = created;
  return (
    <div ref={view} tabIndex={-1} className={styles.view}>
      <PageHeader
        title={apiKey.name}
        documentTitle="Your new key"
        description={isInEffect ? 'Your key is made, and can be used from now on.' : 'Your key is made.'}
      />
      <div className={styles.content}>
        {!isInEffect && (
          <Notice tone="warning" role="alert" title="It takes effect in a moment">
            The key is recorded, but the service could not yet confirm that it works. If a first request is
            refused, wait a few seconds.
          </Notice>
        )}
        {!stored && (
          <KeySecretPanel
            secret={secret}
            apiKey={apiKey}
            onStored={() => {
              setStored(true);
              void navigate(`/keys/${keyId}`, { replace: true });
            }}
          />
        )}
      </div>
    </div>
  );
}

/** For the case that an answer was lost on the way: the key is there, and its secret is not. */
export function LostSecretView({ lost: { keyId, name } }: { readonly lost: LostSecret }) {
  return (
    <div className={styles.view}>
      <PageHeader title={name} documentTitle="Your key" />
      <Notice
        tone="warning"
        role="alert"
        title="This key was made by an earlier attempt"
        action={
          <LinkButton to={`/keys/${keyId}`} size="small">
            Go to the key
          </LinkButton>
        }
      >
        The answer with its secret was lost on the way, and a secret is shown only once. Regenerate the key to
        get a new one, or revoke it.
      </Notice>
    </div>
  );
}
