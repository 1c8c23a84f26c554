/** Migrations: once, in order, by one of many who try; by the owner; and never on a schema from the future. */
import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectDatabase, type Database } from '../../src/stores/database.ts';
import { migrate } from '../../src/stores/migrations.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let postgres: TestDatabase;
let owner: Database;
let releases: (() => Promise<void>)[];
beforeEach(async () => {
  releases = [];
  postgres = await createTestDatabase();
  releases.push(() => postgres.drop());
  owner = connected(postgres.ownerUrl);
});
afterEach(async () => {
  for (const release of releases.toReversed()) await release();
});

function connected(url: string): Database {
  const database = connectDatabase(url);
  releases.push(() => database.close());
  return database;
}

/** Those that there are, in order. */
const migrations = async (): Promise<readonly string[]> =>
  (await readdir(new URL('../../src/stores/migrations/', import.meta.url))).toSorted();

const applied = (database: Database) =>
  database.query('select number, name from schema_migrations order by number');

async function tables(): Promise<readonly string[]> {
  const rows = await owner.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  );
  return rows.map(({ name }) => name);
}

describe.each(['two roles', 'one role'] as const)('with %s', (shape) => {
  let database: Database;
  beforeEach(() => {
    database = shape === 'one role' ? owner : connected(postgres.url);
  });

  test('given an empty database, when many migrate it at once, then every migration is applied once', async () => {
    await Promise.all(Array.from({ length: 5 }, () => migrate(database, owner)));
    expect(await tables()).toContain('projection_checkpoints');
    expect(await applied(database)).toEqual(
      (await migrations()).map((name, index) => ({ number: index + 1, name })),
    );
  });

  test('given a schema that is up to date, then nothing changes', async () => {
    await migrate(database, owner);
    const recorded = 'select * from schema_migrations order by number';
    const before = await database.query(recorded);
    await migrate(database, owner);
    expect(await database.query(recorded)).toEqual(before);
  });

  test('given a schema from a newer version, then the start is refused and says what to do', async () => {
    await migrate(database, owner);
    await owner.query(`insert into schema_migrations (number, name) values (999, '999_later.sql')`);
    await expect(migrate(database, owner)).rejects.toMatchObject({
      code: 'SCHEMA_TOO_NEW',
      message: expect.stringMatching(/schema 999.*DATABASE_URL/) as string,
    });
  });

  test('given a migration that fails, then nothing of it stays and the next start tries again', async () => {
    await owner.query('create table rate_limits (in_the_way int)');
    await expect(migrate(database, owner)).rejects.toMatchObject({ code: '42P07' });
    expect(await tables()).toEqual(['rate_limits', 'schema_migrations']);
    await owner.query('drop table rate_limits');
    await migrate(database, owner);
    expect(await applied(owner)).toHaveLength((await migrations()).length);
  });
});

const rightsMissing = (message: RegExp) => ({
  code: 'DATABASE_RIGHTS_MISSING',
  message: expect.stringMatching(message) as string,
});

test('given no owner, then a schema that is behind is refused and left as it is, and one that is up to date is taken', async () => {
  const application = connected(postgres.url);
  await expect(migrate(application)).rejects.toMatchObject(
    rightsMissing(/schema public.*DATABASE_OWNER_URL/),
  );
  expect(await tables()).toEqual([]);
  await migrate(application, owner);
  await migrate(application);
  await owner.query('delete from schema_migrations where number > 1');
  await expect(migrate(application)).rejects.toMatchObject(rightsMissing(/DATABASE_OWNER_URL/));
  expect(await applied(owner)).toHaveLength(1);
});

test('given an owner that waited while another one migrated, then it finds nothing left to do', async () => {
  const application = connected(postgres.url);
  await owner.session(async (first) => {
    // The lock that who migrates holds.
    await first.query('select pg_advisory_lock(7104558211)');
    const waiting = migrate(application);
    await expect
      .poll(() => owner.query(`select from pg_locks where locktype = 'advisory' and not granted`))
      .toHaveLength(1);
    const names = await migrations();
    await first.query('create table schema_migrations (number integer primary key, name text not null)');
    await first.query('insert into schema_migrations select n, n::text from generate_series(1, $1) n', [
      names.length,
    ]);
    await first.query('select pg_advisory_unlock(7104558211)');
    await waiting;
  });
});

test('given an owner who grants nothing, then the application says what is missing', async () => {
  const { username } = new URL(postgres.url);
  await owner.query(`alter default privileges in schema public revoke all on tables from ${username}`);
  await expect(migrate(connected(postgres.url), owner)).rejects.toMatchObject(
    rightsMissing(/permission denied for table schema_migrations.*default privileges.*Database rights/),
  );
});

test('given an owner of another database, then it is said', async () => {
  const other = await createTestDatabase();
  releases.unshift(() => other.drop());
  await expect(migrate(connected(postgres.url), connected(other.ownerUrl))).rejects.toMatchObject(
    rightsMissing(/the same database/),
  );
});
