/** Both quota stores, held to the same rules. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { memoryQuota, postgresQuota, rateLimitHeaders, type Quota } from '../../src/http/quota.ts';
import { connectDatabase, type Database } from '../../src/stores/database.ts';
import { migrate } from '../../src/stores/migrations.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = connectDatabase(testDatabase.ownerUrl);
  await migrate(database);
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

describe.each<[string, () => Quota]>([
  ['in memory', memoryQuota],
  ['in Postgres', () => postgresQuota(database.storeClient, 'rate_limits')],
])('%s', (_, make) => {
  let quota: Quota;
  let key: string;
  beforeEach(() => {
    // Only the clock: Postgres's timeouts run on.
    vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_000 });
    quota = make();
    key = `key_${randomUUID()}`;
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('counts down to the limit and refuses from there', async () => {
    const states = [];
    for (let i = 0; i < 5; i++) states.push(await quota.take(key, 3));
    expect(states.map(({ allowed, remaining }) => [allowed, remaining])).toEqual([
      [true, 2],
      [true, 1],
      [true, 0],
      [false, 0],
      [false, 0],
    ]);
  });

  test('says how many seconds are left, rounded up, never less than one', async () => {
    expect((await quota.take(key, 1)).resetSeconds).toBe(60);
    for (const [ms, seconds] of [
      [1, 60],
      [999, 59],
      [58_500, 1],
      [499, 1],
    ] as const) {
      vi.setSystemTime(Date.now() + ms);
      expect((await quota.take(key, 1)).resetSeconds).toBe(seconds);
    }
  });

  test('begins anew when the window ends', async () => {
    await quota.take(key, 1);
    expect((await quota.take(key, 1)).allowed).toBe(false);
    vi.setSystemTime(Date.now() + 60_000);
    expect(await quota.take(key, 1)).toEqual({ allowed: true, limit: 1, remaining: 0, resetSeconds: 60 });
  });

  test('counts each key for itself', async () => {
    await quota.take(key, 1);
    expect((await quota.take(`${key}x`, 1)).allowed).toBe(true);
    expect((await quota.take(key, 1)).allowed).toBe(false);
  });

  test('of 100 at once exactly the limit is allowed', async () => {
    const states = await Promise.all(Array.from({ length: 100 }, () => quota.take(key, 60)));
    expect(states.filter(({ allowed }) => allowed)).toHaveLength(60);
  });
});

test('in Postgres, two processes share the count', async () => {
  const [one, two] = [
    postgresQuota(database.storeClient, 'rate_limits'),
    postgresQuota(database.storeClient, 'rate_limits'),
  ];
  const key = `key_${randomUUID()}`;
  expect((await one.take(key, 2)).remaining).toBe(1);
  expect((await two.take(key, 2)).remaining).toBe(0);
  expect((await one.take(key, 2)).allowed).toBe(false);
});

test('in Postgres that is away: a coded error, not an allowance', async () => {
  const away = connectDatabase('postgres://nobody@127.0.0.1:1/none', { connectTimeoutMs: 200 });
  await expect(postgresQuota(away.storeClient, 'rate_limits').take('key', 1)).rejects.toMatchObject({
    code: 'DATABASE_UNAVAILABLE',
  });
  await away.close();
});

test('the headers are structured fields', () => {
  expect(rateLimitHeaders({ allowed: true, limit: 60, remaining: 59, resetSeconds: 7 })).toEqual({
    'RateLimit-Policy': '"default";q=60;w=60',
    RateLimit: '"default";r=59;t=7',
  });
});
