import type { Key } from '../../../api/types.ts';
import { LinkButton } from '../../../components/LinkButton.tsx';
import { Notice } from '../../../components/Notice.tsx';
import { Time } from '../../../components/Time.tsx';
import { useMayChange } from '../../../api/session.ts';
import { useHistory } from '../keyData.ts';

/** Why a key cannot be changed any more: it was revoked, or its end has come. */
export function EndedNotice({ apiKey }: { readonly apiKey: Key }) {
  const mayCreate = useMayChange();
  const { data: history } = useHistory(apiKey.id);
  const { status, expiresAt, revokedAt } = apiKey;
  if (status === 'active') return null;
  const revocation = history?.findLast((entry) => entry.type === 'ApiKeyRevoked');
  const endedAt = status === 'revoked' ? revokedAt : expiresAt;
  return (
    <Notice
      title={status === 'revoked' ? 'This key is revoked' : 'This key has expired'}
      action={
        mayCreate && (
          <LinkButton to="/keys/new" size="small">
            Create another key
          </LinkButton>
        )
      }
    >
      {endedAt !== null && (
        <>
          {status === 'revoked' ? 'It was revoked ' : 'Its end came '}
          <Time at={endedAt} style="exact" />
          {revocation !== undefined && ` by ${revocation.actor}`}. Every request with it is refused, and it
          cannot be changed; its history and its audit stay.
        </>
      )}
      {revocation?.type === 'ApiKeyRevoked' && revocation.data.reason !== null && (
        <p>Reason: “{revocation.data.reason}”</p>
      )}
    </Notice>
  );
}
