/** Postgres through the wrapper: answers, or DatabaseUnavailable in time, and never a defect dressed up as an absence. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectDatabase, type Database, type DatabaseOptions } from '../../src/stores/database.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startProxy, type Proxy } from '../support/proxy.ts';

let postgres: TestDatabase;
let proxy: Proxy;
let direct: Database;
let database: Database;
let releases: (() => Promise<void>)[];
beforeEach(async () => {
  postgres = await createTestDatabase();
  proxy = await startProxy(Number(new URL(postgres.ownerUrl).port));
  direct = connectDatabase(postgres.ownerUrl);
  releases = [() => postgres.drop(), () => proxy.stop(), () => direct.close()];
  database = throughProxy();
});
afterEach(async () => {
  for (const release of releases.toReversed()) await release();
});

function throughProxy(options: Partial<DatabaseOptions> = {}): Database {
  const url = new URL(postgres.ownerUrl);
  url.port = String(proxy.port);
  const connected = connectDatabase(url.href, { connectTimeoutMs: 400, queryTimeoutMs: 400, ...options });
  releases.push(() => connected.close());
  return connected;
}

const unavailable = { code: 'DATABASE_UNAVAILABLE' };

/** Ends every connection of the test's role but the one that asks. */
const killAll = () =>
  direct.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where usename = current_user and pid <> pg_backend_pid()',
  );

/** The connections on which such a statement runs. */
const active = (part: string) =>
  direct.query(
    "select pid from pg_stat_activity where state = 'active' and position($1 in query) > 0 and pid <> pg_backend_pid()",
    [part],
  );

async function numbers(): Promise<readonly number[]> {
  return (await direct.query<{ n: number }>('select n from numbers order by n')).map(({ n }) => n);
}

test('given a statement with values, then its rows come back, 64-bit numbers as text', async () => {
  const rows = await database.query('select $1::int as n, $2::bigint as big, $3::numeric as exact', [
    1,
    2n ** 62n,
    2n ** 64n - 1n,
  ]);
  expect(rows).toEqual([{ n: 1, big: '4611686018427387904', exact: '18446744073709551615' }]);
});

test('given a constant text, then Postgres parses it once a connection', async () => {
  await database.transaction(async (tx) => {
    // Sent at once: the second must not wait for the first to be parsed, nor parse it again.
    await Promise.all([1, 2, 3].map((n) => tx.prepared('select $1::int', [n])));
    const statements = await tx.query(
      'select calls from (select generic_plans + custom_plans as calls from pg_prepared_statements) s',
    );
    expect(statements).toEqual([{ calls: '3' }]);
  });
});

test('given a transaction that succeeds, then all of it stands; given one that fails, then nothing of it does', async () => {
  await direct.query('create table numbers (n int primary key)');
  await database.transaction((tx) =>
    Promise.all([1, 2].map((n) => tx.query('insert into numbers values ($1)', [n]))),
  );
  const failing = database.transaction(async (tx) => {
    await tx.query('insert into numbers values (3)');
    throw new Error('changed my mind');
  });
  await expect(failing).rejects.toThrow('changed my mind');
  const conflicting = database.transaction((tx) =>
    Promise.all([4, 2, 5].map((n) => tx.query('insert into numbers values ($1)', [n]))),
  );
  await expect(conflicting).rejects.toMatchObject({ code: '23505' });
  expect(await numbers()).toEqual([1, 2]);
});

test('given a transaction whose failed statement was swallowed, then it says so rather than pretend to have committed', async () => {
  await direct.query('create table numbers (n int primary key)');
  const swallowing = database.transaction(async (tx) => {
    await tx.query('insert into numbers values (1)');
    await tx.query('insert into numbers values (1)').catch(() => undefined);
  });
  await expect(swallowing).rejects.toThrow('swallowed');
  expect(await numbers()).toEqual([]);
});

test('given a defect in a statement, then it is Postgres’s own error, and the connection stays', async () => {
  const pid = async () => (await database.query<{ pid: number }>('select pg_backend_pid() as pid'))[0]?.pid;
  const before = await pid();
  await expect(database.query('select no_such_column')).rejects.toMatchObject({ code: '42703' });
  await expect(database.query('select $1::jsonb', [{ big: 1n }])).rejects.toThrow(TypeError);
  await expect(database.transaction((tx) => tx.query('nonsense'))).rejects.toMatchObject({ code: '42601' });
  expect(await pid()).toBe(before);
});

test('given connections that were killed, idle or at work, then the one at work hears of it and the next call is served', async () => {
  await Promise.all([1, 2, 3].map(() => database.query('select pg_sleep(0.05)')));
  const working = expect(
    throughProxy({ queryTimeoutMs: 5000 }).query('select pg_sleep(5)'),
  ).rejects.toMatchObject(unavailable);
  await expect.poll(() => active('pg_sleep(5)')).toHaveLength(1);
  await killAll();
  await working;
  await expect.poll(() => database.query('select 1 as one')).toEqual([{ one: 1 }]);
});

test('given a Postgres that refuses connections, then every call says so, until it is back', async () => {
  await database.ping();
  await proxy.cut();
  await expect(database.ping()).rejects.toMatchObject(unavailable);
  await expect(database.query('select 1')).rejects.toMatchObject(unavailable);
  await expect(database.transaction((tx) => tx.query('select 1'))).rejects.toMatchObject(unavailable);
  await expect(database.session((session) => session.query('select 1'))).rejects.toMatchObject(unavailable);
  await proxy.heal();
  await database.ping();
});

test('given a Postgres that is there and silent, then every call gives up in time, also when all connections are taken', async () => {
  const few = throughProxy({ maxConnections: 3 });
  await Promise.all([1, 2, 3].map(() => few.query('select pg_sleep(0.02)')));
  proxy.stall();
  const started = performance.now();
  const calls = [
    ...Array.from({ length: 12 }, () => few.query('select 1')),
    few.transaction((tx) => tx.query('select 1')),
    few.session((session) => session.query('select 1')),
    few.ping(),
  ];
  const results = await Promise.allSettled(calls);
  expect(results).toEqual(
    calls.map((): unknown =>
      expect.objectContaining({ reason: expect.objectContaining(unavailable) as unknown }),
    ),
  );
  expect(performance.now() - started).toBeLessThan(4000);
  await proxy.heal();
  await expect.poll(() => few.query('select 1 as one').catch(String)).toEqual([{ one: 1 }]);
});

test('given a statement that takes too long, then it is ended in Postgres too', async () => {
  await expect(database.query('select pg_sleep(30)')).rejects.toMatchObject(unavailable);
  await expect.poll(() => active('pg_sleep(30)'), { timeout: 3000 }).toEqual([]);
});

test('given a connection whose answer was late, then it serves nobody else', async () => {
  const one = throughProxy({ maxConnections: 1 });
  await expect(one.query(`select 'late' from pg_sleep(0.6)`)).rejects.toMatchObject(unavailable);
  expect(await one.query(`select 'mine' as answer`)).toEqual([{ answer: 'mine' }]);
});

test('given two that wait for each other’s rows, then the one that Postgres ends may come again later', async () => {
  await direct.query('create table numbers (n int primary key, touched int default 0)');
  await direct.query('insert into numbers values (1), (2)');
  const patient = throughProxy({ queryTimeoutMs: 10_000 });
  const taken = [0, 0];
  const touch = (order: readonly number[]) =>
    patient.transaction(async (tx) => {
      for (const n of order) {
        await tx.query('update numbers set touched = touched + 1 where n = $1', [n]);
        taken.pop();
        await expect.poll(() => taken).toEqual([]); // both hold their first row
      }
    });
  const results = await Promise.allSettled([touch([1, 2]), touch([2, 1])]);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: unavailable });
});

test('given a session, then its locks are its own and go with it', async () => {
  const tryLock = 'select pg_try_advisory_lock(1) as held';
  await database.session(async (session) => {
    expect(await session.query(tryLock)).toEqual([{ held: true }]);
    expect(await database.query(tryLock)).toEqual([{ held: false }]);
  });
  await expect.poll(() => database.query(tryLock)).toEqual([{ held: true }]);
});

test('given a session that stands still for too long, then Postgres ends it and frees its locks', async () => {
  let held: readonly unknown[] = [];
  const frozen = database.session(
    async (session) => {
      await session.query('select pg_advisory_lock(1)');
      await expect
        .poll(async () => (held = await direct.query('select pg_try_advisory_lock(1) as held')), {
          timeout: 5000,
        })
        .toEqual([{ held: true }]);
      await session.query('select 1');
    },
    { idleTimeoutMs: 300 },
  );
  await expect(frozen).rejects.toMatchObject(unavailable);
  expect(held).toEqual([{ held: true }]);
});

test('given what goes wrong inside a session, then it is passed on as it is', async () => {
  await expect(database.session(() => Promise.reject(new RangeError('mine')))).rejects.toThrow(RangeError);
  await expect(database.session((session) => session.query('nonsense'))).rejects.toMatchObject({
    code: '42601',
  });
});

test('given a session whose connection goes silent, then it gives up in time, and does not wait for a goodbye', async () => {
  const started = performance.now();
  await database.session(async (session) => {
    await session.query('select 1');
    proxy.stall();
  });
  await proxy.heal();
  const silent = database.session(
    (session) => {
      proxy.stall();
      return session.query('select 1');
    },
    { queryTimeoutMs: 400 },
  );
  await expect(silent).rejects.toMatchObject(unavailable);
  expect(performance.now() - started).toBeLessThan(3000);
});
