import { useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';
import { ApiError } from '../../api/errors.ts';
import { queryKeys } from '../../api/queries.ts';
import type { CreateKey, Key } from '../../api/types.ts';

/** A key that was made. Its secret is in here and nowhere else. */
export interface Created {
  readonly keyId: string;
  readonly secret: string;
  readonly apiKey: Pick<Key, 'name' | 'profile' | 'environment' | 'scopes'>;
  /** Whether it can be used already; otherwise in a moment. */
  readonly isInEffect: boolean;
}

/** Made before, by a request of this form whose answer did not arrive: there is no way to its secret any more. */
export interface LostSecret {
  readonly keyId: string;
  readonly name: string;
}

export type Creation =
  | { readonly kind: 'created'; readonly created: Created }
  | { readonly kind: 'lost'; readonly lost: LostSecret };

/**
 * Makes keys, safe to repeat: while what is asked for stays the same, so does the `Idempotency-Key`. The answer goes to
 * whoever asked, and into no cache: it has the secret.
 */
export function useCreateKey() {
  const client = useQueryClient();
  const sent = useRef({ body: '', idempotencyKey: '' });
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<unknown>();

  async function create(body: CreateKey): Promise<Creation | undefined> {
    const text = JSON.stringify(body);
    if (sent.current.body !== text) sent.current = { body: text, idempotencyKey: randomName() };
    setPending(true);
    setError(undefined);
    try {
      return await post(body, sent.current.idempotencyKey);
    } catch (failure) {
      setError(failure);
      return undefined;
    } finally {
      setPending(false);
      void client.invalidateQueries({ queryKey: queryKeys.keyLists });
    }
  }

  return { create, isPending, error };
}

async function post(body: CreateKey, idempotencyKey: string): Promise<Creation> {
  const terms = {
    name: body.name,
    profile: body.profile ?? '',
    environment: body.environment ?? 'live',
    scopes: body.scopes ?? [],
  };
  try {
    const key = await dataOf(
      api.POST('/api/v1/keys', { body, params: { header: { 'Idempotency-Key': idempotencyKey } } }),
    );
    const { id, name, profile, environment, scopes } = key;
    if (!('key' in key)) return { kind: 'lost', lost: { keyId: id, name } };
    const apiKey = { name, profile, environment, scopes };
    return { kind: 'created', created: { keyId: id, secret: key.key, apiKey, isInEffect: true } };
  } catch (failure) {
    // Recorded for good, though not proven to hold yet: the secret came with the refusal, and does not come again.
    const recorded = failure instanceof ApiError ? failure.recorded : undefined;
    if (recorded?.secret === undefined) throw failure;
    const { id: keyId, secret } = recorded;
    return { kind: 'created', created: { keyId, secret, apiKey: terms, isInEffect: false } };
  }
}

/** 128 random bits; `crypto.randomUUID` is there only with HTTPS. */
function randomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
