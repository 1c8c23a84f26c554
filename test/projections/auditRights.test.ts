/** Who may do what with the audit: read and add, and nothing else, whatever month it is of. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readModels } from '../../src/projections/readModels.ts';
import { requestProjections } from '../../src/projections/requests.ts';
import { connectDatabase, type Database } from '../../src/stores/database.ts';
import { migrate } from '../../src/stores/migrations.ts';
import { requestRebuild } from '../../src/workers/projectionTables.ts';
import { entry, projectBatches } from '../support/auditEntries.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';

const refused = { code: '42501' };
const changes = [
  `update $table set outcome = 'ALLOWED'`,
  `update $table set ip = ip where false`,
  'delete from $table',
  'delete from $table where false',
  'truncate $table',
  `insert into $table select * from $table on conflict (id) do update set outcome = 'ALLOWED'`,
  `merge into $table using (select 1) one on true when matched then delete`,
  'select * from $table for update',
];
const removals = [
  'drop table $table',
  'alter table audit detach partition $table',
  'alter table $table rename to gone',
  'alter table $table disable trigger all',
  'create trigger silent before insert on $table for each row execute function suppress_redundant_updates_trigger()',
  'create rule silent as on insert to $table do instead nothing',
];
const tables = ['audit', 'audit_2026_01', 'audit_2026_02'];
const entries = [entry('2026-01-31T23:59:59.999Z'), entry('2026-02-01T00:00:00.000Z')];

let stores: TestStores;
beforeAll(async () => {
  stores = await startTestStores();
});
afterAll(() => stores.stop());

const rowsOf = (database: Database) =>
  database.query('select tableoid::regclass::text as part, id from audit order by id');
const asWritten = entries.map(({ id }, index) => ({ part: tables[index + 1], id }));

describe('two roles: the application', () => {
  beforeAll(async () => {
    await requestRebuild(stores.ownerDatabase, requestProjections);
    await projectBatches(stores.database, entries);
  });

  test('adds entries, and months with them, and reads both', async () => {
    expect(await rowsOf(stores.database)).toEqual(asWritten);
    const { items } = await readModels(stores.database).listAudit('m_1', {}, { limit: 10 });
    expect(items).toEqual(entries.toReversed());
  });

  describe.each(tables)('%s', (table) => {
    test.each([...changes, ...removals])('is refused: %s', async (template) => {
      const statement = template.replaceAll('$table', table);
      await expect(stores.database.query(statement)).rejects.toMatchObject(refused);
      expect(await rowsOf(stores.database)).toEqual(asWritten);
    });

    test.each(changes)('so is the owner, by oversight: %s', async (template) => {
      const statement = template.replaceAll('$table', table);
      await expect(stores.ownerDatabase.query(statement)).rejects.toMatchObject(refused);
    });
  });

  test('has nothing but these rights, and nobody else has any', async () => {
    const rights = await stores.ownerDatabase.query<{ grantee: string; rights: string }>(
      `select grantee::regrole::text as grantee, string_agg(privilege_type, ' ' order by privilege_type) as rights
       from pg_class, aclexplode(relacl)
       where relname = 'audit' and grantee <> relowner group by 1`,
    );
    expect(rights).toEqual([{ grantee: new URL(stores.databaseUrl).username, rights: 'INSERT SELECT' }]);
  });

  test('can have a month made, and no more by it: a month that is there stays as it is', async () => {
    await stores.database.query(`select audit_month('2026-02-17'), audit_month('2027-12-31')`);
    expect(await rowsOf(stores.database)).toEqual(asWritten);
    await expect(stores.database.query('drop function audit_month')).rejects.toMatchObject(refused);
    await expect(
      stores.database.query(
        `create or replace function audit_month(month date) returns void language sql as 'select'`,
      ),
    ).rejects.toMatchObject(refused);
    await expect(stores.database.query('delete from audit_2027_12')).rejects.toMatchObject(refused);
  });
});

test('an id that is there already is refused, and with it everything that came beside it', async () => {
  await requestRebuild(stores.ownerDatabase, requestProjections);
  await projectBatches(stores.database, entries);
  const again = projectBatches(stores.database, [entry('2026-02-02T00:00:00.000Z'), ...entries]);
  await expect(again).rejects.toMatchObject({ code: 'PROJECTION_FAULT' });
  expect(await rowsOf(stores.database)).toEqual(asWritten);
  expect(await stores.database.query('select request_count from key_usage')).toEqual([
    { request_count: '2' },
  ]);
});

test('given readers of the audit, then a month is added without waiting for them', async () => {
  await requestRebuild(stores.ownerDatabase, requestProjections);
  await projectBatches(stores.database, entries);
  await stores.database.transaction(async (reader) => {
    expect(await reader.query('select id from audit')).toHaveLength(2);
    await projectBatches(stores.database, [entry('2026-03-01T00:00:00.000Z')]);
    expect(await reader.query('select id from audit')).toHaveLength(3);
  });
});

test('one role that does both takes the right to change from itself', async () => {
  const single = connectDatabase(stores.databaseOwnerUrl);
  try {
    await migrate(single);
    await requestRebuild(single, requestProjections);
    await projectBatches(single, entries);
    expect(await rowsOf(single)).toEqual(asWritten);
    for (const statement of tables.flatMap((table) =>
      changes.map((change) => change.replaceAll('$table', table)),
    )) {
      await expect(single.query(statement), statement).rejects.toMatchObject(refused);
    }
  } finally {
    await single.close();
  }
});
