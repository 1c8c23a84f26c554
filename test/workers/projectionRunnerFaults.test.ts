/** The projection runner when things break: rivals, killed connections, stores that go away and come back. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readCheckpoint } from '../../src/stores/checkpoints.ts';
import { connectDatabase, type Database } from '../../src/stores/database.ts';
import { isProjectionRunning } from '../../src/stores/projectionLock.ts';
import { requestRebuild } from '../../src/workers/projectionTables.ts';
import { Superseded, writeEvents } from '../../src/workers/projectionWriter.ts';
import { startProxy, type Proxy } from '../support/proxy.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';
import { append, applied, group, run, type Run } from './projections.ts';

let stores: TestStores;
let releases: (() => Promise<void>)[];
beforeEach(async () => {
  stores = await startTestStores();
  releases = [() => stores.stop()];
});
afterEach(async () => {
  for (const release of releases.toReversed()) await release();
});

function start(database: Database = stores.database): Run {
  const started = run({ ...stores, database });
  releases.push(() => started.stop());
  return started;
}

/** The same database through a proxy, with little patience. */
async function throughProxy(): Promise<{ proxy: Proxy; database: Database }> {
  const url = new URL(stores.databaseUrl);
  const proxy = await startProxy(Number(url.port));
  url.port = String(proxy.port);
  const database = connectDatabase(url.href, { connectTimeoutMs: 500, queryTimeoutMs: 500 });
  releases.push(
    () => proxy.stop(),
    () => database.close(),
  );
  return { proxy, database };
}

/** Appends to one stream after another until told to stop; what was acknowledged, in order. */
function keepAppending(): { stop(): Promise<readonly string[]>; readonly acknowledged: readonly string[] } {
  const acknowledged: string[] = [];
  const stopping = new AbortController();
  const appending = (async () => {
    while (!stopping.signal.aborted) {
      const stream = `thing-${acknowledged.length}`;
      await append(stores.eventStore, stream, 1);
      acknowledged.push(`${stream}@0`);
    }
  })();
  const stop = async (): Promise<readonly string[]> => {
    stopping.abort();
    await appending;
    return acknowledged;
  };
  releases.push(async () => void (await stop().catch(() => undefined)));
  return { acknowledged, stop };
}

/** The backend that holds the group's lock. */
async function lockHolder(): Promise<number | undefined> {
  const [row] = await stores.database.query<{ pid: number }>(
    `select pid from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())`,
  );
  return row?.pid;
}

const everythingApplied = (acknowledged: readonly string[]) =>
  expect.poll(() => applied(stores.database), { timeout: 10_000 }).toEqual(acknowledged);

test('given two runners, then one waits, and takes over when the other ends', async () => {
  await append(stores.eventStore, 'thing-0', 1);
  const first = start();
  await first.ready();
  const second = start();
  await expect
    .poll(() => second.said)
    .toEqual([expect.stringContaining('another process runs these projections')]);
  await append(stores.eventStore, 'thing-1', 1);
  await everythingApplied(['thing-0@0', 'thing-1@0']);
  await first.stop();
  await second.ready();
  await append(stores.eventStore, 'thing-2', 1);
  await everythingApplied(['thing-0@0', 'thing-1@0', 'thing-2@0']);
});

test('given a runner, then it is known to run until it is stopped', async () => {
  const running = () => isProjectionRunning(stores.database, group.name);
  expect(await running()).toBe(false);
  const first = start();
  await first.ready();
  expect(await running()).toBe(true);
  expect(await isProjectionRunning(stores.database, 'another group')).toBe(false);
  await first.stop();
  await expect.poll(running).toBe(false);
});

test('given two runners whose connections are killed again and again under load, then no event is lost and none applied twice', async () => {
  const runners = [start(), start()];
  await Promise.race(runners.map(({ ready }) => ready()));
  const appending = keepAppending();
  for (let kill = 0; kill < 12; kill += 1) {
    const seen = (await applied(stores.database)).length;
    await expect
      .poll(async () => (await applied(stores.database)).length, { timeout: 10_000, interval: 5 })
      .toBeGreaterThan(seen);
    await stores.database.query('select pg_terminate_backend($1)', [await lockHolder()]);
  }
  await everythingApplied(await appending.stop());
});

test('given a runner that waits for the lock, when it is stopped, then it ends', async () => {
  await start().ready();
  const waiting = start();
  await expect.poll(() => waiting.said).toHaveLength(1);
  await waiting.stop();
  await expect(waiting.ended).resolves.toBeUndefined();
});

test('given a writer that believes in an old checkpoint, then it writes nothing', async () => {
  await append(stores.eventStore, 'thing-0', 1);
  const runner = start();
  await runner.ready();
  const old = await readCheckpoint(stores.database, group.name);
  if (!old) throw new Error('a runner leaves a checkpoint');
  const zombie = (): Promise<unknown> =>
    stores.database.session(async (session) => {
      const [event] = await stores.eventStore.readStream('thing-0');
      return writeEvents(session, group, old, event ? [event] : [], true);
    });
  await append(stores.eventStore, 'thing-1', 1);
  await everythingApplied(['thing-0@0', 'thing-1@0']);
  await expect(zombie(), 'the position has moved').rejects.toThrow(Superseded);
  await runner.stop();
  await requestRebuild(stores.ownerDatabase, group);
  await expect(zombie(), 'the generation has changed').rejects.toThrow(Superseded);
  expect(await applied(stores.database)).toEqual([]);
});

test('given an event store that restarts under load, then projections go on by themselves', async () => {
  const { ready } = start();
  await ready();
  const appending = keepAppending();
  for (let restart = 0; restart < 3; restart += 1) {
    const seen = appending.acknowledged.length;
    await expect.poll(() => appending.acknowledged.length, { timeout: 5000 }).toBeGreaterThan(seen + 5);
    await stores.restartEventStore();
  }
  await everythingApplied(await appending.stop());
});

test('given an event store that is away for a while, then the runner waits and goes on', async () => {
  const { ready, said } = start();
  await ready();
  await stores.stopEventStore();
  await expect.poll(() => said, { timeout: 5000 }).toContainEqual(expect.stringContaining('interrupted'));
  await stores.restartEventStore();
  await append(stores.eventStore, 'thing-0', 1);
  await everythingApplied(['thing-0@0']);
});

test.each(['cut off', 'silent'] as const)(
  'given a Postgres that is %s for a while, then the runner goes on',
  async (how) => {
    const { proxy, database } = await throughProxy();
    const { ready, said } = start(database);
    await ready();
    const appending = keepAppending();
    for (let outage = 0; outage < 2; outage += 1) {
      const interruptions = said.filter((line) => line.includes('interrupted')).length;
      await (how === 'silent' ? proxy.stall() : proxy.cut());
      await expect
        .poll(() => said.filter((line) => line.includes('interrupted')).length, { timeout: 10_000 })
        .toBeGreaterThan(interruptions);
      await proxy.heal();
      const seen = (await applied(stores.database)).length;
      await expect
        .poll(async () => (await applied(stores.database)).length, { timeout: 15_000 })
        .toBeGreaterThan(seen);
    }
    await everythingApplied(await appending.stop());
  },
);

test('given no Postgres at the start, then the runner waits for it, and for its stop too', async () => {
  const { proxy, database } = await throughProxy();
  await proxy.cut();
  const { ready, said } = start(database);
  await expect.poll(() => said.length, { timeout: 5000 }).toBeGreaterThan(1);
  const hopeless = start(database);
  await hopeless.stop();
  await proxy.heal();
  await ready();
});
