/** Keys of the vendors' products, as the domain makes and judges them. */
import { builtInProfiles } from '../../../src/domain/builtInProfiles.ts';
import { compileIpRules } from '../../../src/domain/ipRules.ts';
import { decide } from '../../../src/domain/key.ts';
import { evolve, initialState } from '../../../src/domain/keyState.ts';
import type { KeyCommand } from '../../../src/domain/key.ts';
import type { KeyState } from '../../../src/domain/keyState.ts';
import { generateKey } from '../../../src/domain/keyFormat.ts';
import { loadProfiles } from '../../../src/domain/profiles.ts';
import type { Environment, Profile } from '../../../src/domain/profiles.ts';
import type { Holder } from '../../../src/domain/verdict.ts';
import { actor } from '../given.ts';

export const profiles = loadProfiles(builtInProfiles);
export const macKey = Buffer.from('a MAC key of the tests, 32 bytes');
export const pepper = Buffer.from('a pepper of the tests, 32 bytes.');
export const now = new Date('2026-02-26T15:30:00Z');

export function profileOf(name: string): Profile {
  const profile = profiles.get(name);
  if (profile === undefined) throw new Error(`no profile "${name}"`);
  return profile;
}

export const issue = (profile: string, environment: Environment = 'live') =>
  generateKey(profileOf(profile), environment, macKey, (bytes) => Buffer.alloc(bytes, 'random bytes'));

export const secretNumber = (count: number) => ({ prefix: `prefix${count}`, hash: `v1$salt$hash${count}` });

/** A key of this profile as the decider makes it. */
export function create(
  profile: string,
  choices: Partial<Extract<KeyCommand, { type: 'CreateKey' }>> = {},
): KeyState {
  return apply(initialState, {
    type: 'CreateKey',
    keyId: 'cmm3znnc000026oqzs8nq58jm',
    merchantId: 'cmm3zkkx000006ogg8arp52qb',
    name: 'OpenClaw Invoice Bot',
    profile,
    environment: 'live',
    scopes: Object.keys(profileOf(profile).scopes),
    ipRules: [],
    expiresAt: null,
    secret: secretNumber(1),
    requestFingerprint: null,
    ...choices,
  });
}

export function apply(state: KeyState, command: KeyCommand, at: Date = now): KeyState {
  return decide(command, state, { now: at, actor }).reduce(evolve, state);
}

/** The key's current secret, as its verifier sees it. */
export function holderOf(state: KeyState): Holder {
  if (state.status === 'none') throw new Error('there is no key');
  return { ...state, secretEndsAt: null, allowsAddress: compileIpRules(state.ipRules) };
}

export const attempt = { now, profile: undefined, environment: undefined, address: undefined };
