/**
 * Verifies secrets against stored hashes without paying for scrypt twice. Only that a secret fits a hash is remembered
 * (a fact that never changes; whether the key still lives is read on each request), under a keyed digest of the
 * secret: the secret itself is not kept.
 */
import { availableParallelism } from 'node:os';
import { LRUCache } from 'lru-cache';
import { pepperedDigest, verifySecret } from '../domain/secretHash.ts';
import { Unavailable } from './problem.ts';

export interface SecretVerifier {
  /** @throws Unavailable OVERLOADED when too many wait for their first scrypt. */
  readonly matches: (secret: string, storedHash: string) => Promise<boolean>;
}

export interface SecretVerifierOptions {
  readonly pepper: Buffer;
  /** Hashes that are remembered. */
  readonly remembered?: number;
  /** scrypts at once; by default one fewer than the cores and than libuv's 4 threads, which files and DNS need too. */
  readonly concurrency?: number;
  /** Requests that may wait for one. */
  readonly waiting?: number;
}

export function secretVerifier(options: SecretVerifierOptions): SecretVerifier {
  const { pepper, remembered = 100_000, waiting = 1000 } = options;
  const { concurrency = Math.max(1, Math.min(availableParallelism(), 4) - 1) } = options;
  const matching = new LRUCache<string, true>({ max: remembered });
  const underway = new Map<string, Promise<boolean>>();
  const inTurn = turns(concurrency, waiting);

  async function verify(fact: string, secret: string, storedHash: string): Promise<boolean> {
    try {
      const fits = await inTurn(() => verifySecret(secret, storedHash, pepper));
      if (fits) matching.set(fact, true);
      return fits;
    } finally {
      underway.delete(fact);
    }
  }

  return {
    async matches(secret, storedHash) {
      const fact = `${pepperedDigest(secret, pepper).toString('base64url')} ${storedHash}`;
      if (matching.get(fact) === true) return true;
      const joined = underway.get(fact) ?? verify(fact, secret, storedHash);
      underway.set(fact, joined);
      return joined;
    },
  };
}

/** Lets so many run at once, and so many more wait, first come first served. */
function turns(concurrency: number, waiting: number): <T>(work: () => Promise<T>) => Promise<T> {
  const queue: (() => void)[] = [];
  let free = concurrency;
  return async (work) => {
    if (free > 0) {
      free -= 1;
    } else {
      if (queue.length >= waiting)
        throw new Unavailable('OVERLOADED', 'Too many keys wait for their first check');
      await new Promise<void>((resolve) => queue.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
