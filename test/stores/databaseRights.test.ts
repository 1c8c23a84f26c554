/** What Postgres lets the application's role do, and what it does not, in the shape that production has. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/stores/database.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';

let stores: TestStores;
let application: Database;
let owner: Database;
beforeAll(async () => {
  stores = await startTestStores();
  ({ database: application, ownerDatabase: owner } = stores);
  await owner.query('create table accounts (id bigint generated always as identity, name text)');
  await owner.query('create index accounts_name on accounts (name)');
  await owner.query(`
    create table entries (id bigint, at timestamptz, text text, primary key (id, at)) partition by range (at);
    create table entries_2026 partition of entries for values from ('2026-01-01') to ('2027-01-01');
    create table entries_other partition of entries default;
    select append_only(part) from unnest('{entries, entries_2026, entries_other}'::regclass[]) part`);
});
afterAll(() => stores.stop());

const refused = { code: '42501' };
const entry = `insert into entries select count(*), '2026-11-01', 'what happened' from entries on conflict do nothing`;

test('rows of a table that the owner made can be read, added, changed and removed', async () => {
  await application.query(`insert into accounts (name) values ('a'), ('b')`);
  await application.query(`update accounts set name = 'c' where name = 'a'`);
  await application.query(`delete from accounts where name = 'b'`);
  expect(await application.query('select name from accounts')).toEqual([{ name: 'c' }]);
});

test.each([
  'create table mine (n int)',
  'create temporary table mine (n int)',
  'create view mine as select 1 as n',
  `create function mine() returns int language sql as 'select 1'`,
  'create schema mine',
  'create schema if not exists public',
  'drop table accounts',
  'drop index accounts_name',
  'alter table accounts add column more text',
  'alter table accounts disable trigger all',
  'alter table accounts owner to current_user',
  'create index on accounts (id)',
  'create trigger t before insert on accounts for each row execute function suppress_redundant_updates_trigger()',
  'truncate accounts',
  'drop table projection_checkpoints',
  'drop schema public cascade',
  'alter schema public owner to current_user',
  'alter default privileges for role $owner in schema public grant all on tables to current_user',
  'set role $owner',
])('refused to the application: %s', async (statement) => {
  const [row] = await owner.query<{ owner: string }>('select current_user as owner');
  await expect(application.query(statement.replace('$owner', row?.owner ?? ''))).rejects.toMatchObject(
    refused,
  );
});

test('what is granted to the application it cannot give on', async () => {
  // Postgres warns, and grants nothing.
  await application.query('grant select on accounts to public');
  const [row] = await owner.query<{ granted: boolean }>(
    `select exists (select from information_schema.table_privileges where table_name = 'accounts' and grantee = 'PUBLIC') as granted`,
  );
  expect(row?.granted).toBe(false);
});

describe.each(['entries', 'entries_2026', 'entries_other'])('a table that only grows: %s', (table) => {
  test('can be read and added to', async () => {
    await application.query(entry);
    await application.query(`select count(*) from ${table}`);
  });

  test.each([
    'update $table set text = null',
    'delete from $table',
    'truncate $table',
    'select * from $table for update',
    `insert into $table values (1, '2026-11-01') on conflict (id, at) do update set text = null`,
    `merge into $table using (select 1) one on true when matched then delete`,
    'drop table $table',
    'alter table $table add column more text',
    'alter table entries detach partition $table',
    'create rule silent as on insert to $table do instead nothing',
  ])('refused, to the application and by oversight to the owner: %s', async (template) => {
    const statement = template.replace('$table', table);
    await expect(application.query(statement)).rejects.toMatchObject(refused);
    if (/^(update|delete|truncate|select|merge)/.test(statement)) {
      await expect(owner.query(statement)).rejects.toMatchObject(refused);
    }
  });

  test('the application cannot give itself the right', async () => {
    await application.query(`grant update on ${table} to current_user`).catch(() => undefined);
    await expect(application.query(`update ${table} set text = null`)).rejects.toMatchObject(refused);
  });
});
