/** The read models over audited requests under a runner: from the log, live and again. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { outcomes, requestAuditStream, type AuditEntry } from '../../src/domain/auditEntry.ts';
import { keyStream } from '../../src/domain/keyEvents.ts';
import { keyProjections } from '../../src/projections/keys.ts';
import { readModels } from '../../src/projections/readModels.ts';
import { requestProjections } from '../../src/projections/requests.ts';
import type { Queryable } from '../../src/stores/database.ts';
import type { NewEvent, RecordedEvent } from '../../src/stores/eventStore.ts';
import { requestRebuild } from '../../src/workers/projectionTables.ts';
import { batch, entry, stranger } from '../support/auditEntries.ts';
import { created, recorded } from '../support/keyEvents.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';
import { happened, run, type Run } from './projections.ts';

let stores: TestStores;
let runs: Run[];
beforeEach(async () => {
  stores = await startTestStores();
  runs = [];
});
afterEach(async () => {
  for (const runner of runs) await runner.stop();
  await stores.stop();
});

function start(projections = requestProjections): Run {
  const runner = run(stores, projections);
  runs.push(runner);
  return runner;
}

const asNew = ({ type, data, metadata }: RecordedEvent): NewEvent => ({
  id: randomUUID(),
  type,
  data: data as object,
  metadata: metadata as object,
});

/** Appends a batch to a node's stream, which has `behind` of them. */
async function append(node: string, entries: readonly AuditEntry[], behind = 0): Promise<void> {
  const expected = behind === 0 ? 'no_stream' : BigInt(behind - 1);
  await stores.eventStore.append(requestAuditStream(node), [asNew(batch(entries, node))], expected);
}

/** Requests of five keys and of nobody over three months, with every outcome. */
const requests = (count: number, seed: number): readonly AuditEntry[] =>
  Array.from({ length: count }, (_, index) => {
    const at = new Date(Date.UTC(2026, 0, 1) + ((seed * 7919 + index * 104_729) % (90 * 24 * 60)) * 60_000);
    const number = seed + index;
    const outcome = outcomes[number % outcomes.length] ?? 'ALLOWED';
    return outcome === 'KEY_NOT_FOUND'
      ? stranger(at.toISOString(), { suppressed: 1 + number })
      : entry(at.toISOString(), { apiKeyId: `k${number % 5}`, merchantId: `m_${number % 2}`, outcome });
  });

async function checksums(database: Queryable): Promise<unknown> {
  const tables = { audit: 'id', key_usage: 'key_id', key_usage_hours: 'key_id, hour' };
  const sums = Object.entries(tables).map(async ([table, order]) => {
    const [row] = await database.query(
      `select count(*)::int as rows, md5(string_agg(${table}::text, e'\\n' order by ${order})) as sum from ${table}`,
    );
    return [table, row];
  });
  const parts = await database.query(
    `select inhrelid::regclass::text as part from pg_inherits where inhparent = 'audit'::regclass order by 1`,
  );
  return { parts, ...(Object.fromEntries(await Promise.all(sums)) as object) };
}

test('given batches of many nodes, then the counters equal the audit, and a rebuild gives the same tables', async () => {
  for (let seed = 0; seed < 40; seed++) {
    await append(`node-${seed % 3}`, requests(100, seed), Math.floor(seed / 3));
  }
  const runner = start();
  await runner.ready();
  const before = await checksums(stores.database);
  expect(before).toMatchObject({
    audit: { rows: 4000 },
    parts: ['audit_2026_01', 'audit_2026_02', 'audit_2026_03'].map((part) => ({ part })),
  });
  const recount = `select key_id, count(*) as request_count, count(*) filter (where outcome <> 'ALLOWED') as denied_count,
      max(at) as last_used_at from audit where key_id is not null group by key_id order by key_id`;
  const counters = await stores.database.query('select * from key_usage order by key_id');
  expect(counters).toHaveLength(5);
  expect(counters).toEqual(await stores.database.query(recount));
  expect(
    await stores.database.query('select key_id, hour, allowed, denied from key_usage_hours order by 1, 2'),
  ).toEqual(
    await stores.database.query(
      `select key_id, date_trunc('hour', at, 'UTC') as hour, count(*) filter (where outcome = 'ALLOWED') as allowed,
         count(*) filter (where outcome <> 'ALLOWED') as denied
       from audit where key_id is not null group by 1, 2 order by 1, 2`,
    ),
  );

  await requestRebuild(stores.ownerDatabase, requestProjections);
  await runner.ready();
  expect(await checksums(stores.database)).toEqual(before);
}, 30_000);

test('given a batch that comes while it runs, then it is shown, and the next one too', async () => {
  await start().ready();
  const models = readModels(stores.database);
  const range = { from: new Date('2026-05-01'), to: new Date('2026-05-02'), interval: 'day' } as const;
  await append('node', [entry('2026-05-01T12:00:00.000Z')]);
  await expect.poll(async () => (await models.usage('k1', range)).requestCount).toBe(1);
  await append('node', [entry('2026-05-01T12:00:01.000Z')], 1);
  await expect.poll(async () => (await models.usage('k1', range)).requestCount).toBe(2);
  expect((await models.listAudit('m_1', {}, { limit: 10 })).items).toHaveLength(2);
});

test("given a batch that cannot be read, then the audit stops before it, and the keys' read models go on", async () => {
  await append('node', [entry('2026-05-01T12:00:00.000Z')]);
  await stores.eventStore.append(requestAuditStream('node'), [happened('Nonsense')], 0n);
  const keys = start(keyProjections);
  await expect(start().ended).rejects.toThrow(/Nonsense at revision 1 of stream requestAudit-node/);
  expect(await stores.database.query('select count(*)::int as entries from audit')).toEqual([{ entries: 1 }]);

  const creation = recorded('k1', [created({ keyId: 'k1' })]).map(asNew);
  await stores.eventStore.append(keyStream('k1'), creation, 'no_stream');
  await keys.ready();
  const shown = await readModels(stores.database).findKey('m_1', 'k1', new Date());
  expect(shown).toMatchObject({ requestCount: 1, lastUsedAt: '2026-05-01T12:00:00.000Z' });
});

test('given a long log, then only a bounded part of it is in one transaction', async () => {
  const most = requestProjections.eventsAtOnce ?? 0;
  expect(most).toBeGreaterThan(0);
  const events = Array.from({ length: 3 * most + 1 }, (_, index) => asNew(batch(requests(2, index))));
  await stores.eventStore.append(requestAuditStream('node'), events, 'no_stream');
  await start().ready();
  const transactions = await stores.database.query<{ entries: number }>(
    'select count(*)::int as entries from audit group by xmin::text order by 1 desc',
  );
  expect(transactions[0]?.entries).toBeLessThanOrEqual(2 * most);
  expect(transactions.reduce((sum, { entries }) => sum + entries, 0)).toBe(2 * events.length);
});
