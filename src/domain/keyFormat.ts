/**
 * The text of a key: brand prefix, random base64url characters, and a keyed MAC over all before it as the last 6.
 * The MAC lets a forged or mistyped key be refused in microseconds, before any lookup and before scrypt. It proves
 * that we issued the text, not that the key still lives.
 */
import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { Environment, Profile, Profiles } from './profiles.ts';

/** Characters of the MAC at the end of a key: 36 bits. */
const macLength = 6;
/** Random characters in the lookup prefix, so that `sntr_` gives the 16 of seed 000. */
const lookupLength = 11;
const base64url = /^[A-Za-z0-9_-]+$/;

/** A cryptographically strong source: `bytes` random bytes. */
export type RandomBytes = (bytes: number) => Buffer;

/** A key whose MAC is right: which product it is for, and where to look it up. */
export interface IssuedKey {
  readonly secret: string;
  readonly profile: string;
  readonly environment: Environment;
  readonly prefix: string;
}

/**
 * Makes the text of a new key.
 * @throws Error when the profile lacks the environment (callers check first).
 */
export function generateKey(
  profile: Profile,
  environment: Environment,
  macKey: Buffer,
  randomBytes: RandomBytes,
): IssuedKey {
  const brand = profile.prefixes[environment];
  if (brand === undefined) throw new Error(`Profile "${profile.name}" has no environment "${environment}"`);
  const length = profile.randomLength - macLength;
  const random = randomBytes(Math.ceil((length * 6) / 8))
    .toString('base64url')
    .slice(0, length);
  const body = brand + random;
  return {
    secret: body + mac(body, macKey),
    profile: profile.name,
    environment,
    prefix: lookupPrefix(brand, body),
  };
}

/**
 * Reads a presented key. Prefixes come from the table of known ones; the text is never split on `_`, which base64url
 * uses too. `undefined` for anything that this installation did not issue.
 */
export function keyReader(profiles: Profiles, macKey: Buffer): (presented: string) => IssuedKey | undefined {
  // Made ready once: on Node 24 that takes six times as long as the MAC itself.
  const key = createSecretKey(macKey);
  const brands = [...profiles.values()].flatMap((profile) =>
    Object.entries(profile.prefixes).map(([environment, brand]) => ({
      brand,
      profile: profile.name,
      environment: environment as Environment,
      length: brand.length + profile.randomLength,
    })),
  );
  return (presented) => {
    const known = brands.find(({ brand }) => presented.startsWith(brand));
    if (known === undefined || presented.length !== known.length) return undefined;
    if (!base64url.test(presented)) return undefined;
    const body = presented.slice(0, -macLength);
    const expected = Buffer.from(mac(body, key));
    if (!timingSafeEqual(expected, Buffer.from(presented.slice(-macLength)))) return undefined;
    return {
      secret: presented,
      profile: known.profile,
      environment: known.environment,
      prefix: lookupPrefix(known.brand, presented),
    };
  };
}

function lookupPrefix(brand: string, key: string): string {
  return key.slice(0, brand.length + lookupLength);
}

function mac(body: string, macKey: Buffer | KeyObject): string {
  return createHmac('sha256', macKey).update(body).digest('base64url').slice(0, macLength);
}
