import { createHmac, randomBytes, scryptSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hashSecret, pepperedDigest, verifySecret } from '../../src/domain/secretHash.ts';

const pepper = Buffer.from('a pepper of the tests, 32 bytes.');
const secret = 'sntr_abcdefghijklmnopqrstuvwxyz123456';
/** Made with the parameters of v1 and kept: what is stored today must verify for ever. */
const storedLongAgo = 'v1$AAECAwQFBgcICQoLDA0ODw$9KJjZsS39KCa--CbK6ceQQoyOj5GcOdvD3W9Rmi1tlE';

const countingUp = (bytes: number) => Buffer.from(Array.from({ length: bytes }, (_, index) => index));

describe('a stored hash', () => {
  it('is v1$salt$hash: 16 bytes of salt and 32 of hash, base64url', async () => {
    const stored = await hashSecret(secret, pepper, randomBytes);
    expect(stored).toMatch(/^v1\$[A-Za-z0-9_-]{22}\$[A-Za-z0-9_-]{43}$/);
  });

  it('is scrypt(HMAC-SHA256(pepper, key), salt, N=16384, r=8, p=1) of 32 bytes', async () => {
    const hmac = createHmac('sha256', pepper).update(secret).digest();
    const hash = scryptSync(hmac, countingUp(16), 32, { N: 16_384, r: 8, p: 1 });
    const expected = `v1$${countingUp(16).toString('base64url')}$${hash.toString('base64url')}`;
    expect(await hashSecret(secret, pepper, countingUp)).toBe(expected);
    expect(expected).toBe(storedLongAgo);
  });

  it('says nothing of the secret, and is another one each time', async () => {
    const [one, two] = await Promise.all([
      hashSecret(secret, pepper, randomBytes),
      hashSecret(secret, pepper, randomBytes),
    ]);
    expect(one).not.toBe(two);
    expect(one).not.toContain(secret.slice(5, 12));
  });

  it('verifies its secret', async () => {
    expect(await verifySecret(secret, storedLongAgo, pepper)).toBe(true);
    expect(await verifySecret(secret, await hashSecret(secret, pepper, randomBytes), pepper)).toBe(true);
  });

  it.each([
    ['another secret', `${secret.slice(0, -1)}7`, pepper],
    ['a longer secret', `${secret}7`, pepper],
    ['no secret', '', pepper],
    ['another pepper', secret, Buffer.from('another pepper')],
    ['an empty pepper', secret, Buffer.alloc(0)],
  ])('does not verify %s', async (_, presented, seasoning) => {
    expect(await verifySecret(presented, storedLongAgo, seasoning)).toBe(false);
  });

  it.each([0, 7, 31])('does not verify with byte %i of its hash changed', async (at) => {
    const [version, salt, hash = ''] = storedLongAgo.split('$');
    const bytes = Buffer.from(hash, 'base64url');
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    expect(await verifySecret(secret, `${version}$${salt}$${bytes.toString('base64url')}`, pepper)).toBe(
      false,
    );
  });

  const [, salt, hash] = storedLongAgo.split('$');
  it.each([
    ['nothing', ''],
    ['a version of tomorrow', `v2$${salt}$${hash}`],
    ['no version', `${salt}$${hash}`],
    ['what every object has', `constructor$${salt}$${hash}`],
    ['no hash', `v1$${salt}`],
    ['an empty hash', `v1$${salt}$`],
    ['half a hash', `v1$${salt}$${hash?.slice(0, 20)}`],
    ['a hash of another kind', '$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA'],
  ])('that is %s is our mistake, never a wrong key', async (_, stored) => {
    await expect(verifySecret(secret, stored, pepper)).rejects.toThrow(/stored hash/);
  });
});

describe('the peppered digest', () => {
  it('depends on both secret and pepper', () => {
    const digests = [
      pepperedDigest(secret, pepper),
      pepperedDigest(`${secret}x`, pepper),
      pepperedDigest(secret, Buffer.from('another pepper')),
    ].map((digest) => digest.toString('hex'));
    expect(new Set(digests).size).toBe(3);
  });
});
