/**
 * The decider of a key: a grant with one current secret. `decide` says which events a command leads to, purely: the clock
 * comes in with the command, the secret ready-made.
 *
 * Power never grows: scopes can only be lost, the end can only come nearer, a revoked or expired key stays so. Only
 * a new secret may carry a later end.
 *
 * An end that is set nearer than its notice is announced in the same breath; the clock announces the others.
 */
import { announce } from './announcements.ts';
import { DomainError, invalidInput } from './errors.ts';
import { hasEnded, isLaterEnd, nearerEnd } from './expiry.ts';
import type { KeyEvent } from './keyEvents.ts';
import { evolve, statusAt, type KeyState, type Secret, type Terms } from './keyState.ts';
import { scopesMissing } from './scopes.ts';

export const maxGracePeriodSeconds = 7 * 24 * 60 * 60;

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
