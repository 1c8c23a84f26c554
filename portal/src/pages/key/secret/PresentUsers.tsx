import type { Key } from '../../../api/types.ts';
import { Notice } from '../../../components/Notice.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { Time } from '../../../components/Time.tsx';
import { useNow } from '../../../components/useNow.ts';
import { useCallers, useHistory } from '../keyData.ts';
import { count } from '../words.ts';
import { CallersList } from './CallersList.tsx';
import { oldSecretOf } from './grace.ts';

export interface PresentUsersProps {
  readonly apiKey: Key;
  /** Whether the present secret would end with the regeneration itself. */
  readonly isAtOnce: boolean;
}

/** Who uses the present secret and has to take over the new one, and what becomes of an even older one. */
export function PresentUsers({ apiKey, isAtOnce }: PresentUsersProps) {
  const now = useNow();
  const { data: callers, error } = useCallers(apiKey.id);
  const older = oldSecretOf(apiKey, useHistory(apiKey.id).data ?? [], now);
  const present = callers?.items.filter(({ current }) => current) ?? [];
  return (
    <>
      {older !== undefined && (
        <Notice tone="warning" title="An older secret is still in its grace period">
          <code>{older.prefix}…</code> would work until <Time at={older.endsAt} style="exact" />. It ends at
          once when you regenerate again: a key has at most two secrets.
        </Notice>
      )}
      {callers === undefined && error === null && <Skeleton height="44px" />}
      {error !== null && callers === undefined && (
        <Notice tone="warning">It cannot be told now who uses the present secret.</Notice>
      )}
      {callers !== undefined && present.length === 0 && (
        <Notice tone="success">Nobody has used the present secret in the last 7 days.</Notice>
      )}
      {present.length > 0 && (
        <Notice
          tone={isAtOnce ? 'danger' : 'warning'}
          title={
            isAtOnce
              ? `${count(present.length, 'caller')} of the last 7 days would be refused at once`
              : `${count(present.length, 'caller')} of the last 7 days must take over the new secret`
          }
        >
          <CallersList callers={present} />
        </Notice>
      )}
    </>
  );
}
