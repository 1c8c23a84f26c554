/** The databases of the embedded Postgres: made, carried over from how earlier versions made them, and otherwise left alone. */
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureDatabase, roleUrl, type EmbeddedDatabase, type Role } from '../../src/embedded/databases.ts';
import { startPostgres, type EmbeddedPostgres } from '../../src/embedded/postgres.ts';
import { temporaryFolder, type TestFolder } from '../support/folder.ts';

let folder: TestFolder;
let postgres: EmbeddedPostgres;
beforeAll(async () => {
  folder = await temporaryFolder();
  postgres = await startPostgres({
    dataDir: folder.path,
    dangerouslyWithoutFsync: true,
    log: () => undefined,
  });
});
afterAll(async () => {
  await postgres.stop();
  await folder[Symbol.asyncDispose]();
});

const owner = (name: string): Role => ({ name: `${name}_owner`, password: 'owner' });
const user = (name: string): Role => ({ name, password: 'user' });
const shared = (name: string) =>
  ({ name, owner: owner(name), user: user(name), userSchemas: ['jobs'] }) satisfies EmbeddedDatabase;

async function run(url: string, ...statements: readonly string[]): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const rows: unknown[] = [];
    for (const statement of statements) rows.push(...(await client.query<object>(statement)).rows);
    return rows;
  } finally {
    await client.end();
  }
}

const as = (role: Role, database: string, ...statements: readonly string[]) =>
  run(roleUrl(postgres.port, database, role), ...statements);
const asAdmin = (database: string, ...statements: readonly string[]) =>
  run(postgres.url(database), ...statements);

/** As versions before had it: the one role owns the database and everything in it. */
async function madeByAnEarlierVersion(name: string): Promise<void> {
  await asAdmin(
    'postgres',
    `create role ${name} login password 'user'`,
    `create database ${name} owner ${name}`,
    `revoke all on database ${name}, postgres, template1 from public`,
  );
  await as(
    user(name),
    name,
    'create table kept (id bigint generated always as identity, text text unique)',
    'create table counted (id serial)',
    `insert into kept (text) values ('a')`,
  );
}

/** What the roles can do, and cannot. */
async function expectShared(name: string): Promise<void> {
  await as(owner(name), name, 'create table if not exists made (n int)', 'create table gone (n int)');
  await as(owner(name), name, 'drop table gone');
  await as(user(name), name, 'insert into made values (1)', 'update made set n = 2', 'delete from made');
  await as(user(name), name, 'create table if not exists jobs.queue (n int)', 'drop table jobs.queue');
  for (const refused of [
    'create table more (n int)',
    'create schema more',
    'drop table made',
    'truncate made',
    'alter table made add column more int',
  ]) {
    await expect(as(user(name), name, refused), refused).rejects.toMatchObject({ code: '42501' });
  }
}

test('given nothing, then an owner makes tables and a user works in them; neither can do anything elsewhere', async () => {
  await ensureDatabase(postgres, shared('fresh'));
  await expectShared('fresh');
  for (const role of [owner('fresh'), user('fresh')]) {
    await expect(as(role, 'postgres', 'select')).rejects.toThrow('permission denied for database');
    await expect(as(role, 'template1', 'select')).rejects.toThrow('permission denied for database');
  }
  const more = `select rolname from pg_roles where rolname ^@ 'fresh' and
    (rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls)`;
  expect(await asAdmin('postgres', more)).toEqual([]);
});

test('given no user, then the owner does it all', async () => {
  const alone: EmbeddedDatabase = { name: 'alone', owner: { name: 'alone', password: 'owner' } };
  await ensureDatabase(postgres, alone);
  await as(alone.owner, 'alone', 'create table made (n int)', 'insert into made values (1)');
});

test('given a database that its user owns, as earlier versions made it, then it is handed to the owner with all that is in it', async () => {
  await madeByAnEarlierVersion('older');
  await ensureDatabase(postgres, shared('older'));
  await expectShared('older');
  await as(user('older'), 'older', `insert into kept (text) values ('b')`);
  expect(await as(user('older'), 'older', 'select * from kept order by id')).toEqual([
    { id: '1', text: 'a' },
    { id: '2', text: 'b' },
  ]);
  await expect(as(user('older'), 'older', 'drop table kept')).rejects.toMatchObject({ code: '42501' });
  const owned = `select relname from pg_class where relnamespace = 'public'::regnamespace and pg_get_userbyid(relowner) <> 'older_owner'`;
  expect(await asAdmin('older', owned)).toEqual([]);
  await as(owner('older'), 'older', 'drop table kept, counted');
});

test.each<[moment: string, name: string, statements: readonly string[]]>([
  ['the roles', 'killed_1', [`create role killed_1_owner login password 'owner'`]],
  ['a role of another password', 'killed_2', [`create role killed_2_owner login password 'lost'`]],
  [
    'the database without its rights',
    'killed_3',
    [
      `create role killed_3_owner login password 'owner'`,
      `create role killed_3 login password 'user'`,
      `create database killed_3 owner killed_3_owner`,
    ],
  ],
])('given a start that was killed after %s, then the next one finishes it', async (_, name, statements) => {
  await asAdmin('postgres', ...statements);
  await ensureDatabase(postgres, shared(name));
  await expectShared(name);
});

test('given an older database, and a start that was killed before it was handed over, then the next one does it', async () => {
  await madeByAnEarlierVersion('killed_4');
  await asAdmin('postgres', `create role killed_4_owner login password 'owner'`);
  await ensureDatabase(postgres, shared('killed_4'));
  await expectShared('killed_4');
});

test('given all as it should be, then nothing is touched: not even the superuser is needed', async () => {
  await ensureDatabase(postgres, shared('right'));
  const withoutAdmin = {
    port: postgres.port,
    url: () => {
      throw new Error('the superuser was asked');
    },
  };
  await ensureDatabase(withoutAdmin, shared('right'));
  await expect(
    ensureDatabase(withoutAdmin, { ...shared('right'), user: { name: 'right', password: 'new' } }),
  ).rejects.toThrow('the superuser was asked');
});

test('given other passwords, then they hold, and rights that a table does not give stay away', async () => {
  await ensureDatabase(postgres, shared('renewed'));
  await as(owner('renewed'), 'renewed', 'create table grown (n int)', 'revoke update on grown from renewed');
  const renewed = {
    ...shared('renewed'),
    owner: { ...owner('renewed'), password: 'new owner' },
    user: { ...user('renewed'), password: 'new user' },
  };
  await ensureDatabase(postgres, renewed);
  await as(renewed.owner, 'renewed', 'select');
  await as(renewed.user, 'renewed', 'insert into grown values (1)');
  await expect(as(renewed.user, 'renewed', 'update grown set n = 2')).rejects.toMatchObject({
    code: '42501',
  });
  await expect(as(user('renewed'), 'renewed', 'select')).rejects.toThrow('password authentication failed');
});
