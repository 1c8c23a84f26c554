/**
 * All stores of quotas, held to the same rules. Two of them go by the clock of their server, which a test cannot turn: there
 * time passes by moving what was stored into the past.
 */
import { randomUUID } from 'node:crypto';
import { createClient } from '@redis/client';
import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Quota } from '../../src/domain/quota.ts';
import { connectDatabase, type Database } from '../../src/stores/database.ts';
import { migrate } from '../../src/stores/migrations.ts';
import { memoryQuota } from '../../src/stores/quotas/memory.ts';
import { postgresQuota } from '../../src/stores/quotas/postgres.ts';
import { redisQuota } from '../../src/stores/quotas/redis.ts';
import { createTestDatabase } from '../support/database.ts';
import { noRedis, startRedis } from '../support/redis.ts';
import { arrivals, expectPromiseKept, type Asked } from '../support/slidingWindow.ts';

interface Tested {
  readonly quota: Quota;
  /** Another process's; the same where there can be none. */
  readonly other: Quota;
  /** For everything that was taken of this key; a clock that goes back where it is negative. */
  pass(keyId: string, ms: number): Promise<void>;
  close(): Promise<void>;
}

async function inMemory(): Promise<Tested> {
  let ahead = 0;
  const quota = memoryQuota(() => performance.now() + ahead);
  return { quota, other: quota, pass: async (_, ms) => void (ahead += ms), close: async () => {} };
}

async function inPostgres(): Promise<Tested> {
  const testDatabase = await createTestDatabase();
  const owner = connectDatabase(testDatabase.ownerUrl);
  await migrate(owner);
  const databases: Database[] = [owner, connectDatabase(testDatabase.url), connectDatabase(testDatabase.url)];
  const [, one = owner, two = owner] = databases;
  return {
    quota: postgresQuota(one),
    other: postgresQuota(two),
    async pass(keyId, ms) {
      await owner.query(
        `update quotas set newest_began = newest_began - passed, idle_from = idle_from - passed,
           lasts = array(select last - passed from unnest(lasts) with ordinality l (last, n) order by n)
         from (select $2 * interval '1 ms' as passed) t where key_id = $1`,
        [keyId, ms],
      );
    },
    async close() {
      for (const database of databases) await database.close();
      await testDatabase.drop();
    },
  };
}

const passScript = `
local value = redis.call('GET', KEYS[1])
if not value then return end
value = cmsgpack.unpack(value)
value[2] = value[2] - ARGV[1]
for i = 3, #value, 2 do value[i] = value[i] - ARGV[1] end
redis.call('SET', KEYS[1], cmsgpack.pack(value), 'KEEPTTL')
`;

async function inRedis(): Promise<Tested> {
  const server = await startRedis();
  const client = await createClient({ url: server.url }).connect();
  const [quota, other] = [await redisQuota(server.url), await redisQuota(server.url)];
  return {
    quota,
    other,
    async pass(keyId, ms) {
      const micros = String(Math.round(ms * 1000));
      await client.eval(passScript, { keys: [`keyledger:quota:${keyId}`], arguments: [micros] });
    },
    async close() {
      await quota.close();
      await other.close();
      client.destroy();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe.each<[string, () => Promise<Tested>, string | undefined]>([
  ['in memory', inMemory, undefined],
  ['in Postgres', inPostgres, undefined],
  ['in Redis', inRedis, noRedis],
])('%s', (_, make, missing) => {
  let tested: Tested;
  let quota: Quota;
  let key: string;
  beforeAll(async () => {
    if (missing === undefined) tested = await make();
  });
  afterAll(() => tested?.close());
  beforeEach((context) => {
    context.skip(missing !== undefined, missing);
    quota = tested.quota;
    key = `key_${randomUUID()}`;
  });
  const pass = (ms: number) => tested.pass(key, ms);
  const allowed = async (limit: number) => (await quota.take(key, limit)).allowed;

  test('counts down to the limit and refuses from there', async () => {
    const states = [];
    for (let i = 0; i < 5; i++) states.push(await quota.take(key, 3));
    expect(states.map((state) => [state.allowed, state.remaining, state.resetSeconds])).toEqual([
      [true, 2, 60],
      [true, 1, 60],
      [true, 0, 60],
      [false, 0, 60],
      [false, 0, 60],
    ]);
  });

  test('says when one more may pass: as the oldest request leaves the window', async () => {
    await quota.take(key, 2);
    await pass(20_000);
    expect(await quota.take(key, 2)).toMatchObject({ remaining: 0, resetSeconds: 40 });
    await pass(39_000);
    expect(await quota.take(key, 2)).toMatchObject({ allowed: false, resetSeconds: 1 });
    await pass(1000);
    expect(await quota.take(key, 2)).toMatchObject({ allowed: true, remaining: 0, resetSeconds: 20 });
    expect(await allowed(2)).toBe(false);
  });

  test('has no edge: what passed late in one minute counts on in the next', async () => {
    await quota.take(key, 4);
    await pass(59_000);
    for (let i = 0; i < 3; i++) expect(await allowed(4)).toBe(true);
    await pass(1500);
    expect([await allowed(4), await allowed(4)]).toEqual([true, false]);
    await pass(57_000);
    expect(await allowed(4)).toBe(false);
    await pass(1500);
    expect([await allowed(4), await allowed(4), await allowed(4), await allowed(4)]).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  test('a refused request takes nothing', async () => {
    await quota.take(key, 1);
    await pass(30_000);
    for (let i = 0; i < 10; i++) expect(await allowed(1)).toBe(false);
    await pass(30_000);
    expect(await allowed(1)).toBe(true);
  });

  test('counts each key for itself', async () => {
    await quota.take(key, 1);
    expect((await quota.take(`${key}x`, 1)).allowed).toBe(true);
    expect(await allowed(1)).toBe(false);
  });

  test('given a limit that was lowered, one may pass when enough have left', async () => {
    for (let i = 0; i < 3; i++) {
      await quota.take(key, 5);
      await pass(10_000);
    }
    expect(await quota.take(key, 1)).toMatchObject({ allowed: false, remaining: 0, resetSeconds: 50 });
    expect(await quota.take(key, 2)).toMatchObject({ allowed: false, remaining: 0, resetSeconds: 40 });
    expect(await quota.take(key, 3)).toMatchObject({ allowed: false, remaining: 0, resetSeconds: 30 });
    expect(await quota.take(key, 5)).toMatchObject({ allowed: true, remaining: 1, resetSeconds: 30 });
  });

  test('given a limit above 60, requests of a second share its end', async () => {
    for (let i = 0; i < 50; i++) await quota.take(key, 100);
    await pass(500);
    for (let i = 0; i < 50; i++) await quota.take(key, 100);
    await pass(59_700);
    // The first 50 are older than a minute by now, and leave with the others.
    expect(await quota.take(key, 100)).toMatchObject({ allowed: false, resetSeconds: 1 });
    await pass(1000);
    expect(await quota.take(key, 100)).toMatchObject({ allowed: true, remaining: 99 });
  });

  test('of 200 at once, through two processes, exactly the limit passes, each with another number left', async () => {
    const { other } = tested;
    const states = await Promise.all(
      Array.from({ length: 200 }, async (_unused, n) => (n % 2 === 0 ? quota : other).take(key, 60)),
    );
    const passed = states.filter((state) => state.allowed).map(({ remaining }) => remaining);
    expect(passed.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_unused, n) => n));
  });

  test('random arrivals: never more than the limit in any 60 s, and none is refused without need', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(1, 5, 60, 61, 70), arrivals(6), async (limit, gaps) => {
        key = `key_${randomUUID()}`;
        const log: Asked[] = [];
        let ahead = 0;
        for (const gap of gaps) {
          await pass(gap);
          ahead += gap;
          const from = performance.now() + ahead;
          log.push({ from, ...(await quota.take(key, limit)), to: performance.now() + ahead });
        }
        expectPromiseKept(log);
      }),
      { numRuns: 25 },
    );
  });
});
