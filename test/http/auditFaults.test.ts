/** The audit when something is away: what cannot be decided is recorded, and what cannot be recorded is refused. */
import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { createKey, type Client, type CreatedKey, type Json, type Reply } from '../support/client.ts';
import { eventually } from '../support/condition.ts';
import { journalFiles, journalled } from '../support/journal.ts';
import { startProxy, type Proxy } from '../support/proxy.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';

let stores: TestStores;
let proxy: Proxy;
beforeEach(async () => {
  stores = await startTestStores();
  proxy = await startProxy(Number(new URL(stores.databaseUrl).port));
});
afterEach(async () => {
  await proxy.stop();
  await stores.stop();
});

function throughProxy(): string {
  const url = new URL(stores.databaseUrl);
  url.port = String(proxy.port);
  return url.href;
}

const whose = ({ id, name }: CreatedKey) => ({ apiKeyId: id, apiKeyName: name, merchantId: 'm_1' });
const nobody = { apiKeyId: null, apiKeyName: null };

test('Postgres away: 503 is recorded with what is known; of a key that may be another’s, verify keeps nothing', async () => {
  await using app = await startApp({ stores, config: { databaseUrl: throughProxy() } });
  const admin = await app.as('m_1');
  const { key, prefix } = await createKey(admin, { fullAccess: true });
  await proxy.cut();
  const forged = key.slice(0, -6) + (key.endsWith('xxxxxx') ? 'yyyyyy' : 'xxxxxx');
  const statuses = [
    (await app.with(key).get('/public/api/v1/sales')).status,
    (await admin.post('/api/v1/verify', { key })).status,
    (await app.with(forged).get('/public/api/v1/sales')).status,
  ];
  expect(statuses).toEqual([503, 503, 401]);
  expect(await journalled(app.dataDir)).toMatchObject([
    { ...nobody, merchantId: null, status: 503, outcome: 'SERVICE_UNAVAILABLE', prefix },
    { ...nobody, merchantId: 'm_1', status: 503, outcome: 'SERVICE_UNAVAILABLE', prefix: null },
    { ...nobody, merchantId: null, status: 401, outcome: 'KEY_NOT_FOUND', prefix: null },
  ]);
});

test('quota counters away: the key is known, and could not be let through', async () => {
  await using app = await startApp({ stores, config: { rateLimitStore: 'postgres' } });
  const created = await createKey(await app.as('m_1'), { fullAccess: true });
  await stores.ownerDatabase.query('alter table quotas rename to quotas_away');
  expect((await app.with(created.key).get('/public/api/v1/sales')).status).toBe(503);
  expect(await journalled(app.dataDir)).toMatchObject([
    { ...whose(created), status: 503, outcome: 'SERVICE_UNAVAILABLE', prefix: created.prefix },
  ]);
});

test('a defect is recorded as its 500, and logged', async () => {
  await using app = await startApp({ stores, mode: 'all' });
  const created = await createKey(await app.as('m_1'), { fullAccess: true });
  // Nobody parses what no command ever wrote.
  await stores.database.query(`update key_lookup set ip_rules = '{nonsense}'`);
  const reply = await app.with(created.key).get('/public/api/v1/sales');
  expect(reply).toMatchObject({ status: 500, body: { error: 'INTERNAL_ERROR' } });
  const requestId = reply.headers.get('x-request-id');
  expect(await journalled(app.dataDir)).toMatchObject([
    { ...nobody, status: 500, outcome: 'SERVICE_UNAVAILABLE', prefix: created.prefix, requestId },
  ]);
  const lines = app.logged.map((line) => JSON.parse(line) as Json);
  expect(lines.filter((line) => line['requestId'] === requestId)).toMatchObject([
    { level: 50, stack: expect.stringMatching(/nonsense/) as string },
    { level: 50, route: '/public/api/v1/sales', status: 500 },
  ]);
});

describe('a journal that takes no more', () => {
  let app: TestApp;
  let admin: Client;
  let created: CreatedKey;
  const post = (n: number) => app.with(created.key).post('/public/api/v1/customers', { n });
  const list = async () =>
    (await app.with(created.key).get<{ items: Json[] }>('/public/api/v1/customers')).body.items;

  // Commands need a worker, and a worker would make room: it is gone before the journal is full.
  beforeEach(async () => {
    await using all = await startApp({ stores });
    created = await createKey(await all.as('m_1'), { fullAccess: true });
    await all.stop();
    app = await startApp({
      stores,
      mode: 'api',
      config: { requestsPerMinute: 100_000, auditJournalMaxBytes: 4096 },
    });
    admin = await app.as('m_1');
  });
  afterEach(() => app.stop());

  function expectUnrecorded(reply: Reply): void {
    expect([reply.status, reply.body]).toEqual([
      503,
      {
        error: 'SERVICE_UNAVAILABLE',
        message: 'Requests are refused while they cannot be recorded. Try again',
      },
    ]);
    expect(reply.headers.get('retry-after')).toBe('1');
    expect(reply.headers.get('cache-control')).toBe('no-store');
  }

  test('given it is full, then requests are refused, nothing is done for them, and management goes on', async () => {
    const answered = [];
    let refused: Reply | undefined;
    for (let n = 0; refused === undefined; n++) {
      const reply = await post(n);
      if (reply.status === 201) answered.push(reply.headers.get('x-request-id'));
      else refused = reply;
    }
    expectUnrecorded(refused);
    // For a moment, nobody even begins.
    expectUnrecorded(await post(-1));
    expectUnrecorded(await app.with(created.key).get('/public/api/v1/sales'));
    expectUnrecorded(await app.with('unknown').get('/api/sdk/sessions'));
    expectUnrecorded(await admin.post('/api/v1/verify', { key: created.key }));
    expect((await admin.get(`/api/v1/keys/${created.id}`)).status).toBe(200);
    expect((await app.with().get('/healthz')).status).toBe(200);
    const recorded = (await journalled(app.dataDir)).map(({ requestId }) => requestId);
    expect(recorded).toEqual(answered);
    const said = app.logged.filter((line) => line.includes('cannot be recorded'));
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/4096 bytes.*start the worker/);

    // As a worker does when it has shipped them; the newest is still being written.
    const shipped = (await journalFiles(app.dataDir)).toSorted().slice(0, -1);
    await Promise.all(shipped.map((file) => rm(file)));
    await eventually('requests are taken again', async () => (await post(100)).status === 201);
    expect((await list()).every((item) => item['n'] !== -1)).toBe(true);
    expect(app.logged.some((line) => line.includes('recorded again'))).toBe(true);
    const { outcome, apiKeyId } = (await journalled(app.dataDir)).at(-1) ?? {};
    expect([outcome, apiKeyId]).toEqual(['ALLOWED', created.id]);
  });
});
