/**
 * The decider of a key: a grant with one current secret. `decide` says which events a command leads to, `evolve` what
 * an event means for the state. Both are pure; the clock comes in with the command, the secret ready-made.
 *
 * Power never grows: scopes can only be lost, the end can only come nearer, a revoked or expired key stays so. Only
 * a new secret may carry a later end.
 *
 * An end that is set nearer than its notice is announced in the same breath; the clock announces the others.
 */
import { announce, nothingAnnounced, type Announced } from './announcements.ts';
import { DomainError, invalidInput } from './errors.ts';
import { hasEnded, isLaterEnd, nearerEnd } from './expiry.ts';
import type { KeyEvent } from './keyEvents.ts';
import type { Environment } from './profiles.ts';
import { scopesMissing } from './scopes.ts';

export const maxGracePeriodSeconds = 7 * 24 * 60 * 60;

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

export type KeyStatus = 'active' | 'revoked' | 'expired';

export type KeyCommand =
  | ({ readonly type: 'CreateKey' } & Terms)
  | { readonly type: 'RenameKey'; readonly name: string }
  | { readonly type: 'SetScopes'; readonly scopes: readonly string[] }
  | { readonly type: 'SetIpRules'; readonly ipRules: readonly string[] }
  | { readonly type: 'SetExpiry'; readonly expiresAt: string }
  | { readonly type: 'RevokeKey'; readonly reason: string | null }
  | {
      readonly type: 'RegenerateKey';
      readonly secret: Secret;
      readonly gracePeriodSeconds: number;
      /** `undefined` keeps the present end. */
      readonly expiresAt: string | null | undefined;
    }
  | { readonly type: 'AnnounceExpiring' }
  | { readonly type: 'AnnounceExpired' };

/** Who commands, and when. */
export interface CommandContext {
  readonly now: Date;
  readonly actor: string;
}

export const initialState: KeyState = { status: 'none' };

/** The status as it is effective at `now`. Revoked wins over expired. */
export function statusAt(
  key: { readonly status: 'active' | 'revoked'; readonly expiresAt: string | null },
  now: Date,
): KeyStatus {
  if (key.status === 'revoked') return 'revoked';
  return hasEnded(key.expiresAt, now) ? 'expired' : 'active';
}

/**
 * The events that a command leads to; none when it changes nothing.
 * @throws DomainError when the command is refused: KEY_NOT_FOUND, CONFLICT (exists already), KEY_REVOKED, KEY_EXPIRED,
 *   SCOPE_ESCALATION, EXPIRY_EXTENSION, INVALID_INPUT.
 */
export function decide(command: KeyCommand, state: KeyState, context: CommandContext): readonly KeyEvent[] {
  const occurrence = { at: context.now.toISOString(), actor: context.actor };

  if (command.type === 'CreateKey') {
    if (state.status !== 'none') throw new DomainError('CONFLICT', 'This key exists already');
    const { type: _, ...data } = command;
    refusePast(command.expiresAt, context.now);
    return withNotice(state, { type: 'ApiKeyCreated', ...occurrence, data }, context.now);
  }
  if (state.status === 'none') throw new DomainError('KEY_NOT_FOUND', 'There is no such key');
  if (command.type === 'RevokeKey') {
    return state.status === 'revoked'
      ? []
      : [{ type: 'ApiKeyRevoked', ...occurrence, data: { reason: command.reason } }];
  }
  if (command.type === 'AnnounceExpiring' || command.type === 'AnnounceExpired') {
    return announce(command.type, state, context.now);
  }
  refuseDead(state, context.now);

  switch (command.type) {
    case 'RenameKey':
      return command.name === state.name
        ? []
        : [{ type: 'ApiKeyRenamed', ...occurrence, data: { name: command.name } }];
    case 'SetScopes': {
      const gained = scopesMissing(state.scopes, command.scopes);
      if (gained.length > 0) {
        throw new DomainError(
          'SCOPE_ESCALATION',
          `A key cannot gain scopes: it lacks ${gained.join(', ')}. Create a new key with the scopes you need`,
        );
      }
      return scopesMissing(command.scopes, state.scopes).length === 0
        ? []
        : [{ type: 'ApiKeyScopesSet', ...occurrence, data: { scopes: [...command.scopes] } }];
    }
    case 'SetIpRules':
      return sameList(command.ipRules, state.ipRules)
        ? []
        : [{ type: 'ApiKeyIpRulesSet', ...occurrence, data: { ipRules: [...command.ipRules] } }];
    case 'SetExpiry':
      refusePast(command.expiresAt, context.now);
      if (isLaterEnd(command.expiresAt, state.expiresAt)) {
        throw new DomainError(
          'EXPIRY_EXTENSION',
          `A key's end cannot move away from ${state.expiresAt}. Regenerate it to give a new secret a later end`,
        );
      }
      return command.expiresAt === state.expiresAt
        ? []
        : withNotice(
            state,
            { type: 'ApiKeyExpirySet', ...occurrence, data: { expiresAt: command.expiresAt } },
            context.now,
          );
    case 'RegenerateKey': {
      // The same command again, after an answer that was lost.
      if (command.secret.hash === state.secret.hash) return [];
      const expiresAt = command.expiresAt === undefined ? state.expiresAt : command.expiresAt;
      refusePast(expiresAt, context.now);
      const previousSecretEndsAt = graceEnd(
        command.gracePeriodSeconds,
        nearerEnd(state.expiresAt, expiresAt),
        context.now,
      );
      const data = { secret: command.secret, expiresAt, previousSecretEndsAt };
      return withNotice(state, { type: 'ApiKeyRegenerated', ...occurrence, data }, context.now);
    }
    default:
      return unreachable(command);
  }
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

/** The event, and the notice of the end that it gave, when that is due already. */
function withNotice(state: KeyState, event: KeyEvent, now: Date): readonly KeyEvent[] {
  const key = evolve(state, event);
  return key.status === 'none' ? [event] : [event, ...announce('AnnounceExpiring', key, now)];
}

/** A grace period never outlives `limit`: the end that the outgoing secret had, or a nearer one of the new secret. */
function graceEnd(seconds: number, limit: string | null, now: Date): string {
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > maxGracePeriodSeconds) {
    throw invalidInput(
      'gracePeriodSeconds',
      `gracePeriodSeconds is a whole number from 0 to ${maxGracePeriodSeconds}`,
    );
  }
  const end = new Date(now.getTime() + seconds * 1000).toISOString();
  return nearerEnd(end, limit) ?? end;
}

function refuseDead(state: Exclude<KeyState, { status: 'none' }>, now: Date): void {
  const status = statusAt(state, now);
  if (status === 'revoked') throw new DomainError('KEY_REVOKED', 'This key is revoked and cannot be changed');
  // Once it was announced that a key has ended, it stays so by a clock that went back, too.
  if (status === 'expired' || state.announced.expired)
    throw new DomainError('KEY_EXPIRED', 'This key has expired. Create a new key');
}

function refusePast(end: string | null, now: Date): void {
  if (hasEnded(end, now)) throw invalidInput('expiresAt', `expiresAt must be in the future; ${end} is past`);
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

function unreachable(value: never): never {
  throw new Error(`Unhandled: ${JSON.stringify(value)}`);
}
