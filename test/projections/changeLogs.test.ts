/** The logs that pages follow: what they are told of, what not, and that they do not grow. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RecordedEvent } from '../../src/stores/eventStore.ts';
import type { ProjectionGroup } from '../../src/projections/projection.ts';
import { keyProjections } from '../../src/projections/keys.ts';
import { requestProjections } from '../../src/projections/requests.ts';
import { readCheckpoint } from '../../src/stores/checkpoints.ts';
import { migrate } from '../../src/stores/migrations.ts';
import { requestRebuild } from '../../src/workers/projectionTables.ts';
import { writeEvents } from '../../src/workers/projectionWriter.ts';
import { batch, entry } from '../support/auditEntries.ts';
import { created, recorded } from '../support/keyEvents.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await startTestStores();
});
afterAll(() => stores.stop());
beforeEach(async () => {
  for (const group of [keyProjections, requestProjections]) {
    await requestRebuild(stores.ownerDatabase, group);
    await process(group, []);
  }
  await stores.database.query('delete from audit_arrivals');
});

/** As whoever runs the group writes them; they are the last ones there are. */
async function process(group: ProjectionGroup, events: readonly RecordedEvent[]): Promise<void> {
  const checkpoint = await readCheckpoint(stores.database, group.name);
  if (!checkpoint) throw new Error('The tables have to be made first');
  await stores.database.session((session) => writeEvents(session, group, checkpoint, events, true));
}

const age = (table: string) =>
  stores.database.query(`update ${table} set at = now() - interval '61 minutes'`);
const count = async (table: string) => (await stores.database.query(`select from ${table}`)).length;

const keyCreated = (keyId: string) => recorded(keyId, [created({ keyId, merchantId: 'm_1' })]);
const batchOf = (hour: string) => [batch([entry(`2026-03-01T${hour}:00:00.000Z`)])];

test('of what is replayed nobody is told again', async () => {
  const [first, second] = [keyCreated('01'), keyCreated('02')];
  await process(keyProjections, first);
  expect(await count('merchant_changes')).toBe(1);
  await requestRebuild(stores.ownerDatabase, keyProjections);
  await process(keyProjections, first);
  expect(await count('merchant_changes')).toBe(0);
  await process(keyProjections, second);
  expect(await count('merchant_changes')).toBe(1);
});

test('batches that are replayed have arrived once', async () => {
  const batches = ['01', '02', '03'].flatMap(batchOf);
  await process(requestProjections, batches);
  const arrived = await stores.database.query('select position, ids from audit_arrivals order by position');
  expect(arrived).toHaveLength(3);
  await requestRebuild(stores.ownerDatabase, requestProjections);
  await process(requestProjections, batches);
  expect(await stores.database.query('select position, ids from audit_arrivals order by position')).toEqual(
    arrived,
  );
});

test.each([
  ['merchant_changes', keyProjections, keyCreated],
  ['audit_arrivals', requestProjections, batchOf],
] as const)(
  '%s forgets what is older than an hour, oldest first, as more is added',
  async (table, group, one) => {
    await process(group, ['01', '02', '03', '04', '05'].flatMap(one));
    await age(table);
    await process(group, one('06'));
    expect(await count(table)).toBe(4);
    await process(group, one('07'));
    expect(await count(table)).toBe(3);
    await process(group, one('08'));
    const fresh = await stores.database.query(`select from ${table} where at > now() - interval '1 hour'`);
    expect([fresh.length, await count(table)]).toEqual([3, 3]);
  },
);

test('an audit that is there gets its search by address when the schema is brought up to date', async () => {
  await stores.ownerDatabase.query(`select audit_month('2026-03-01')`);
  const indexes = () =>
    stores.ownerDatabase.query(
      `select tablename, regexp_replace(indexdef, '^.* USING', '') as definition from pg_indexes
       where tablename like 'audit%' and indexdef like '%, ip, id)%' order by 1, 2`,
    );
  const made = await indexes();
  expect(made).toHaveLength(4);
  await stores.ownerDatabase.query(
    `drop index audit_allowed_of_address, audit_refused_of_address; drop table audit_arrivals;
     delete from schema_migrations where number >= 8; drop table if exists spent_tokens`,
  );
  expect(await indexes()).toEqual([]);
  await migrate(stores.database, stores.ownerDatabase);
  expect(await indexes()).toEqual(made);
});
