/** Readiness: what is needed to authenticate decides; how far the rest is stands beside it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyProjections } from '../src/projections/keys.ts';
import { readiness } from '../src/readiness.ts';
import { redisQuota } from '../src/stores/quotas/redis.ts';
import { requestRebuild } from '../src/workers/projectionTables.ts';
import { eventually } from './support/condition.ts';
import { noRedis, startRedis } from './support/redis.ts';
import { startTestStores, type TestStores } from './support/stores.ts';
import { group, run } from './workers/projections.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await startTestStores();
});
afterAll(() => stores.stop());

test('given one group after the other, then that of the keys has to catch up, and the others have to be there', async () => {
  const ready = readiness(stores.database, stores.eventStore, [group, keyProjections]);
  const answering = { database: 'ok', eventStore: 'ok' };
  expect(await ready()).toEqual({
    ready: false,
    checks: { ...answering, 'projections.test': 'not there yet', 'projections.keys': 'not there yet' },
  });

  const keys = run(stores, keyProjections);
  await keys.ready();
  await keys.stop();
  expect(await ready()).toEqual({
    ready: false,
    checks: { ...answering, 'projections.test': 'not there yet', 'projections.keys': 'ok' },
  });

  await requestRebuild(stores.ownerDatabase, group);
  expect(await ready()).toEqual({
    ready: true,
    checks: { ...answering, 'projections.test': 'catching up', 'projections.keys': 'ok' },
  });

  const other = run(stores, group);
  await other.ready();
  await other.stop();
  expect(await ready()).toEqual({
    ready: true,
    checks: { ...answering, 'projections.test': 'ok', 'projections.keys': 'ok' },
  });

  await requestRebuild(stores.ownerDatabase, keyProjections);
  expect(await ready()).toMatchObject({ ready: false, checks: { 'projections.keys': 'catching up' } });

  await stores.stopEventStore();
  expect(await ready()).toMatchObject({ ready: false, checks: { eventStore: 'does not answer' } });
  await stores.restartEventStore();
});

test('given limits that are counted in Redis, then it has to answer', async (context) => {
  context.skip(noRedis !== undefined, noRedis);
  await using redis = await startRedis();
  const quota = await redisQuota(redis.url, { timeoutMs: 300 });
  try {
    const ready = readiness(stores.database, stores.eventStore, []);
    ready.also('rateLimits', () => quota.ping());
    const stored = { database: 'ok', eventStore: 'ok' };
    expect(await ready()).toEqual({ ready: true, checks: { ...stored, rateLimits: 'ok' } });
    await redis.kill();
    expect(await ready()).toEqual({ ready: false, checks: { ...stored, rateLimits: 'does not answer' } });
    await redis.start();
    await eventually('it is ready again', async () => (await ready()).ready);
  } finally {
    await quota.close();
  }
});
