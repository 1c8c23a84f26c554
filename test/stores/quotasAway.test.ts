/** What becomes of quotas when their store is away, forgets, has its clock turned, or is never cleaned by anybody. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createClient } from '@redis/client';
import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { slidingWindow, takeFrom, type QuotaState } from '../../src/domain/quota.ts';
import { connectDatabase, type Database } from '../../src/stores/database.ts';
import { migrate } from '../../src/stores/migrations.ts';
import { memoryQuota } from '../../src/stores/quotas/memory.ts';
import { postgresQuota } from '../../src/stores/quotas/postgres.ts';
import { redisQuota, type RedisQuota } from '../../src/stores/quotas/redis.ts';
import { eventually } from '../support/condition.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startProxy, type Proxy } from '../support/proxy.ts';
import { noRedis, startRedis, type TestRedis } from '../support/redis.ts';

const unavailable = { code: 'QUOTA_UNAVAILABLE' };

test('in memory, keys are let go of when nothing of them counts any more, and not before', () => {
  let now = 0;
  const quota = memoryQuota(() => now);
  for (let n = 0; n < 100; n++) quota.take(`idle_${n}`, 1);
  for (; now < 59_000; now += 1000) quota.take('busy', 1000);
  expect(quota.size()).toBe(101);
  expect(quota.take('idle_7', 1).allowed).toBe(false);
  for (; now < 200_000; now += 1000) quota.take('busy', 1000);
  expect(quota.size()).toBe(1);
  expect(quota.take('busy', 1000).remaining).toBe(940);
});

test('in memory, what is let go of is never missed: each key is answered as if it were alone and kept for ever', () => {
  const calls = fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 0, max: 40_000 })), {
    minLength: 20,
    maxLength: 200,
    size: 'max',
  });
  fc.assert(
    fc.property(calls, (asked) => {
      let now = 0;
      const quota = memoryQuota(() => now);
      const windows = Array.from({ length: 4 }, slidingWindow);
      for (const [key, wait] of asked) {
        now += wait;
        const window = windows[key] ?? slidingWindow();
        expect(quota.take(`key_${key}`, 2)).toEqual(takeFrom(window, 2, now));
      }
    }),
  );
});

describe('in Postgres', () => {
  let testDatabase: TestDatabase;
  let owner: Database;
  let application: Database;
  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    owner = connectDatabase(testDatabase.ownerUrl);
    application = connectDatabase(testDatabase.url);
    await migrate(application, owner);
  });
  beforeEach(() => owner.query('truncate quotas'));
  afterAll(async () => {
    await application.close();
    await owner.close();
    await testDatabase.drop();
  });

  test('that is away: a coded error, not an allowance', async () => {
    const away = connectDatabase('postgres://nobody@127.0.0.1:1/none', { connectTimeoutMs: 200 });
    await expect(postgresQuota(away).take('key', 1)).rejects.toMatchObject(unavailable);
    await away.close();
  });

  test('rows that nobody uses are removed as others come, and no row that still counts', async () => {
    const quota = postgresQuota(application);
    await Promise.all(Array.from({ length: 50 }, (_, n) => quota.take(`old_${n}`, 1)));
    await owner.query(`update quotas set idle_from = now() - interval '1 second' where key_id <> 'old_0'`);
    await Promise.all(Array.from({ length: 25 }, (_, n) => quota.take(`new_${n}`, 1)));
    const [left] = await owner.query<{ old: number; fresh: number }>(
      `select count(*) filter (where key_id like 'old%')::int as old,
         count(*) filter (where key_id like 'new%')::int as fresh from quotas`,
    );
    expect(left).toEqual({ old: 1, fresh: 25 });
    expect(await quota.take('old_0', 1)).toMatchObject({ allowed: false });
  });

  test('a row is kept as long as any of its requests counts', async () => {
    const quota = postgresQuota(application);
    for (let minute = 0; minute < 5; minute++) {
      await quota.take('key', 1_000_000);
      const [row] = await owner.query<{ kept: boolean }>(
        `select idle_from >= lasts[cardinality(lasts)] + interval '60 s' as kept from quotas where key_id = 'key'`,
      );
      expect(row).toEqual({ kept: true });
      await owner.query(
        `update quotas set idle_from = idle_from - interval '25 s', newest_began = newest_began - interval '25 s',
           lasts = array(select last - interval '25 s' from unnest(lasts) last)`,
      );
    }
  });

  test('given its clock is set back an hour, what was taken counts for one window more, and not for an hour', async () => {
    const quota = postgresQuota(application);
    await quota.take('key', 2);
    await quota.take('key', 2);
    const back = (interval: string) =>
      owner.query(
        `update quotas set newest_began = newest_began + $1::interval, lasts = array(select last + $1::interval from unnest(lasts) last)`,
        [interval],
      );
    await back('1 hour');
    expect(await quota.take('key', 2)).toMatchObject({ allowed: false, resetSeconds: 60 });
    await back('-59 seconds');
    expect(await quota.take('key', 2)).toMatchObject({ allowed: false, resetSeconds: 1 });
    await back('-1 second');
    expect(await quota.take('key', 2)).toMatchObject({ allowed: true, remaining: 1 });
  });

  test('whoever waited for the row reads the clock afterwards', async () => {
    const quota = postgresQuota(application);
    await quota.take('key', 60);
    let waited: Promise<QuotaState> | undefined;
    await owner.transaction(async (tx) => {
      await tx.query(`select from quotas where key_id = 'key' for update`);
      waited = quota.take('key', 60);
      await eventually('it waits', async () => {
        return (await owner.query('select from pg_locks where not granted')).length > 0;
      });
      await tx.query('create temporary table released as select clock_timestamp() as at');
      await tx.query(
        `update quotas set lasts = (select array[at] from released), newest_began = (select at from released)`,
      );
      await tx.query('drop table released');
    });
    await waited;
    const [row] = await owner.query<{ ordered: boolean }>(
      'select cardinality(lasts) = 2 and lasts[1] < lasts[2] as ordered from quotas',
    );
    expect(row).toEqual({ ordered: true });
  });
});

describe('in Redis', () => {
  let server: TestRedis;
  let proxy: Proxy;
  let quota: RedisQuota;
  const counts = async (): Promise<boolean> => {
    try {
      return (await quota.take(randomUUID(), 1)).allowed;
    } catch (error) {
      expect(error).toMatchObject(unavailable);
      return false;
    }
  };
  beforeEach(async (context) => {
    context.skip(noRedis !== undefined, noRedis);
    server = await startRedis();
    proxy = await startProxy(server.port);
    quota = await redisQuota(`redis://127.0.0.1:${proxy.port}`, { timeoutMs: 300 });
    return async () => {
      await quota.close();
      await proxy.stop();
      await server[Symbol.asyncDispose]();
    };
  });

  test('that was never there: a coded error at once, also when it is closed', async () => {
    const away = await redisQuota('redis://127.0.0.1:1');
    await expect(away.take('key', 1)).rejects.toMatchObject(unavailable);
    await away.close();
    await expect(away.take('key', 1)).rejects.toMatchObject(unavailable);
  });

  test('killed and started again: calls fail until it answers, then count', async () => {
    await server.kill();
    await eventually('it is known', async () => !(await counts()));
    for (let i = 0; i < 5; i++) await expect(quota.take('key', 1)).rejects.toMatchObject(unavailable);
    await server.start();
    await eventually('Redis counts', counts);
    expect((await quota.take('key', 1)).allowed).toBe(true);
    expect((await quota.take('key', 1)).allowed).toBe(false);
  });

  test('killed under load: every call ends, and each that passed was counted', async () => {
    const calls = Promise.allSettled(Array.from({ length: 500 }, () => quota.take('key', 60)));
    await server.kill();
    const passed = (await calls).filter(({ status, ...rest }) => {
      return status === 'fulfilled' && (rest as { value: QuotaState }).value.allowed;
    });
    expect(passed.length).toBeLessThanOrEqual(60);
  });

  test('that says nothing any more: calls fail in time, and it is found again', async () => {
    proxy.stall();
    const begun = performance.now();
    const calls = await Promise.allSettled(Array.from({ length: 20 }, () => quota.take('key', 1)));
    expect(performance.now() - begun).toBeLessThan(3000);
    for (const call of calls) expect(call).toMatchObject({ status: 'rejected', reason: unavailable });
    await proxy.heal();
    await eventually('Redis counts', counts);
  });

  test('that has forgotten the script, and other keys, are no trouble', async () => {
    const client = await createClient({ url: server.url }).connect();
    await quota.take('key', 1);
    await client.scriptFlush();
    expect((await quota.take('key', 1)).allowed).toBe(false);
    client.destroy();
  });

  test('needs no more rights than the operations guide grants', async () => {
    const guide = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8');
    const granted = /^ACL SETUSER keyledger on >… (.+)$/m.exec(guide)?.[1]?.split(' ');
    if (granted === undefined) throw new Error('The guide grants nothing');
    const client = await createClient({ url: server.url }).connect();
    await client.sendCommand(['ACL', 'SETUSER', 'keyledger', 'on', '>secret', ...granted]);
    const least = await redisQuota(`redis://keyledger:secret@127.0.0.1:${server.port}`);
    expect(await least.take('key', 1)).toMatchObject({ allowed: true });
    expect(await least.take('key', 1)).toMatchObject({ allowed: false });
    await least.close();
    client.destroy();
  });

  test('a key is gone when nothing of it counts any more', async () => {
    const client = await createClient({ url: server.url }).connect();
    await quota.take('key', 5);
    const ttl = await client.pTTL('keyledger:quota:key');
    expect(ttl).toBeGreaterThan(59_000);
    expect(ttl).toBeLessThanOrEqual(60_000);
    client.destroy();
  });

  test('given its clock is set back an hour, what was taken counts for one window more, and not for an hour', async () => {
    const client = await createClient({ url: server.url }).connect();
    const back = (seconds: number) =>
      client.eval(
        `local value = cmsgpack.unpack(redis.call('GET', KEYS[1]))
         value[2] = value[2] + ARGV[1]
         for i = 3, #value, 2 do value[i] = value[i] + ARGV[1] end
         redis.call('SET', KEYS[1], cmsgpack.pack(value), 'KEEPTTL')`,
        { keys: ['keyledger:quota:key'], arguments: [String(seconds * 1_000_000)] },
      );
    await quota.take('key', 2);
    await quota.take('key', 2);
    await back(3600);
    expect(await quota.take('key', 2)).toMatchObject({ allowed: false, resetSeconds: 60 });
    await back(-59);
    expect(await quota.take('key', 2)).toMatchObject({ allowed: false, resetSeconds: 1 });
    await back(-1);
    expect(await quota.take('key', 2)).toMatchObject({ allowed: true, remaining: 1 });
    client.destroy();
  });
});
