/** The key commands against a real event store: what they write, what they refuse, and who wins a race. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { keyCommands, type CreateKeyInput, type KeyCommands } from '../../src/commands/keys.ts';
import { builtInProfiles } from '../../src/domain/builtInProfiles.ts';
import { keyReader } from '../../src/domain/keyFormat.ts';
import { keyStream } from '../../src/domain/keyEvents.ts';
import { loadProfiles } from '../../src/domain/profiles.ts';
import { turns } from '../../src/domain/turns.ts';
import { verifySecret } from '../../src/domain/secretHash.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';

const profiles = loadProfiles(builtInProfiles);
const pepper = randomBytes(32);
const macKey = randomBytes(32);
const caller = { actor: 'alice', merchantId: 'm_1', requestId: 'req_1' };
const start = new Date('2026-06-01T00:00:00.000Z');

let stores: TestStores;
let commands: KeyCommands;
let now: Date;

beforeAll(async () => {
  stores = await startTestStores();
  const { eventStore } = stores;
  commands = keyCommands({
    eventStore,
    profiles,
    pepper,
    macKey,
    now: () => now,
    randomBytes,
    scryptInTurn: turns(4, 100),
  });
});
afterAll(() => stores.stop());
beforeEach(() => {
  now = start;
});

const input: CreateKeyInput = {
  name: 'Website Checkout',
  profile: 'sentry',
  environment: 'live',
  scopes: ['invoice:write', 'customer:write', 'invoice:write'],
};
const events = (keyId: string) => stores.eventStore.readStream(keyStream(keyId));
const target = (keyId: string, ifMatch?: bigint) => ({ keyId, caller, ifMatch });

describe('create', () => {
  test('writes one event that can prove the secret and does not hold it', async () => {
    const { keyId, secret = '', revision } = await commands.create(input, caller);
    expect(revision).toBe(0n);
    const [event, ...rest] = await events(keyId);
    if (event === undefined) throw new Error('nothing was written');
    expect(rest).toEqual([]);
    expect(event).toMatchObject({
      type: 'ApiKeyCreated',
      data: { keyId, merchantId: 'm_1', scopes: ['customer:write', 'invoice:write'], expiresAt: null },
      metadata: { version: 1, at: start.toISOString(), actor: 'alice', requestId: 'req_1' },
    });
    expect(JSON.stringify(event.data)).not.toContain(secret.slice(-15));
    const issued = keyReader(profiles, macKey)(secret);
    const { secret: stored } = event.data as { secret: { prefix: string; hash: string } };
    expect(issued?.prefix).toBe(stored.prefix);
    expect(await verifySecret(secret, stored.hash, pepper)).toBe(true);
  });

  test.each<[Partial<CreateKeyInput>, string]>([
    [{ profile: 'nobody' }, 'profile'],
    [{ environment: 'test' }, 'environment'],
    [{ scopes: ['invoice:delete'] }, 'scopes.0'],
    [{ scopes: [] }, 'scopes'],
    [{ scopes: undefined }, 'scopes'],
    [{ fullAccess: true }, 'fullAccess'],
    [{ ipRules: ['10.0.0.1', '10.0.0.256'] }, 'ipRules.1'],
    [{ expiresAt: '2026-06-01' }, 'expiresAt'],
    [{ expiresAt: 'tomorrow' }, 'expiresAt'],
  ])('refuses %j and names the field', async (change, field) => {
    await expect(commands.create({ ...input, ...change }, caller)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      details: [expect.objectContaining({ field })],
    });
  });

  test('once an Idempotency-Key, for one merchant; another body is refused', async () => {
    const first = await commands.create(input, caller, 'order-7');
    now = new Date(start.getTime() + 86_400_000);
    expect(await commands.create({ ...input }, caller, 'order-7')).toEqual({ ...first, secret: undefined });
    await expect(commands.create({ ...input, name: 'Other' }, caller, 'order-7')).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    const other = await commands.create(input, { ...caller, merchantId: 'm_2' }, 'order-7');
    expect(other.keyId).not.toBe(first.keyId);
  });

  test('a repeat is answered also when its expiry has passed meanwhile', async () => {
    const ending = { ...input, expiresAt: '2026-06-02' };
    const first = await commands.create(ending, caller, 'order-8');
    now = new Date('2026-07-01');
    expect(await commands.create(ending, caller, 'order-8')).toMatchObject({ keyId: first.keyId });
  });

  test('of ten at once with one Idempotency-Key, one creates and all name its key', async () => {
    const all = await Promise.all(
      Array.from({ length: 10 }, () => commands.create(input, caller, 'order-9')),
    );
    expect(new Set(all.map(({ keyId }) => keyId)).size).toBe(1);
    expect(all.filter(({ secret }) => secret !== undefined)).toHaveLength(1);
    expect(await events(all[0]?.keyId ?? '')).toHaveLength(1);
  });
});

describe('a change', () => {
  test('is written once and answered with its revision; the same again changes nothing', async () => {
    const { keyId } = await commands.create(input, caller);
    expect(await commands.rename(target(keyId), 'Till')).toEqual({ keyId, revision: 1n });
    expect(await commands.rename(target(keyId), 'Till')).toEqual({ keyId, revision: 1n });
    expect(await commands.setScopes(target(keyId), ['invoice:write'])).toEqual({ keyId, revision: 2n });
    expect(await commands.setIpRules(target(keyId), ['10.1.2.3/8'])).toEqual({ keyId, revision: 3n });
    expect(await commands.setExpiry(target(keyId), '2027-01-01')).toEqual({ keyId, revision: 4n });
    expect(await commands.revoke(target(keyId), 'leaked')).toEqual({ keyId, revision: 5n });
    expect(await commands.revoke(target(keyId), null)).toEqual({ keyId, revision: 5n });
    expect((await events(keyId)).map(({ data }) => data).slice(1)).toEqual([
      { name: 'Till' },
      { scopes: ['invoice:write'] },
      { ipRules: ['10.0.0.0/8'] },
      { expiresAt: '2027-01-01T00:00:00.000Z' },
      { reason: 'leaked' },
    ]);
  });

  test("of another merchant's key or of none is KEY_NOT_FOUND, alike", async () => {
    const { keyId } = await commands.create(input, caller);
    const stranger = { keyId, caller: { ...caller, merchantId: 'm_2' } };
    const missing = await commands.revoke(target('key_none'), null).catch((error: unknown) => error);
    const foreign = await commands.revoke(stranger, null).catch((error: unknown) => error);
    expect(missing).toMatchObject({ code: 'KEY_NOT_FOUND' });
    expect(foreign).toEqual(missing);
    expect(await events(keyId)).toHaveLength(1);
  });

  test('that expects another revision is refused', async () => {
    const { keyId } = await commands.create(input, caller);
    await expect(commands.rename(target(keyId, 3n), 'Till')).rejects.toMatchObject({
      code: 'REVISION_MISMATCH',
    });
    expect(await commands.rename(target(keyId, 0n), 'Till')).toMatchObject({ revision: 1n });
  });

  test('gives an unknown scope as a mistake and a foreign one as an escalation', async () => {
    const { keyId } = await commands.create(input, caller);
    await expect(commands.setScopes(target(keyId), ['no:such'])).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    await expect(commands.setScopes(target(keyId), ['sales:read'])).rejects.toMatchObject({
      code: 'SCOPE_ESCALATION',
    });
  });

  test('of twenty at once, those that lost wrote nothing', async () => {
    const { keyId } = await commands.create(input, caller);
    const names = Array.from({ length: 20 }, (_, i) => `name ${i}`);
    const results = await Promise.allSettled(names.map((name) => commands.rename(target(keyId), name)));
    const won = names.filter((_, i) => results[i]?.status === 'fulfilled');
    const lost = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    );
    expect(won.length).toBeGreaterThan(0);
    for (const reason of lost) expect(reason).toMatchObject({ code: 'CONFLICT' });
    const written = (await events(keyId)).slice(1).map(({ data }) => (data as { name: string }).name);
    expect(written.toSorted()).toEqual(won.toSorted());
  });
});

test('regenerate gives a new secret, the old one dies at the end of its grace period', async () => {
  const created = await commands.create({ ...input, expiresAt: '2027-01-01' }, caller);
  const { keyId } = created;
  const regenerated = await commands.regenerate(target(keyId), { gracePeriodSeconds: 60, expiresAt: null });
  expect(regenerated.secret).not.toBe(created.secret);
  const [, event] = await events(keyId);
  expect(event?.data).toMatchObject({ expiresAt: null, previousSecretEndsAt: '2026-06-01T00:01:00.000Z' });
  await expect(commands.regenerate(target(keyId), { gracePeriodSeconds: 604_801 })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    details: [expect.objectContaining({ field: 'gracePeriodSeconds' })],
  });
});
