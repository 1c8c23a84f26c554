/**
 * Secrets at rest: `v1$salt$hash` (seed 000, "Hashing"). The version names all parameters; other parameters are
 * another version. v1 is scrypt(HMAC-SHA256(pepper, key), salt, N=16384, r=8, p=1) with 32 bytes, base64url.
 */
import { createHmac, scrypt, timingSafeEqual } from 'node:crypto';
import type { RandomBytes } from './keyFormat.ts';

const versions = {
  v1: { length: 32, cost: { N: 16_384, r: 8, p: 1 } },
} as const;
const saltBytes = 16;

type Version = (typeof versions)[keyof typeof versions];

/** Hashes a key for storage: `v1$salt$hash`. Takes about 25 ms of one core, off the event loop. */
export async function hashSecret(secret: string, pepper: Buffer, randomBytes: RandomBytes): Promise<string> {
  const salt = randomBytes(saltBytes);
  const hash = await derive(versions.v1, secret, pepper, salt);
  return `v1$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

/**
 * Whether `secret` is the one that `stored` was made from; compares in constant time.
 * @throws Error when `stored` is not a whole hash of a known version: our own mistake, which must not look like a
 *   wrong key.
 */
export async function verifySecret(secret: string, stored: string, pepper: Buffer): Promise<boolean> {
  const [name = '', salt, hash] = stored.split('$');
  if (!Object.hasOwn(versions, name) || salt === undefined || hash === undefined) {
    throw new Error(`A stored hash has the unknown version "${name.slice(0, 8)}"`);
  }
  const expected = Buffer.from(hash, 'base64url');
  const version: Version = versions[name as keyof typeof versions];
  if (expected.length !== version.length) throw new Error(`A stored hash of version "${name}" is cut short`);
  return timingSafeEqual(await derive(version, secret, pepper, Buffer.from(salt, 'base64url')), expected);
}

/**
 * HMAC-SHA256(pepper, secret): what scrypt hashes, and what may stand for the secret in memory (a cache key) without
 * being it.
 */
export function pepperedDigest(secret: string, pepper: Buffer): Buffer {
  return createHmac('sha256', pepper).update(secret).digest();
}

function derive(version: Version, secret: string, pepper: Buffer, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(pepperedDigest(secret, pepper), salt, version.length, version.cost, (error, hash) =>
      error === null ? resolve(hash) : reject(error),
    );
  });
}
