import type { Key } from '../../../api/types.ts';
import { Notice } from '../../../components/Notice.tsx';
import { Time } from '../../../components/Time.tsx';
import { useNow } from '../../../components/useNow.ts';
import { useCallers, useHistory } from '../keyData.ts';
import { CallersList } from './CallersList.tsx';
import { oldSecretOf } from './grace.ts';

/** While an old secret still works: until when, and who has not taken over the new one yet. */
export function OldSecretNotice({ apiKey }: { readonly apiKey: Key }) {
  const now = useNow();
  const { data: history } = useHistory(apiKey.id);
  const old = oldSecretOf(apiKey, history ?? [], now);
  const { data: callers } = useCallers(apiKey.id, old !== undefined);
  if (old === undefined) return null;
  const users = callers?.items.filter(
    ({ current, prefix, lastSeenAt }) =>
      !current && prefix === old.prefix && Date.parse(lastSeenAt) >= Date.parse(old.regeneratedAt),
  );
  return (
    <Notice
      tone="warning"
      title={
        <>
          The old secret <code>{old.prefix}…</code> works until <Time at={old.endsAt} style="exact" />
        </>
      }
    >
      <p>
        The secret was regenerated <Time at={old.regeneratedAt} />; the old one ends <Time at={old.endsAt} />.{' '}
        {users !== undefined && users.length === 0 && 'Nobody has used it since.'}
        {users !== undefined && users.length > 0 && 'It is still used by:'}
      </p>
      {users !== undefined && users.length > 0 && <CallersList callers={users} />}
    </Notice>
  );
}
