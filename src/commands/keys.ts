/** What can be done to a key. Each answers with the revision that the read models must show before the caller hears. */
import { createHash, randomUUID } from 'node:crypto';
import { DomainError, invalidInput } from '../domain/errors.ts';
import { parseExpiry } from '../domain/expiry.ts';
import { canonicalIpRules } from '../domain/ipRules.ts';
import type { KeyCommand } from '../domain/key.ts';
import { generateKey, type RandomBytes } from '../domain/keyFormat.ts';
import type { KeyState } from '../domain/keyState.ts';
import type { Environment, Profile, Profiles } from '../domain/profiles.ts';
import { inCatalogueOrder, scopesAtCreation } from '../domain/scopes.ts';
import { hashSecret } from '../domain/secretHash.ts';
import type { InTurn } from '../domain/turns.ts';
import type { EventStore } from '../stores/eventStore.ts';
import { handle, load, type Caller, type Loaded } from './handle.ts';
import { keyAggregate } from './keyAggregate.ts';

/** A request to create a key, as it came: shapes are checked, meanings are not. */
export interface CreateKeyInput {
  readonly name: string;
  readonly profile: string;
  readonly environment: Environment;
  readonly scopes?: readonly string[] | undefined;
  readonly fullAccess?: boolean | undefined;
  readonly expiresAt?: string | null | undefined;
  readonly ipRules?: readonly string[] | undefined;
}

export interface RegenerateKeyInput {
  readonly gracePeriodSeconds?: number | undefined;
  /** `undefined` keeps the present end, `null` takes it away. */
  readonly expiresAt?: string | null | undefined;
}

/** Where a command left its key. */
export interface Outcome {
  readonly keyId: string;
  readonly revision: bigint;
}

/** `secret` is `undefined` when an Idempotency-Key found the key that an earlier request created. */
export interface Created extends Outcome {
  readonly secret: string | undefined;
}

export interface Regenerated extends Outcome {
  readonly secret: string;
}

/** Which key, who calls, and the revision that the caller saw (`If-Match`), when they say. */
export interface Target {
  readonly keyId: string;
  readonly caller: Caller;
  readonly ifMatch?: bigint | undefined;
}

/**
 * Every command throws a `DomainError` when it is refused, and `EventStoreUnavailable` when the event store does not
 * answer, and `Overloaded` when too many keys are being made. A key of another merchant is KEY_NOT_FOUND.
 */
export interface KeyCommands {
  create(input: CreateKeyInput, caller: Caller, idempotencyKey?: string): Promise<Created>;
  rename(target: Target, name: string): Promise<Outcome>;
  setScopes(target: Target, scopes: readonly string[]): Promise<Outcome>;
  setIpRules(target: Target, ipRules: readonly string[]): Promise<Outcome>;
  setExpiry(target: Target, expiresAt: string): Promise<Outcome>;
  revoke(target: Target, reason: string | null): Promise<Outcome>;
  regenerate(target: Target, input: RegenerateKeyInput): Promise<Regenerated>;
}

export interface KeyCommandsOptions {
  readonly eventStore: EventStore;
  readonly profiles: Profiles;
  readonly pepper: Buffer;
  readonly macKey: Buffer;
  /** Where scrypts wait for their turn. */
  readonly scryptInTurn: InTurn;
  readonly now: () => Date;
  readonly randomBytes: RandomBytes;
}

type ExistingKey = Exclude<KeyState, { status: 'none' }>;
type Existing = Loaded<ExistingKey>;

export function keyCommands(options: KeyCommandsOptions): KeyCommands {
  const { eventStore, profiles, pepper, macKey, scryptInTurn, now, randomBytes } = options;

  async function newSecret(profile: Profile, environment: Environment) {
    const { secret, prefix } = generateKey(profile, environment, macKey, randomBytes);
    const hash = await scryptInTurn(() => hashSecret(secret, pepper, randomBytes));
    return { secret, atRest: { prefix, hash } };
  }

  function run(
    loaded: Loaded<KeyState>,
    keyId: string,
    command: KeyCommand,
    { actor, requestId }: Caller,
  ): Promise<bigint> {
    return handle(eventStore, keyAggregate, loaded, keyId, command, { now: now(), actor, requestId });
  }

  async function change(target: Target, command: (key: ExistingKey) => KeyCommand): Promise<Outcome> {
    const loaded = await existing(target);
    const revision = await run(loaded, target.keyId, command(loaded.state), target.caller);
    return { keyId: target.keyId, revision };
  }

  async function existing({ keyId, caller, ifMatch }: Target): Promise<Existing> {
    const { state, revision } = await load(eventStore, keyAggregate, keyId);
    if (state.status === 'none' || state.merchantId !== caller.merchantId) {
      throw new DomainError('KEY_NOT_FOUND', 'There is no such key');
    }
    if (ifMatch !== undefined && ifMatch !== revision) {
      throw new DomainError(
        'REVISION_MISMATCH',
        `The key is at revision ${revision}, not ${ifMatch}. Read it again`,
      );
    }
    return { state, revision };
  }

  /** What an earlier request with the same Idempotency-Key created, if there was one. */
  async function replay(keyId: string, fingerprint: string | null): Promise<Created | undefined> {
    const { state, revision } = await load(eventStore, keyAggregate, keyId);
    if (state.status === 'none' || revision === undefined) return undefined;
    if (state.requestFingerprint !== fingerprint) {
      throw new DomainError('IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key was used with another body');
    }
    return { keyId, revision, secret: undefined };
  }

  async function create(input: CreateKeyInput, caller: Caller, idempotencyKey?: string): Promise<Created> {
    const keyId = newKeyId(caller.merchantId, idempotencyKey);
    const requestFingerprint = idempotencyKey === undefined ? null : fingerprintOf(input);
    if (idempotencyKey !== undefined) {
      const earlier = await replay(keyId, requestFingerprint);
      if (earlier !== undefined) return earlier;
    }
    const profile = profileNamed(profiles, input.profile);
    if (profile.prefixes[input.environment] === undefined) {
      const known = Object.keys(profile.prefixes).join(', ');
      throw invalidInput('environment', `Profile "${profile.name}" has only: ${known}`);
    }
    const settled = {
      scopes: scopesAtCreation(profile, input),
      ipRules: canonicalIpRules(input.ipRules ?? []),
      expiresAt: instantOf(input.expiresAt ?? null, now()),
    };
    const { secret, atRest } = await newSecret(profile, input.environment);
    const command: KeyCommand = {
      type: 'CreateKey',
      keyId,
      merchantId: caller.merchantId,
      name: input.name,
      profile: profile.name,
      environment: input.environment,
      ...settled,
      secret: atRest,
      requestFingerprint,
    };
    try {
      const revision = await run({ state: { status: 'none' }, revision: undefined }, keyId, command, caller);
      return { keyId, revision, secret };
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'CONFLICT')) throw error;
      const winner = await replay(keyId, requestFingerprint);
      if (winner === undefined) throw error;
      return winner;
    }
  }

  return {
    create,
    rename: (target, name) => change(target, () => ({ type: 'RenameKey', name })),
    setScopes: (target, scopes) =>
      change(target, (key) => ({
        type: 'SetScopes',
        scopes: inCatalogueOrder(profileNamed(profiles, key.profile), scopes),
      })),
    setIpRules: (target, ipRules) =>
      change(target, () => ({ type: 'SetIpRules', ipRules: canonicalIpRules(ipRules) })),
    setExpiry: (target, expiresAt) =>
      change(target, () => ({ type: 'SetExpiry', expiresAt: parseExpiry(expiresAt, now()) })),
    revoke: (target, reason) => change(target, () => ({ type: 'RevokeKey', reason })),

    async regenerate(target, input) {
      const loaded = await existing(target);
      const { profile, environment } = loaded.state;
      const { secret, atRest } = await newSecret(profileNamed(profiles, profile), environment);
      const command: KeyCommand = {
        type: 'RegenerateKey',
        secret: atRest,
        gracePeriodSeconds: input.gracePeriodSeconds ?? 0,
        expiresAt: input.expiresAt === undefined ? undefined : instantOf(input.expiresAt, now()),
      };
      const revision = await run(loaded, target.keyId, command, target.caller);
      return { keyId: target.keyId, revision, secret };
    },
  };
}

function profileNamed(profiles: Profiles, name: string): Profile {
  const profile = profiles.get(name);
  if (profile !== undefined) return profile;
  throw invalidInput(
    'profile',
    `There is no profile "${name.slice(0, 40)}", but: ${[...profiles.keys()].join(', ')}`,
  );
}

function instantOf(text: string | null, now: Date): string | null {
  return text === null ? null : parseExpiry(text, now);
}

/**
 * An opaque id. With an Idempotency-Key it is derived from it, so that the event store's own rule (a stream is begun
 * once) makes the second creation fail, with no table to keep beside the events.
 */
function newKeyId(merchantId: string, idempotencyKey: string | undefined): string {
  const hex =
    idempotencyKey === undefined
      ? randomUUID().replaceAll('-', '')
      : createHash('sha256')
          .update(JSON.stringify([merchantId, idempotencyKey]))
          .digest('hex')
          .slice(0, 32);
  return `key_${hex}`;
}

/** Equal for requests that ask for the same, whatever the order of their fields. */
function fingerprintOf(input: CreateKeyInput): string {
  const { name, profile, environment, scopes, fullAccess, expiresAt, ipRules } = input;
  const asked = [name, profile, environment, scopes, fullAccess, expiresAt, ipRules];
  return createHash('sha256').update(JSON.stringify(asked)).digest('base64url');
}
