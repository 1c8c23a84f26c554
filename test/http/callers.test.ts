/** `GET /keys/{id}/callers`: who has used which secret of a key of late. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/domain/auditEntry.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { entry } from '../support/auditEntries.ts';
import { createKey, type Client, type CreatedKey } from '../support/client.ts';
import { eventually } from '../support/condition.ts';
import { ship } from '../support/shippedEntries.ts';

interface Callers {
  readonly since: string;
  readonly items: readonly {
    readonly prefix: string;
    readonly current: boolean;
    readonly ip: string;
    readonly userAgent: string | null;
    readonly requestCount: number;
    readonly lastSeenAt: string;
  }[];
}

const dayMs = 24 * 60 * 60 * 1000;

let app: TestApp;
let admin: Client;
beforeAll(async () => {
  app = await startApp();
  admin = await app.as('m_1');
});
afterAll(() => app.stop());

const callersOf = async (keyId: string, who = admin) => {
  const { status, body } = await who.get<Callers>(`/api/v1/keys/${keyId}/callers`);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body;
};

/** So many milliseconds ago. */
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

/** Entries of a key, all shown when it resolves: the last one is seen on the key's own page of the audit. */
async function shipped(key: CreatedKey, entries: readonly Partial<AuditEntry & { ago: number }>[]) {
  const all = entries.map(({ ago: ms = 1000, ...changes }) =>
    entry(ago(ms), { apiKeyId: key.id, prefix: key.prefix, ...changes }),
  );
  for (let from = 0; from < all.length; from += 1000) {
    await ship(app.stores.eventStore, all.slice(from, from + 1000));
  }
  const last = all.at(-1);
  await eventually('they are shown', async () => {
    const rows = await app.stores.database.query('select 1 from audit where id = $1', [last?.id]);
    return rows.length === 1;
  });
  return all;
}

test('each secret, address and user agent is told with its requests, last seen first', async () => {
  const key = await createKey(admin, { scopes: ['sales:read'] });
  const all = await shipped(key, [
    { ago: 5000, ip: '203.0.113.1' },
    { ago: 4000, ip: '203.0.113.1', outcome: 'INSUFFICIENT_SCOPE', status: 403 },
    { ago: 3000, ip: '203.0.113.1', userAgent: 'python-requests/2.32' },
    { ago: 2000, ip: '2001:db8::7', userAgent: null },
    { ago: 1000, ip: '203.0.113.1', prefix: 'sntr_before00000' },
  ]);
  const at = (index: number) => all[index]?.timestamp;
  expect((await callersOf(key.id)).items).toEqual([
    {
      prefix: 'sntr_before00000',
      current: false,
      ip: '203.0.113.1',
      userAgent: 'curl/8.5.0',
      requestCount: 1,
      lastSeenAt: at(4),
    },
    {
      prefix: key.prefix,
      current: true,
      ip: '2001:db8::7',
      userAgent: null,
      requestCount: 1,
      lastSeenAt: at(3),
    },
    {
      prefix: key.prefix,
      current: true,
      ip: '203.0.113.1',
      userAgent: 'python-requests/2.32',
      requestCount: 1,
      lastSeenAt: at(2),
    },
    {
      prefix: key.prefix,
      current: true,
      ip: '203.0.113.1',
      userAgent: 'curl/8.5.0',
      requestCount: 2,
      lastSeenAt: at(1),
    },
  ]);
});

test('whoever goes on with the old secret is told apart after a regeneration', async () => {
  const key = await createKey(admin, { scopes: ['sales:read'] });
  await app.with(key.key).get('/public/api/v1/sales');
  const { body: renewed } = await admin.post<CreatedKey>(`/api/v1/keys/${key.id}/regenerate`, {
    gracePeriodSeconds: 3600,
  });
  await app.with(renewed.key).get('/public/api/v1/sales');
  await app.with(key.key).get('/public/api/v1/sales');
  const counts = async () =>
    (await callersOf(key.id)).items.map(({ prefix, current, requestCount }) => [
      prefix,
      current,
      requestCount,
    ]);
  await eventually('all three requests are shown', async () => {
    const { requestCount } = (await admin.get(`/api/v1/keys/${key.id}`)).body;
    return requestCount === 3;
  });
  expect(await counts()).toEqual([
    [key.prefix, false, 2],
    [renewed.prefix, true, 1],
  ]);
});

test('a week counts, and what is older does not', async () => {
  const key = await createKey(admin, { scopes: ['sales:read'] });
  await shipped(key, [
    { ago: 7 * dayMs + 60_000, ip: '203.0.113.1' },
    { ago: 7 * dayMs - 60_000, ip: '203.0.113.2' },
  ]);
  const { since, items } = await callersOf(key.id);
  expect(items).toMatchObject([{ ip: '203.0.113.2' }]);
  const reachesMs = Date.now() - Date.parse(since);
  expect(Math.abs(reachesMs - 7 * dayMs)).toBeLessThan(60_000);
});

test('of very many entries the newest say it, and how far back they go is told', async () => {
  const key = await createKey(admin, { scopes: ['sales:read'] });
  await shipped(key, [
    { ago: 60_000, ip: '203.0.113.1' },
    ...Array.from({ length: 10_000 }, (_, index) => ({ ago: 30_000 - index, ip: '203.0.113.2' })),
  ]);
  const { since, items } = await callersOf(key.id);
  expect(items).toMatchObject([{ ip: '203.0.113.2', requestCount: 10_000 }]);
  const oldest = Date.now() - Date.parse(since);
  expect(oldest).toBeLessThan(60_000);
});

test('a key that nobody has used has no callers', async () => {
  const key = await createKey(admin, { scopes: ['sales:read'] });
  expect((await callersOf(key.id)).items).toEqual([]);
});

test.each(['viewer', 'auditor'] as const)('%s may see them', async (role) => {
  const key = await createKey(admin, { scopes: ['sales:read'] });
  expect((await callersOf(key.id, await app.as('m_1', role))).items).toEqual([]);
});

test("another merchant's key is not found, as one that there is not", async () => {
  const key = await createKey(admin, { scopes: ['sales:read'] });
  const other = await app.as('m_2');
  for (const keyId of [key.id, 'key_none', 'no%00key']) {
    const { status, body } = await other.get(`/api/v1/keys/${keyId}/callers`);
    expect([status, body['error']]).toEqual([404, 'NOT_FOUND']);
  }
  expect((await app.with().get(`/api/v1/keys/${key.id}/callers`)).status).toBe(401);
});
