/** What a key is, and what each of its events means for that. */
import { nothingAnnounced, type Announced } from './announcements.ts';
import { hasEnded, nearerEnd } from './expiry.ts';
import type { KeyEvent } from './keyEvents.ts';
import type { Environment } from './profiles.ts';

/** A secret at rest. */
export interface Secret {
  readonly prefix: string;
  readonly hash: string;
}

/** What a key is created with. Times are ISO 8601 UTC; `null` for none. */
export interface Terms {
  readonly keyId: string;
  readonly merchantId: string;
  readonly name: string;
  readonly profile: string;
  readonly environment: Environment;
  readonly scopes: readonly string[];
  readonly ipRules: readonly string[];
  readonly expiresAt: string | null;
  readonly secret: Secret;
  /** A digest of the request, when it came with an Idempotency-Key. */
  readonly requestFingerprint: string | null;
}

/** What is known of a key: its terms as they stand now, and its past as far as it matters. */
export interface Grant extends Terms {
  /** The secret before the current one, when it was given a grace period (which may be over). */
  readonly previous: { readonly secret: Secret; readonly endsAt: string } | null;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly announced: Announced;
}

export type KeyState =
  | { readonly status: 'none' }
  | (Grant & { readonly status: 'active' })
  | (Grant & { readonly status: 'revoked'; readonly revokedAt: string });

export const keyStatuses = ['active', 'revoked', 'expired'] as const;
export type KeyStatus = (typeof keyStatuses)[number];

export const initialState: KeyState = { status: 'none' };

/** The status as it is effective at `now`. Revoked wins over expired. */
export function statusAt(
  key: { readonly status: 'active' | 'revoked'; readonly expiresAt: string | null },
  now: Date,
): KeyStatus {
  if (key.status === 'revoked') return 'revoked';
  return hasEnded(key.expiresAt, now) ? 'expired' : 'active';
}

/** The state after an event. */
export function evolve(state: KeyState, event: KeyEvent): KeyState {
  if (event.type === 'ApiKeyCreated') {
    const { at: createdAt, actor: createdBy, data } = event;
    return { status: 'active', ...data, previous: null, createdAt, createdBy, announced: nothingAnnounced };
  }
  if (state.status === 'none') return state;

  switch (event.type) {
    case 'ApiKeyRenamed':
    case 'ApiKeyScopesSet':
    case 'ApiKeyIpRulesSet':
      return { ...state, ...event.data };
    case 'ApiKeyExpirySet':
      return {
        ...state,
        expiresAt: event.data.expiresAt,
        previous: state.previous && {
          ...state.previous,
          endsAt: nearerEnd(state.previous.endsAt, event.data.expiresAt) ?? state.previous.endsAt,
        },
      };
    case 'ApiKeyRevoked':
      return { ...state, status: 'revoked', revokedAt: event.at };
    case 'ApiKeyRegenerated':
      return {
        ...state,
        secret: event.data.secret,
        expiresAt: event.data.expiresAt,
        // Without a grace period the outgoing secret is dead by every clock, also one that lags behind.
        previous: hasEnded(event.data.previousSecretEndsAt, new Date(event.at))
          ? null
          : { secret: state.secret, endsAt: event.data.previousSecretEndsAt },
      };
    case 'ApiKeyExpiring': {
      const expiring = [...state.announced.expiring, event.data.expiresAt];
      return { ...state, announced: { ...state.announced, expiring } };
    }
    case 'ApiKeyExpired':
      return { ...state, announced: { ...state.announced, expired: true } };
    default:
      return unreachable(event);
  }
}

function unreachable(value: never): never {
  throw new Error(`Unhandled: ${JSON.stringify(value)}`);
}
