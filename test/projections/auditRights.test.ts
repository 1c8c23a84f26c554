/** Immutable means not granted: what the application's role may do with the audit, in every table that holds some of it. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requestProjections } from '../../src/projections/requests.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';
import { run } from '../workers/projections.ts';

interface Stored {
  readonly type: string;
  readonly data: object;
  readonly metadata: object;
}

let stores: TestStores;
beforeAll(async () => {
  stores = await startTestStores();
  const fixture = new URL('../domain/golden/RequestsAudited.v1.json', import.meta.url);
  const { stored } = JSON.parse(await readFile(fixture, 'utf8')) as { stored: Stored };
  await stores.eventStore.append('requestAudit-node', [{ id: randomUUID(), ...stored }], 'no_stream');
  const runner = run(stores, requestProjections);
  await runner.ready();
  await runner.stop();
});
afterAll(() => stores.stop());

test('it may select and insert, and nothing else, in the audit and in its months', async () => {
  const granted = await stores.ownerDatabase.query<{ name: string; rights: string[] }>(
    `select relname as name, array_agg(privilege_type order by privilege_type) as rights
     from pg_class, aclexplode(relacl)
     where oid in (select relid from pg_partition_tree('audit')) and grantee = $1::regrole
     group by relname order by relname`,
    [new URL(stores.databaseUrl).username],
  );
  // The audit itself, and at least the month of the entry.
  expect(granted.length).toBeGreaterThan(1);
  for (const { name, rights } of granted) expect(rights, name).toEqual(['INSERT', 'SELECT']);
});

test('nothing that was recorded can be changed or removed, directly or by its month', async () => {
  const months = await stores.database.query<{ name: string }>(
    `select relid::text as name from pg_partition_tree('audit')`,
  );
  const before = await stores.database.query('select * from audit order by id');
  expect(before.length).toBeGreaterThan(0);
  for (const { name } of months) {
    for (const statement of [
      `update ${name} set outcome = 'ALLOWED'`,
      `delete from ${name}`,
      `truncate ${name}`,
      `drop table ${name}`,
      `alter table ${name} drop column outcome`,
    ]) {
      await expect(stores.database.query(statement), statement).rejects.toMatchObject({ code: '42501' });
    }
  }
  expect(await stores.database.query('select * from audit order by id')).toEqual(before);
});
