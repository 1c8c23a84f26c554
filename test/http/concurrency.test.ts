/** Who wins when many come at once: one command a revision, and never more requests than the limit. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Config } from '../../src/config.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { createKey, type Client, type CreatedKey, type Reply } from '../support/client.ts';
import { noRedis, startRedis } from '../support/redis.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await startTestStores();
});
afterAll(() => stores.stop());

const count = (replies: readonly Reply[], status: number) =>
  replies.filter((reply) => reply.status === status).length;

describe('commands on one key', () => {
  let apps: readonly [TestApp, TestApp];
  let admins: readonly [Client, Client];
  beforeAll(async () => {
    apps = [await startApp({ stores }), await startApp({ stores })];
    admins = [await apps[0].as('m_1'), await apps[1].as('m_1')];
  });
  afterAll(() => Promise.all(apps.map((app) => app.stop())));

  const revisionsOf = async (id: string) => {
    const { body } = await admins[0].get<{ items: { revision: number; data: { name?: string } }[] }>(
      `/api/v1/keys/${id}/history?limit=100`,
    );
    return body.items;
  };

  test('at the same If-Match, through two processes: one wins, the other is told, 20 times', async () => {
    for (let round = 0; round < 20; round++) {
      const { id } = await createKey(admins[0], { scopes: ['sales:read'] });
      const replies = await Promise.all(
        admins.map((admin, index) =>
          admin.put(`/api/v1/keys/${id}/name`, { name: `By ${index}` }, { headers: { 'If-Match': '"0"' } }),
        ),
      );
      expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)[0]).toBe(200);
      expect(count(replies, 409) + count(replies, 412)).toBe(1);
      const winner = replies.find(({ status }) => status === 200);
      expect((await revisionsOf(id)).map(({ data }) => data.name)).toEqual(['A key', winner?.body['name']]);
    }
  });

  test('twenty at once without If-Match: whoever got 200 is in the history, whoever got 409 is not', async () => {
    const { id } = await createKey(admins[0], { scopes: ['sales:read'] });
    const names = Array.from({ length: 20 }, (_, index) => `Name ${index}`);
    const replies = await Promise.all(
      names.map((name, index) => admins[index % 2 === 0 ? 0 : 1].put(`/api/v1/keys/${id}/name`, { name })),
    );
    expect(count(replies, 200) + count(replies, 409)).toBe(20);
    expect(count(replies, 200)).toBeGreaterThan(0);
    const written = (await revisionsOf(id)).slice(1).map(({ data }) => data.name);
    const won = names.filter((_, index) => replies[index]?.status === 200);
    expect(new Set(written)).toEqual(new Set(won));
    expect(written).toHaveLength(won.length);
  });

  test('two regenerations: one secret lives, and it is the one that was handed out last', async () => {
    for (let round = 0; round < 10; round++) {
      const old = await createKey(admins[0], { scopes: ['sales:read'] });
      const replies = await Promise.all(
        admins.map((admin) => admin.post<CreatedKey>(`/api/v1/keys/${old.id}/regenerate`)),
      );
      const handedOut = replies.filter(({ status }) => status === 200);
      expect(handedOut.length + replies.filter(({ status }) => status === 409).length).toBe(2);
      const statuses = await Promise.all(
        [old, ...handedOut.map(({ body }) => body)].map(async ({ key }) => {
          return (await apps[1].with(key).get('/public/api/v1/sales')).status;
        }),
      );
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
      expect(statuses[0]).toBe(401);
    }
  });

  test('a revocation through one process holds in the other with its answer', async () => {
    for (let round = 0; round < 20; round++) {
      const { id, key } = await createKey(admins[0], { scopes: ['sales:read'] });
      expect((await apps[1].with(key).get('/public/api/v1/sales')).status).toBe(200);
      expect((await admins[0].post(`/api/v1/keys/${id}/revoke`)).status).toBe(200);
      expect((await apps[1].with(key).get('/public/api/v1/sales')).status).toBe(401);
    }
  });
});

/** 100 requests with one key, by turns through the apps. */
function hammer(apps: readonly TestApp[], key: string): Promise<readonly Reply[]> {
  const turns = Array.from({ length: Math.ceil(100 / apps.length) }, () => apps).flat();
  return Promise.all(turns.slice(0, 100).map((app) => app.with(key).get('/public/api/v1/sales')));
}

test(
  'a key that waits for its first check is judged by what holds after the wait',
  { timeout: 60_000 },
  async () => {
    await using warm = await startApp({ stores });
    const admin = await warm.as('m_1');
    const keys = await Promise.all(
      Array.from({ length: 60 }, () => createKey(admin, { scopes: ['sales:read'] })),
    );
    await using cold = await startApp({ stores });

    const answered: string[] = [];
    const use = async ({ id, key }: CreatedKey) => {
      const { status } = await cold.with(key).get('/public/api/v1/sales');
      answered.push(id);
      return status;
    };
    const uses = keys.map(use);
    await uses[0];
    const last = keys.at(-1)?.id ?? '';
    expect((await admin.post(`/api/v1/keys/${last}/revoke`)).status).toBe(200);
    // Otherwise there was no wait, and this has shown nothing.
    expect(answered).not.toContain(last);
    const statuses = await Promise.all(uses);
    expect(statuses.slice(0, -1)).toEqual(Array<number>(59).fill(200));
    expect(statuses.at(-1)).toBe(401);
  },
);

describe('100 requests at once against a limit of 60', () => {
  test('counted in memory: exactly 60 pass', async () => {
    await using app = await startApp({ stores });
    const { key } = await createKey(await app.as('m_1'), { scopes: ['sales:read'] });
    const replies = await hammer([app], key);
    expect([count(replies, 200), count(replies, 429)]).toEqual([60, 40]);
  });

  /** Through two processes: exactly 60 pass, each of them with another number left. */
  async function shared(config: Partial<Config>): Promise<void> {
    await using one = await startApp({ stores, config });
    await using two = await startApp({ stores, config });
    const { key } = await createKey(await one.as('m_1'), { scopes: ['sales:read'] });
    const replies = await hammer([one, two], key);
    expect([count(replies, 200), count(replies, 429)]).toEqual([60, 40]);
    const remaining = replies
      .filter(({ status }) => status === 200)
      .map(({ headers }) => Number(/r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]));
    expect(remaining.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, index) => index));
  }

  test('counted in Postgres, through two processes: exactly 60 pass', () =>
    shared({ rateLimitStore: 'postgres' }));

  test('counted in Redis, through two processes: exactly 60 pass', async (context) => {
    context.skip(noRedis !== undefined, noRedis);
    await using redis = await startRedis();
    await shared({ rateLimitStore: 'redis', redisUrl: redis.url });
  });

  test('who is refused before the rate uses none of it; a missing scope does', async () => {
    await using app = await startApp({ stores, config: { requestsPerMinute: 2 } });
    const admin = await app.as('m_1');
    const created = await createKey(admin, { scopes: ['sales:read'], ipRules: ['203.0.113.1'] });
    const enterprise = await createKey(admin, {
      profile: 'enterprise',
      environment: 'test',
      fullAccess: true,
    });
    const call = async (key: string, path: string) => (await app.with(key).get(path)).status;

    for (let i = 0; i < 5; i++) expect(await call(created.key, '/public/api/v1/sales')).toBe(403);
    for (let i = 0; i < 5; i++) expect(await call(created.key, '/v1/payouts')).toBe(401);
    await admin.put(`/api/v1/keys/${created.id}/ip-rules`, { ipRules: [] });
    expect(await call(created.key, '/public/api/v1/customers')).toBe(403);
    expect(await call(created.key, '/public/api/v1/sales')).toBe(200);
    // Rate comes before scope.
    expect(await call(created.key, '/public/api/v1/customers')).toBe(429);

    for (let i = 0; i < 5; i++) expect(await call(enterprise.key, '/v1/payouts')).toBe(401);
    for (const status of [200, 200, 429])
      expect(await call(enterprise.key, '/sandbox/v1/payouts')).toBe(status);
  });
});
