import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtInProfiles } from '../../src/domain/builtInProfiles.ts';
import { generateKey, keyReader } from '../../src/domain/keyFormat.ts';
import type { IssuedKey } from '../../src/domain/keyFormat.ts';
import { loadProfiles } from '../../src/domain/profiles.ts';
import type { Environment, Profile } from '../../src/domain/profiles.ts';

/** Fixed, so that no test depends on luck: a wrong MAC passes with a probability of 2^-36. */
const macKey = Buffer.from('a MAC key of the tests, 32 bytes');
const seed = 20_261_120;

const acme = {
  name: 'acme',
  prefixes: { test: 'acme_' },
  randomLength: 64,
  scopes: { 'rocket:read': 'View rockets' },
  errorStyle: 'codes',
};
const profiles = loadProfiles(builtInProfiles, [acme]);
const kinds = [...profiles.values()].flatMap((profile) =>
  Object.entries(profile.prefixes).map(([environment, brand]) => ({
    brand,
    profile,
    environment: environment as Environment,
  })),
);
const read = keyReader(profiles, macKey);

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.split('');
const repeating = (pattern: readonly number[]) => (bytes: number) =>
  Buffer.alloc(bytes, Buffer.from(pattern));

function issue(profile: Profile, environment: Environment, pattern: readonly number[]): IssuedKey {
  return generateKey(profile, environment, macKey, repeating(pattern));
}

describe.each(kinds)('a key that begins with $brand', ({ brand, profile, environment }) => {
  const key = issue(profile, environment, [0x5a, 0x13, 0xc7, 0x08, 0xee]);

  it('has the brand, the random characters and the MAC, all base64url', () => {
    const random = key.secret.slice(brand.length);
    expect(key.secret.startsWith(brand)).toBe(true);
    expect(random).toHaveLength(profile.randomLength);
    expect(random).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(key.prefix).toBe(key.secret.slice(0, brand.length + 11));
  });

  it('ends in six characters of HMAC-SHA256 over all before them', () => {
    const mac = createHmac('sha256', macKey).update(key.secret.slice(0, -6)).digest('base64url');
    expect(key.secret.slice(-6)).toBe(mac.slice(0, 6));
  });

  it('is read as what it was issued as, whatever the randomness', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 128, maxLength: 128 }), (bytes) => {
        const issued = generateKey(profile, environment, macKey, (count) =>
          Buffer.from(bytes.slice(0, count)),
        );
        expect(read(issued.secret)).toEqual(issued);
        expect(issued).toMatchObject({ profile: profile.name, environment });
      }),
      { seed, numRuns: 300 },
    );
  });

  it.each([
    ['_', [0xff]],
    ['-', [0xfb, 0xef, 0xbe]],
    ['A', [0x00]],
  ])('may have a random part of nothing but %j', (character, pattern) => {
    const issued = issue(profile, environment, pattern);
    expect(issued.secret.slice(brand.length, -6)).toBe(character.repeat(profile.randomLength - 6));
    expect(read(issued.secret)).toEqual(issued);
  });

  it('uses every bit of the randomness that it asks for, down to the last character', () => {
    const lastCharacters = new Set<string>();
    const counted: number[] = [];
    for (let byte = 0; byte < 256; byte += 1) {
      const issued = generateKey(profile, environment, macKey, (count) => {
        counted.push(count);
        return Buffer.alloc(count, byte);
      });
      lastCharacters.add(issued.secret.slice(-7, -6));
    }
    expect(lastCharacters.size).toBe(64);
    expect(new Set(counted).size).toBe(1);
    expect((counted[0] ?? 0) * 8).toBeGreaterThanOrEqual((profile.randomLength - 6) * 6);
  });

  it('is refused with any one character changed', () => {
    let refused = 0;
    for (let at = 0; at < key.secret.length; at += 1) {
      for (const character of [...alphabet, '.', '=', ' ', 'é']) {
        if (character === key.secret[at]) continue;
        expect(read(key.secret.slice(0, at) + character + key.secret.slice(at + 1))).toBeUndefined();
        refused += 1;
      }
    }
    expect(refused).toBe(key.secret.length * (alphabet.length + 4 - 1));
  });

  it('is refused with any one character taken out, put in or changed with its neighbour', () => {
    for (let at = 0; at < key.secret.length; at += 1) {
      const [before, after] = [key.secret.slice(0, at), key.secret.slice(at)];
      const without = before + after.slice(1);
      const swapped = before + after.charAt(1) + after.charAt(0) + after.slice(2);
      expect(read(without)).toBeUndefined();
      expect(read(`${before}A${after}`)).toBeUndefined();
      if (swapped !== key.secret) expect(read(swapped)).toBeUndefined();
    }
  });

  it('is refused under the brand of another product or environment', () => {
    for (const other of kinds.filter((kind) => kind.brand !== brand)) {
      expect(read(other.brand + key.secret.slice(brand.length))).toBeUndefined();
    }
  });

  it('is refused by an installation with another MAC key', () => {
    expect(keyReader(profiles, Buffer.from('another MAC key'))(key.secret)).toBeUndefined();
  });

  it('is unknown to an installation without its profile', () => {
    const others = new Map([...profiles].filter(([name]) => name !== profile.name));
    expect(keyReader(others, macKey)(key.secret)).toBeUndefined();
  });
});

describe('a text that is no key', () => {
  const { secret } = issue(kinds[0]?.profile as Profile, 'live', [1, 2, 3]);

  it.each([
    '',
    'sntr_',
    'sntr',
    'Bearer',
    secret.toUpperCase(),
    ` ${secret}`,
    `${secret} `,
    `${secret}\n`,
    `${secret}\0`,
    secret.replace('sntr_', 'SNTR_'),
    secret.replace('_', '-'),
    `${secret}${secret}`,
    `sk_live_${secret}`,
    'x'.repeat(1_000_000),
    `sntr_${'A'.repeat(1_000_000)}`,
    `sntr_${'ü'.repeat(32)}`,
    `sntr_${'😀'.repeat(16)}`,
  ])('%.40j is refused', (text) => {
    expect(read(text)).toBeUndefined();
  });

  it('is refused, whatever it is', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .tuple(
          fc.constantFrom(...kinds),
          fc.array(fc.constantFrom(...alphabet), { minLength: 64, maxLength: 64 }),
        )
        .map(([{ brand, profile }, random]) => brand + random.join('').slice(0, profile.randomLength)),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(read(text)).toBeUndefined();
      }),
      { seed, numRuns: 5000 },
    );
  });
});

describe('generating', () => {
  it('for an environment that the profile lacks is a mistake of ours', () => {
    const sentry = profiles.get('sentry') as Profile;
    expect(() => generateKey(sentry, 'test', macKey, repeating([0]))).toThrow(
      'Profile "sentry" has no environment "test"',
    );
  });
});
