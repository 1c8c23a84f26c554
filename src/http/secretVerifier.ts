/**
 * Verifies secrets against stored hashes without paying for scrypt twice. Only that a secret fits a hash is remembered
 * (a fact that never changes; whether the key still lives is read on each request), under a keyed digest of the
 * secret: the secret itself is not kept.
 */
import { LRUCache } from 'lru-cache';
import { pepperedDigest, verifySecret } from '../domain/secretHash.ts';
import type { InTurn } from '../domain/turns.ts';

export interface SecretVerifier {
  /** Whether the secret is known to fit this hash; costs microseconds. */
  readonly remembers: (secret: string, storedHash: string) => boolean;
  /** Whether it fits: takes a scrypt, and may take a wait for its turn. @throws Overloaded */
  readonly matches: (secret: string, storedHash: string) => Promise<boolean>;
}

export interface SecretVerifierOptions {
  readonly pepper: Buffer;
  /** Where scrypts wait for their turn, those of new keys among them. */
  readonly scryptInTurn: InTurn;
  /** Hashes that are remembered. */
  readonly remembered?: number;
}

export function secretVerifier({
  pepper,
  scryptInTurn,
  remembered = 100_000,
}: SecretVerifierOptions): SecretVerifier {
  const matching = new LRUCache<string, true>({ max: remembered });
  const underway = new Map<string, Promise<boolean>>();

  const factOf = (secret: string, storedHash: string) =>
    `${pepperedDigest(secret, pepper).toString('base64url')} ${storedHash}`;

  async function verify(fact: string, secret: string, storedHash: string): Promise<boolean> {
    try {
      const fits = await scryptInTurn(() => verifySecret(secret, storedHash, pepper));
      if (fits) matching.set(fact, true);
      return fits;
    } finally {
      underway.delete(fact);
    }
  }

  return {
    remembers: (secret, storedHash) => matching.get(factOf(secret, storedHash)) === true,
    matches: (secret, storedHash) => {
      const fact = factOf(secret, storedHash);
      const joined = underway.get(fact) ?? verify(fact, secret, storedHash);
      underway.set(fact, joined);
      return joined;
    },
  };
}
