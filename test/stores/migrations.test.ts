/** Migrations: once, in order, by one of many who try; and never on a schema from the future. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectDatabase, type Database } from '../../src/stores/database.ts';
import { migrate } from '../../src/stores/migrations.ts';
import { createTestDatabase } from '../support/database.ts';

let database: Database;
let releases: (() => Promise<void>)[];
beforeEach(async () => {
  const postgres = await createTestDatabase();
  database = connectDatabase(postgres.url);
  releases = [() => postgres.drop(), () => database.close()];
});
afterEach(async () => {
  for (const release of releases.toReversed()) await release();
});

async function tables(): Promise<readonly string[]> {
  const rows = await database.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
  );
  return rows.map(({ name }) => name);
}

test('given an empty database, when many migrate it at once, then every migration is applied once', async () => {
  await Promise.all(Array.from({ length: 5 }, () => migrate(database)));
  expect(await tables()).toEqual(['projection_checkpoints', 'rate_limits', 'schema_migrations']);
  expect(await database.query('select number, name from schema_migrations')).toEqual([
    { number: 1, name: '001_infrastructure.sql' },
  ]);
});

test('given a schema that is up to date, then nothing changes', async () => {
  await migrate(database);
  const recorded = 'select * from schema_migrations';
  const before = await database.query(recorded);
  await migrate(database);
  expect(await database.query(recorded)).toEqual(before);
});

test('given a schema from a newer version, then the start is refused and says what to do', async () => {
  await migrate(database);
  await database.query(`insert into schema_migrations (number, name) values (999, '999_later.sql')`);
  await expect(migrate(database)).rejects.toMatchObject({
    code: 'SCHEMA_TOO_NEW',
    message: expect.stringMatching(/schema 999.*DATABASE_URL/) as string,
  });
});

test('given a migration that fails, then nothing of it stays and the next start tries again', async () => {
  await database.query('create table rate_limits (in_the_way int)');
  await expect(migrate(database)).rejects.toMatchObject({ code: '42P07' });
  expect(await tables()).toEqual(['rate_limits', 'schema_migrations']);
  await database.query('drop table rate_limits');
  await migrate(database);
  expect(await tables()).toHaveLength(3);
});
