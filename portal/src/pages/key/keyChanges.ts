/** How a key is changed: only as the person saw it, and when it was another by then, the page shows that first. */
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';
import { ApiError } from '../../api/errors.ts';
import { keyQuery, queryKeys } from '../../api/queries.ts';
import type { Key } from '../../api/types.ts';

/** What a change needs to be sent: which key, and the revision that was shown. */
export interface Target {
  readonly path: { readonly keyId: string };
  readonly header: { readonly 'If-Match': string };
}

function targetOf({ id, revision }: Key): Target {
  return { path: { keyId: id }, header: { 'If-Match': `"${revision}"` } };
}

/**
 * The changes of a key. Each rejects with an `ApiError`; when that says that the key is another by now, it was read
 * anew before.
 */
export function useKeyChanges() {
  const client = useQueryClient();
  const send = (key: Key, call: (target: Target) => Promise<Key>) => sendChange(client, key, call);
  return {
    rename: (key: Key, name: string) =>
      send(key, (params) => dataOf(api.PUT('/api/v1/keys/{keyId}/name', { params, body: { name } }))),
    setScopes: (key: Key, scopes: readonly string[]) =>
      send(key, (params) =>
        dataOf(api.PUT('/api/v1/keys/{keyId}/scopes', { params, body: { scopes: [...scopes] } })),
      ),
    setIpRules: (key: Key, ipRules: readonly string[]) =>
      send(key, (params) =>
        dataOf(api.PUT('/api/v1/keys/{keyId}/ip-rules', { params, body: { ipRules: [...ipRules] } })),
      ),
    setExpiry: (key: Key, expiresAt: string) =>
      send(key, (params) => dataOf(api.PUT('/api/v1/keys/{keyId}/expiry', { params, body: { expiresAt } }))),
    revoke: (key: Key, reason: string | null) =>
      send(key, (params) => dataOf(api.POST('/api/v1/keys/{keyId}/revoke', { params, body: { reason } }))),
    /**
     * The new secret. It is nowhere but in what this resolves to.
     * @returns `isProven` false when it was issued, and it was not seen in time that it works
     */
    regenerate: async (key: Key, terms: Regeneration): Promise<Issued> => {
      let secret = '';
      try {
        await send(key, async (params) => {
          const call = api.POST('/api/v1/keys/{keyId}/regenerate', { params, body: terms });
          const { key: issued, ...rest } = await dataOf(call);
          secret = issued;
          return rest;
        });
        return { secret, isProven: true };
      } catch (error) {
        const issued = error instanceof ApiError ? error.recorded?.secret : undefined;
        if (issued === undefined) throw error;
        return { secret: issued, isProven: false };
      }
    },
  };
}

export interface Regeneration {
  readonly gracePeriodSeconds: number;
  /** Left out, the key's end stays; `null` takes it away. */
  readonly expiresAt?: string | null;
}

export interface Issued {
  readonly secret: string;
  readonly isProven: boolean;
}

const unchangedWords =
  'This was not saved: the key has changed since, perhaps by an earlier try of yours. What you see now is how it is; look, and do it again if it still fits.';

async function sendChange(
  client: QueryClient,
  key: Key,
  call: (target: Target) => Promise<Key>,
): Promise<void> {
  try {
    const changed = await call(targetOf(key));
    client.setQueryData(keyQuery(key.id).queryKey, changed);
  } catch (error) {
    if (!(error instanceof ApiError) || !isAboutState(error)) throw error;
    await client.invalidateQueries({ queryKey: queryKeys.key(key.id) });
    if (error.status !== 412) throw error;
    throw new ApiError(412, error.error, unchangedWords);
  }
  void client.invalidateQueries({ queryKey: queryKeys.key(key.id) });
  void client.invalidateQueries({ queryKey: queryKeys.keyLists });
}

/** The key is not what was shown (any more), or it is not known what it is. */
function isAboutState({ status }: ApiError): boolean {
  return status === 404 || status === 409 || status === 412 || status >= 500 || status === 0;
}
