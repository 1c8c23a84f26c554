/** The expiry clock over both stores: each end is announced once as coming and once as come, whatever happens. */
import { EventStoreDBClient } from '@eventstore/db-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { KeyEvent } from '../../src/domain/keyEvents.ts';
import { keyStream } from '../../src/domain/keyEvents.ts';
import { keyProjections } from '../../src/projections/keys.ts';
import { connectDatabase } from '../../src/stores/database.ts';
import { connectEventStore, type EventStore } from '../../src/stores/eventStore.ts';
import { requestRebuild } from '../../src/workers/projectionTables.ts';
import { eventually } from '../support/condition.ts';
import { startProxy } from '../support/proxy.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';
import {
  announcements,
  append,
  keyWithEnd,
  onDay,
  startClock,
  timeAt,
  type Clock,
  type Time,
} from './expiryClocks.ts';
import { run, type Run } from './projections.ts';

let stores: TestStores;
let runner: Run;
let releases: (() => Promise<void>)[];
beforeEach(async () => {
  stores = await startTestStores();
  runner = run(stores, keyProjections);
  releases = [() => stores.stop(), () => runner.stop()];
});
afterEach(async () => {
  for (const release of releases.toReversed()) await release();
});

function clock(time: Time, on: Partial<Pick<TestStores, 'eventStore' | 'database'>> = {}): Clock {
  const started = startClock({ ...stores, ...on }, time);
  releases.push(started.stop);
  return started;
}

const give = (keyId: string, end: string | null, ...others: KeyEvent[]) =>
  append(stores.eventStore, keyId, [keyWithEnd(keyId, end), ...others]);
const announced = () => announcements(stores.eventStore);
const dueRows = () => stores.database.query('select key_id, due_at, expires_at from key_expiry');

const said = (keyId: string, type: 'ApiKeyExpiring' | 'ApiKeyExpired', day: number): string =>
  `${keyId} ${type} ${onDay(day)}`;

test('given a key, then its end is announced 7 days before and when it has come, each once, and by the service', async () => {
  await give('k1', onDay(30));
  const time = timeAt(22.999);
  const { looked } = clock(time);
  await runner.ready();
  await looked(3);
  expect(await announced()).toEqual([]);

  time.set(23);
  await expect.poll(announced).toEqual([said('k1', 'ApiKeyExpiring', 30)]);
  time.set(29.999);
  await runner.ready();
  await looked(3);
  expect(await announced()).toHaveLength(1);

  time.set(30);
  const both = [said('k1', 'ApiKeyExpiring', 30), said('k1', 'ApiKeyExpired', 30)];
  await expect.poll(announced).toEqual(both);
  time.set(300);
  await runner.ready();
  await looked(3);
  expect(await announced()).toEqual(both);
  expect(await dueRows()).toEqual([]);

  const stream = await stores.eventStore.readStream(keyStream('k1'));
  expect(stream.slice(1).map(({ metadata }) => metadata)).toEqual([
    { version: 1, at: onDay(23), actor: 'keyledger' },
    { version: 1, at: onDay(30), actor: 'keyledger' },
  ]);
});

test('given keys without an end, or revoked, or with an end far away, then nothing is announced', async () => {
  await give('endless', null);
  await give('revoked', onDay(5), {
    type: 'ApiKeyRevoked',
    at: onDay(1),
    actor: 'alice',
    data: { reason: null },
  });
  await give('later', onDay(3000));
  const { looked } = clock(timeAt(40));
  await runner.ready();
  await looked(3);
  expect(await announced()).toEqual([]);
});

test('given three clocks at once, then each end is announced once as coming and once as come', async () => {
  const keys = Array.from({ length: 60 }, (_, index) => ({ keyId: `k${index}`, end: 10 + index / 60 }));
  for (const { keyId, end } of keys) await give(keyId, onDay(end));
  await runner.ready();
  const time = timeAt(9);
  const clocks = [clock(time), clock(time), clock(time)];
  const expiring = keys.map(({ keyId, end }) => said(keyId, 'ApiKeyExpiring', end));
  await expect.poll(async () => (await announced()).length, { timeout: 15_000 }).toBeGreaterThanOrEqual(60);
  expect(await announced()).toEqual(expiring);

  time.set(12);
  const expired = keys.map(({ keyId, end }) => said(keyId, 'ApiKeyExpired', end));
  await expect.poll(async () => (await announced()).length, { timeout: 15_000 }).toBeGreaterThanOrEqual(120);
  await runner.ready();
  await Promise.all(clocks.map(({ looked }) => looked(3)));
  expect(await announced()).toEqual([...expiring, ...expired]);
});

test('given ten days of downtime, then all of it is announced in order, and of what has ended only that', async () => {
  const keys = Array.from({ length: 80 }, (_, index) => ({
    keyId: `k${index}`,
    end: ((index * 37) % 20) + 0.25,
  }));
  for (const { keyId, end } of keys) await give(keyId, onDay(end));
  await runner.ready();
  const time = timeAt(0.5);
  const before = clock(time);
  await runner.ready();
  await before.looked(3);
  await before.stop();
  const first = await announced();
  expect(first.length).toBeGreaterThan(20);

  time.set(10.5);
  const { looked } = clock(time);
  await looked(3);
  const due = keys.flatMap(({ keyId, end }) => {
    if (end <= 0.5) return [];
    if (end <= 10.5) return [{ at: end, line: said(keyId, 'ApiKeyExpired', end) }];
    const line = said(keyId, 'ApiKeyExpiring', end);
    return end - 7 <= 10.5 && !first.includes(line) ? [{ at: end - 7, line }] : [];
  });
  const caughtUp = (await announced()).slice(first.length);
  expect(caughtUp.toSorted()).toEqual(due.map(({ line }) => line).toSorted());
  const instants = caughtUp.map((line) => due.find((one) => one.line === line)?.at ?? 0);
  expect(instants).toEqual(instants.toSorted((a, b) => a - b));
});

test('given a clock that jumps to and fro, then nothing is announced twice, and nothing of an end that has come is taken back', async () => {
  for (const keyId of ['k1', 'k2', 'k3']) await give(keyId, onDay(10));
  const time = timeAt(0);
  const { looked, warnings } = clock(time);
  for (const day of [4, 0, 3, 9, 2, 11, 1, 500, 0, 4]) {
    time.set(day);
    await runner.ready();
    await looked(2);
  }
  const lines = ['ApiKeyExpiring', 'ApiKeyExpired'] as const;
  expect((await announced()).toSorted()).toEqual(
    ['k1', 'k2', 'k3'].flatMap((keyId) => lines.map((type) => said(keyId, type, 10))).toSorted(),
  );
  expect(warnings).toEqual([]);
});

test('given clocks that are stopped and started again, with a rebuild between, then nothing is announced twice', async () => {
  for (let index = 0; index < 20; index += 1) await give(`k${index}`, onDay(10));
  await runner.ready();
  for (const day of [4, 4, 10, 10]) {
    const { looked, stop } = clock(timeAt(day));
    await looked(1);
    await stop();
    await requestRebuild(stores.ownerDatabase, keyProjections);
    const impatient = clock(timeAt(day));
    await runner.ready();
    await impatient.looked(2);
    await impatient.stop();
  }
  const lines = await announced();
  expect(lines).toHaveLength(40);
  expect(new Set(lines).size).toBe(40);
  expect(lines.slice(0, 20).every((line) => line.includes('ApiKeyExpiring'))).toBe(true);
});

test('given an end that was set nearer and a new secret with the first one, then each of the two ends is announced once', async () => {
  await give('k1', onDay(10));
  const time = timeAt(4);
  const { looked } = clock(time);
  await expect.poll(announced).toEqual([said('k1', 'ApiKeyExpiring', 10)]);
  await append(
    stores.eventStore,
    'k1',
    [{ type: 'ApiKeyExpirySet', at: onDay(4), actor: 'alice', data: { expiresAt: onDay(9) } }],
    2,
  );
  const expected = [said('k1', 'ApiKeyExpiring', 10), said('k1', 'ApiKeyExpiring', 9)];
  await expect.poll(announced).toEqual(expected);
  const secret = { prefix: 'sntr_aaaaaaaaaaa', hash: 'v1$salt$new' };
  await append(
    stores.eventStore,
    'k1',
    [
      {
        type: 'ApiKeyRegenerated',
        at: onDay(4),
        actor: 'alice',
        data: { secret, expiresAt: onDay(10), previousSecretEndsAt: onDay(4) },
      },
    ],
    4,
  );
  await runner.ready();
  time.set(9);
  await looked(3);
  expect(await announced()).toEqual(expected);
  time.set(10);
  await expect.poll(announced).toEqual([...expected, said('k1', 'ApiKeyExpired', 10)]);
});

test('given more keys than a page holds, then all of them are announced without a pause', async () => {
  const keys = Array.from({ length: 550 }, (_, index) => `k${index}`);
  for (let done = 0; done < keys.length; done += 50) {
    await Promise.all(keys.slice(done, done + 50).map((keyId) => give(keyId, onDay(30))));
  }
  await runner.ready();
  const { waits, stop } = startClock(stores, timeAt(25), 3_600_000);
  releases.push(stop);
  await eventually('the clock waits', () => waits() > 0);
  expect(await announced()).toHaveLength(550);
});

/** The event store, and of which streams it was asked. */
function listening(): { readonly eventStore: EventStore; readonly reads: string[] } {
  const reads: string[] = [];
  const readStream: EventStore['readStream'] = (stream) => {
    reads.push(stream);
    return stores.eventStore.readStream(stream);
  };
  return { eventStore: { ...stores.eventStore, readStream }, reads };
}

test('given read models that lag behind, then a key is not asked about again until they have moved on', async () => {
  for (const keyId of ['k1', 'k2', 'k3']) await give(keyId, onDay(30));
  await runner.ready();
  await runner.stop();
  const { eventStore, reads } = listening();
  const time = timeAt(25);
  const { looked } = clock(time, { eventStore });
  await looked(5);
  expect(await announced()).toHaveLength(3);
  expect(reads.toSorted()).toEqual(['k1', 'k2', 'k3'].map(keyStream));

  // What is due next is another matter, also while the read models still show the last one.
  time.set(30);
  await looked(5);
  expect(await announced()).toHaveLength(6);
  expect(reads).toHaveLength(6);

  runner = run(stores, keyProjections);
  await expect.poll(dueRows).toEqual([]);
  await looked(2);
  expect(reads).toHaveLength(6);
});

test('given read models that are being built, then nothing is announced until they are complete', async () => {
  await give('k1', onDay(30));
  await runner.stop();
  const { looked, warnings } = clock(timeAt(25));
  await looked(3);
  await requestRebuild(stores.ownerDatabase, keyProjections);
  await stores.database.query(
    `insert into key_expiry (key_id, due_at, expires_at) values ('k1', '${onDay(23)}', '${onDay(30)}')`,
  );
  await looked(3);
  expect(await announced()).toEqual([]);
  expect(warnings).toEqual([]);
  await stores.database.query('delete from key_expiry');
  runner = run(stores, keyProjections);
  await expect.poll(announced).toEqual([said('k1', 'ApiKeyExpiring', 30)]);
});

test('given an event store that goes away, then that is said once, and all is announced when it is back', async () => {
  for (const keyId of ['k1', 'k2', 'k3']) await give(keyId, onDay(30));
  await runner.ready();
  const hasty = connectEventStore(stores.eventStoreUrl, { totalMs: 300, attemptMs: 200 });
  releases.push(() => hasty.close());
  await stores.stopEventStore();
  const { looked, warnings } = clock(timeAt(25), { eventStore: hasty });
  await looked(3);
  expect(warnings).toHaveLength(1);
  await stores.restartEventStore();
  await expect.poll(async () => (await announced()).length, { timeout: 10_000 }).toBe(3);
  expect(warnings).toHaveLength(1);
}, 20_000);

test('given a Postgres that goes away, then that is said once, and all is announced when it is back', async () => {
  await give('k1', onDay(30));
  await runner.ready();
  const url = new URL(stores.databaseUrl);
  const proxy = await startProxy(Number(url.port));
  url.port = String(proxy.port);
  const database = connectDatabase(url.href, { connectTimeoutMs: 500, queryTimeoutMs: 500 });
  releases.push(
    () => proxy.stop(),
    () => database.close(),
  );
  await proxy.cut();
  const { looked, warnings } = clock(timeAt(25), { database });
  await looked(3);
  expect(warnings).toHaveLength(1);
  await proxy.heal();
  await expect.poll(announced).toEqual([said('k1', 'ApiKeyExpiring', 30)]);
  expect(warnings).toHaveLength(1);
});

test.each(['deleteStream', 'tombstoneStream'] as const)(
  'given a key whose stream was removed (%s), then the others are announced and it is not asked about again',
  async (removal) => {
    for (const keyId of ['k1', 'k2']) await give(keyId, onDay(keyId === 'k1' ? 29 : 30));
    await runner.ready();
    const client = EventStoreDBClient.connectionString(stores.eventStoreUrl);
    releases.push(() => client.dispose());
    await client[removal](keyStream('k1'));
    const { eventStore, reads } = listening();
    const { looked } = clock(timeAt(25), { eventStore });
    await looked(3);
    expect((await announced()).filter((line) => line.startsWith('k2'))).toHaveLength(1);
    expect(reads.filter((stream) => stream === keyStream('k1'))).toHaveLength(1);
  },
);

test('given an event that nobody can read, then the clock ends and says which', async () => {
  await give('k1', onDay(30));
  await runner.ready();
  await runner.stop();
  const painted = {
    id: '00000000-0000-4000-8000-000000000001',
    type: 'ApiKeyPainted',
    data: {},
    metadata: { version: 1, at: onDay(1), actor: 'alice' },
  };
  await stores.eventStore.append(keyStream('k1'), [painted], 0n);
  await expect(clock(timeAt(25)).ended).rejects.toThrow(/ApiKeyPainted/);
});
