import type { Key } from '../../../api/types.ts';
import { Button } from '../../../components/Button.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { Time } from '../../../components/Time.tsx';
import { Section } from '../../../components/Section.tsx';
import { useEditing } from '../useEditing.ts';
import { ExpiryForm } from './ExpiryForm.tsx';
import styles from './ExpirySection.module.css';

export interface ExpirySectionProps {
  readonly apiKey: Key;
  readonly mayChange: boolean;
}

/** When the key ends. Its end can come nearer; only a new secret may have a later one. */
export function ExpirySection({ apiKey, mayChange }: ExpirySectionProps) {
  const editing = useEditing(apiKey);
  const { draftOf, trigger, begin, error } = editing;
  const { expiresAt, status } = apiKey;
  return (
    <Section
      title="Expiry"
      description={
        draftOf === undefined ? undefined : 'It can only come nearer. For a later one, regenerate the secret.'
      }
      actions={
        mayChange &&
        draftOf === undefined && (
          <Button
            ref={trigger}
            size="small"
            aria-label={expiresAt === null ? 'Set an expiry' : 'Bring nearer: the expiry'}
            onPress={begin}
          >
            {expiresAt === null ? 'Set' : 'Bring nearer'}
          </Button>
        )
      }
    >
      {error !== undefined && draftOf === undefined && <ErrorNotice error={error} />}
      {draftOf !== undefined && <ExpiryForm draftOf={draftOf} editing={editing} />}
      {draftOf === undefined && expiresAt === null && (
        <p className={styles.words}>
          {status === 'active'
            ? 'None: it works until it is revoked. Rotating keys every 90 to 180 days is good practice.'
            : 'It had none.'}
        </p>
      )}
      {draftOf === undefined && expiresAt !== null && (
        <p className={styles.words}>
          <b className={styles.instant}>
            <Time at={expiresAt} style="exact" />
          </b>
          , <Time at={expiresAt} />
          {status === 'active' && '. From that instant on every request with it is refused.'}
        </p>
      )}
    </Section>
  );
}
