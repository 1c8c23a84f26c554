/** Secrets are verified once, in their turn; what is remembered is that they fit, and no more than is allowed. */
import { randomBytes } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { hashSecret } from '../../src/domain/secretHash.ts';
import { turns } from '../../src/domain/turns.ts';
import { secretVerifier } from '../../src/http/secretVerifier.ts';

const pepper = randomBytes(32);
const secret = 'sntr_the-secret';
let stored: string;
beforeAll(async () => {
  stored = await hashSecret(secret, pepper, randomBytes);
});

const verifier = (options: { pepper?: Buffer; remembered?: number } = {}) =>
  secretVerifier({ pepper, scryptInTurn: turns(1, 0), ...options });

test('tells a secret that fits from one that does not', async () => {
  const { matches } = verifier();
  expect(await matches(secret, stored)).toBe(true);
  expect(await matches(`${secret}x`, stored)).toBe(false);
  expect(await matches(secret, await hashSecret('another', pepper, randomBytes))).toBe(false);
  expect(await verifier({ pepper: randomBytes(32) }).matches(secret, stored)).toBe(false);
});

test('many with the same secret share one turn', async () => {
  const { matches } = verifier();
  const results = await Promise.all(Array.from({ length: 100 }, () => matches(secret, stored)));
  expect(results).toEqual(Array<boolean>(100).fill(true));
});

test('that a secret fits is remembered; that it does not, or that nobody asked, is not', async () => {
  const { matches, remembers } = verifier();
  expect(remembers(secret, stored)).toBe(false);
  await matches(secret, stored);
  await matches('wrong', stored);
  expect(remembers(secret, stored)).toBe(true);
  expect(remembers('wrong', stored)).toBe(false);
  expect(remembers(secret, await hashSecret(secret, pepper, randomBytes))).toBe(false);
});

test('who finds no turn is turned away', async () => {
  const { matches } = verifier();
  const onlyTurn = matches('cold', stored);
  await expect(matches('colder', stored)).rejects.toMatchObject({ code: 'OVERLOADED' });
  expect(await onlyTurn).toBe(false);
});

test('a stored hash that cannot be read is our defect, and the turn is given back', async () => {
  const { matches } = verifier();
  await expect(matches(secret, 'v9$a$b')).rejects.toThrow('unknown version');
  expect(await matches(secret, stored)).toBe(true);
});

test('keeps no more than it is told to', async () => {
  const { matches, remembers } = verifier({ remembered: 1 });
  const other = await hashSecret('other', pepper, randomBytes);
  await matches(secret, stored);
  await matches('other', other);
  expect([remembers(secret, stored), remembers('other', other)]).toEqual([false, true]);
});
