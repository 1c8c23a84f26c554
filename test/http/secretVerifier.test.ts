/** Secrets are verified once; many cold ones do not take all threads; the rest waits or is turned away. */
import { randomBytes } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { hashSecret } from '../../src/domain/secretHash.ts';
import { secretVerifier } from '../../src/http/secretVerifier.ts';

const pepper = randomBytes(32);
const secret = 'sntr_the-secret';
let stored: string;
beforeAll(async () => {
  stored = await hashSecret(secret, pepper, randomBytes);
});

test('tells a secret that fits from one that does not', async () => {
  const { matches } = secretVerifier({ pepper });
  expect(await matches(secret, stored)).toBe(true);
  expect(await matches(`${secret}x`, stored)).toBe(false);
  expect(await matches(secret, await hashSecret('another', pepper, randomBytes))).toBe(false);
  expect(await secretVerifier({ pepper: randomBytes(32) }).matches(secret, stored)).toBe(false);
});

test('many with the same secret share one turn', async () => {
  const { matches } = secretVerifier({ pepper, concurrency: 1, waiting: 0 });
  const results = await Promise.all(Array.from({ length: 100 }, () => matches(secret, stored)));
  expect(results).toEqual(Array<boolean>(100).fill(true));
});

test('that a secret fits is remembered, and then takes no turn', async () => {
  const { matches } = secretVerifier({ pepper, concurrency: 1, waiting: 0 });
  await matches(secret, stored);
  const onlyTurn = matches('cold', stored);
  expect(await matches(secret, stored)).toBe(true);
  await expect(matches('colder', stored)).rejects.toMatchObject({ code: 'OVERLOADED' });
  expect(await onlyTurn).toBe(false);
});

test('that a secret does not fit is not remembered: only facts that can be used are kept', async () => {
  const { matches } = secretVerifier({ pepper, waiting: 0, concurrency: 1 });
  expect(await matches('wrong', stored)).toBe(false);
  // Would be answered from memory if it were: instead it needs the only turn, and the next finds none.
  const again = matches('wrong', stored);
  await expect(matches('other', stored)).rejects.toMatchObject({ code: 'OVERLOADED' });
  expect(await again).toBe(false);
});

test('as many wait as are allowed to, the rest is turned away, and all who waited are answered', async () => {
  const { matches } = secretVerifier({ pepper, concurrency: 1, waiting: 2 });
  const results = await Promise.allSettled(['a', 'b', 'c', 'd', secret].map((each) => matches(each, stored)));
  expect(
    results.map((result) => (result.status === 'fulfilled' ? result.value : (result.reason as unknown))),
  ).toEqual([
    false,
    false,
    false,
    expect.objectContaining({ code: 'OVERLOADED' }),
    expect.objectContaining({ code: 'OVERLOADED' }),
  ]);
  expect(await matches(secret, stored)).toBe(true);
});

test('a stored hash that cannot be read is our defect, and the turn is given back', async () => {
  const { matches } = secretVerifier({ pepper, concurrency: 1, waiting: 0 });
  await expect(matches(secret, 'v9$a$b')).rejects.toThrow('unknown version');
  expect(await matches(secret, stored)).toBe(true);
});

test('keeps no more than it is told to', async () => {
  const { matches } = secretVerifier({ pepper, remembered: 1, concurrency: 1, waiting: 0 });
  const other = await hashSecret('other', pepper, randomBytes);
  await matches(secret, stored);
  await matches('other', other);
  // The first was forgotten, so it takes the only turn.
  const relearned = matches(secret, stored);
  await expect(matches('third', stored)).rejects.toMatchObject({ code: 'OVERLOADED' });
  expect(await relearned).toBe(true);
});
