/** A store is away: what can be answered is answered, the rest is 503, never a wrong answer; and it mends by itself. */
import { randomBytes } from 'node:crypto';
import { Client as PostgresClient } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { generateKey } from '../../src/domain/keyFormat.ts';
import { macKey, profiles, startApp, type TestApp } from '../support/app.ts';
import { createKey, type Client, type CreatedKey, type Json, type Reply } from '../support/client.ts';
import { eventually } from '../support/condition.ts';
import { noRedis, startRedis } from '../support/redis.ts';
import { startProxy, type Proxy } from '../support/proxy.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';

let stores: TestStores;
let proxy: Proxy;
let app: TestApp;
let admin: Client;

beforeEach(async () => {
  stores = await startTestStores();
  const databaseUrl = new URL(stores.databaseUrl);
  proxy = await startProxy(Number(databaseUrl.port));
  databaseUrl.port = String(proxy.port);
  app = await startApp({ stores, config: { databaseUrl: databaseUrl.href, requestsPerMinute: 100_000 } });
  admin = await app.as('m_1');
});
afterEach(async () => {
  await app.stop();
  await proxy.stop();
  await stores.stop();
});

function expectUnavailable(reply: Reply): void {
  expect([reply.status, reply.body]).toEqual([
    503,
    { error: 'SERVICE_UNAVAILABLE', message: expect.stringMatching(/\S/) as string },
  ]);
  expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
}

const oneOfEach = async () => ({
  '/public/api/v1/sales': await createKey(admin, { fullAccess: true }),
  '/v1/payouts': await createKey(admin, { profile: 'enterprise', fullAccess: true }),
  '/api/sdk/sessions': await createKey(admin, { profile: 'sentrial' }),
});
const changesOf = (key: CreatedKey) => [
  () => admin.post('/api/v1/keys', { name: 'New', scopes: ['sales:read'] }),
  () => admin.put(`/api/v1/keys/${key.id}/name`, { name: 'Other' }),
  () => admin.put(`/api/v1/keys/${key.id}/ip-rules`, { ipRules: ['::1'] }),
  () => admin.post(`/api/v1/keys/${key.id}/revoke`),
  () => admin.post(`/api/v1/keys/${key.id}/regenerate`),
];

test(
  'event store away: keys go on working, commands answer 503, and it recovers',
  { timeout: 60_000 },
  async () => {
    const keys = await oneOfEach();
    const key = keys['/public/api/v1/sales'];
    await stores.stopEventStore();

    for (const reply of await Promise.all(changesOf(key).map((change) => change()))) expectUnavailable(reply);
    for (const [path, { key: secret }] of Object.entries(keys)) {
      expect((await app.with(secret).get(path)).status).toBe(200);
    }
    expect((await admin.get(`/api/v1/keys/${key.id}`)).body).toMatchObject({ status: 'active' });
    expect((await admin.post('/api/v1/verify', { key: key.key })).body).toMatchObject({ valid: true });
    expect((await admin.get('/healthz')).status).toBe(200);
    const readiness = await admin.get('/readyz');
    expect(readiness).toMatchObject({ status: 503, body: { ready: false, checks: { database: 'ok' } } });

    await stores.restartEventStore();
    await eventually('a revocation goes through', async () => {
      return (await admin.post(`/api/v1/keys/${key.id}/revoke`)).status === 200;
    });
    expect((await app.with(key.key).get('/public/api/v1/sales')).status).toBe(401);
    await eventually('it is ready', async () => (await admin.get('/readyz')).status === 200);
  },
);

describe.each(['cut', 'stall'] as const)('Postgres away (%s)', (fault) => {
  test('503 in every style, never 401 for a good key, and it recovers', { timeout: 60_000 }, async () => {
    const keys = await oneOfEach();
    const key = keys['/public/api/v1/sales'];
    await proxy[fault]();

    const replies = await Promise.all([
      ...Object.entries(keys).map(([path, { key: secret }]) => app.with(secret).get(path)),
      admin.get('/api/v1/keys'),
      admin.get(`/api/v1/keys/${key.id}`),
      admin.get(`/api/v1/keys/${key.id}/history`),
      admin.post('/api/v1/verify', { key: key.key }),
      // Its effect could not be shown, so nothing is recorded.
      admin.put(`/api/v1/keys/${key.id}/name`, { name: 'Recorded' }),
    ]);
    for (const reply of replies) expectUnavailable(reply);

    const forged = key.key.slice(0, -6) + (key.key.endsWith('xxxxxx') ? 'yyyyyy' : 'xxxxxx');
    expect((await app.with(forged).get('/public/api/v1/sales')).status).toBe(401);
    expect((await app.with().get('/public/api/v1/sales')).status).toBe(401);
    expect((await admin.get('/healthz')).status).toBe(200);
    expect(await admin.get('/readyz')).toMatchObject({ status: 503, body: { checks: { eventStore: 'ok' } } });

    await proxy.heal();
    for (const [path, { key: secret }] of Object.entries(keys)) {
      await eventually('the key works again', async () => {
        const { status } = await app.with(secret).get(path);
        expect([200, 503]).toContain(status);
        return status === 200;
      });
    }
    await eventually('commands go through', async () => {
      return (await admin.post(`/api/v1/keys/${key.id}/revoke`)).status === 200;
    });
    expect((await admin.get(`/api/v1/keys/${key.id}`)).body).toMatchObject({ revision: 1, name: 'A key' });
    expect((await app.with(key.key).get('/public/api/v1/sales')).status).toBe(401);
  });
});

test('quota counters in Postgres that are away: 503, and they recover', { timeout: 60_000 }, async () => {
  await using limited = await startApp({ stores, config: { rateLimitStore: 'postgres' } });
  const { key } = await createKey(await limited.as('m_1'), { fullAccess: true });
  await stores.ownerDatabase.query('alter table quotas rename to quotas_away');
  expectUnavailable(await limited.with(key).get('/public/api/v1/sales'));
  await stores.ownerDatabase.query('alter table quotas_away rename to quotas');
  expect((await limited.with(key).get('/public/api/v1/sales')).status).toBe(200);
});

test('quota counters in Redis that are killed: 503, and they recover', async (context) => {
  context.skip(noRedis !== undefined, noRedis);
  await using redis = await startRedis();
  await using limited = await startApp({ stores, config: { rateLimitStore: 'redis', redisUrl: redis.url } });
  const client = limited.with((await createKey(await limited.as('m_1'), { fullAccess: true })).key);
  const status = async () => (await client.get('/public/api/v1/sales')).status;
  expect(await status()).toBe(200);
  await redis.kill();
  expectUnavailable(await client.get('/public/api/v1/sales'));
  await redis.start();
  await eventually('Redis counts again', async () => (await status()) === 200);
});

test('read models that are still being built prove nothing: 503 for a key, 401 for a forged one', async () => {
  const fresh = await startTestStores();
  const api = await startApp({ stores: fresh, mode: 'api', ready: false });
  try {
    const profile = profiles.get('sentry');
    if (profile === undefined) throw new Error('no profile sentry');
    const { secret } = generateKey(profile, 'live', macKey, randomBytes);
    expectUnavailable(await api.with(secret).get('/public/api/v1/sales'));
    expectUnavailable(await (await api.as('m_1')).post('/api/v1/verify', { key: secret }));
    expectUnavailable(await (await api.as('m_1')).get('/api/v1/keys'));
    expect((await api.with(`${secret.slice(0, -6)}xxxxxx`).get('/public/api/v1/sales')).status).toBe(401);
    expect(await api.with().get('/readyz')).toMatchObject({ status: 503, body: { ready: false } });
    expect((await api.with().get('/healthz')).status).toBe(200);
  } finally {
    await api.stop();
    await fresh.stop();
  }
});

test('read models that are being built anew are not believed: 503, until they are complete', async () => {
  const { key } = await createKey(admin, { fullAccess: true });
  await app.stop();
  await using api = await startApp({ stores, mode: 'api' });
  const use = () => api.with(key).get('/public/api/v1/sales');
  expect((await use()).status).toBe(200);
  await stores.database.query('update projection_checkpoints set ready = false');
  // What is in memory is true as long as the lease lasts, which is not prolonged now.
  await eventually('keys are not answered from memory', async () => (await use()).status !== 200);
  expectUnavailable(await use());
  expectUnavailable(await (await api.as('m_1')).post('/api/v1/verify', { key }));
  await stores.database.query('update projection_checkpoints set ready = true');
  expect((await use()).status).toBe(200);
});

test('without a worker nothing is written: 503, and keys go on working', async () => {
  const created = await createKey(admin, { fullAccess: true });
  await app.stop();
  await using api = await startApp({ stores, mode: 'api' });
  admin = await api.as('m_1');
  for (const change of changesOf(created)) expectUnavailable(await change());
  const written = await stores.eventStore.readStream(`apiKey-${created.id}`);
  expect(written.map(({ type }) => type)).toEqual(['ApiKeyCreated']);
  expect((await api.with(created.key).get('/public/api/v1/sales')).status).toBe(200);
});

test(
  'a worker that stops in the middle: what was recorded is not called undone, and a new secret is not lost',
  { timeout: 30_000 },
  async () => {
    const created = await createKey(admin, { fullAccess: true });
    const release = await holdUpWrites();
    const [regenerated, another] = await Promise.all([
      admin.post(`/api/v1/keys/${created.id}/regenerate`, { gracePeriodSeconds: 60 }),
      admin.post('/api/v1/keys', { name: 'Another', scopes: ['sales:read'] }),
    ]);
    for (const reply of [regenerated, another]) {
      expect([reply.status, reply.body]).toEqual([
        503,
        {
          error: 'SERVICE_UNAVAILABLE',
          message: expect.stringContaining('recorded') as string,
          id: expect.stringMatching(/^key_/) as string,
          key: expect.stringMatching(/^sntr_/) as string,
        },
      ]);
      expect(reply.headers.get('retry-after')).toBe('1');
    }
    await release();
    for (const { body } of [regenerated, another]) {
      await eventually('the new secret works', async () => {
        return (await app.with(String(body['key'])).get('/public/api/v1/sales')).status === 200;
      });
    }
  },
);

/** Lets the lookup be read and not written, until released. */
async function holdUpWrites(): Promise<() => Promise<void>> {
  const client = new PostgresClient({ connectionString: stores.databaseUrl });
  await client.connect();
  await client.query('begin; lock table key_lookup in exclusive mode');
  return () => client.end();
}

test('a defect shows nothing but the request id, under which the log has its stack', async () => {
  await stores.ownerDatabase.query(`alter table key_list alter column created_at type text using 'then'`);
  const reply = await admin.get('/api/v1/keys?q=x', { headers: { 'X-Request-Id': 'defect-1' } });
  expect([reply.status, reply.body]).toEqual([
    500,
    { error: 'INTERNAL_ERROR', message: 'Something went wrong here. It is recorded as request defect-1' },
  ]);
  const lines = app.logged
    .filter((line) => line.includes('defect-1'))
    .map((line) => JSON.parse(line) as Json);
  expect(lines).toEqual([
    expect.objectContaining({
      level: 50,
      stack: expect.stringMatching(/operator does not exist.*\n\s+at /) as string,
    }),
    expect.objectContaining({ level: 50, route: '/api/v1/keys', status: 500, fault: '42883' }),
  ]);
});
