/** How much a key is used: its totals, its buckets, and what the key list shows of them. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/domain/auditEntry.ts';
import { keyProjections } from '../../src/projections/keys.ts';
import { readModels, type ReadModels } from '../../src/projections/readModels.ts';
import { requestProjections } from '../../src/projections/requests.ts';
import { usage, type UsageRange } from '../../src/projections/usage.ts';
import { readCheckpoint } from '../../src/stores/checkpoints.ts';
import { requestRebuild } from '../../src/workers/projectionTables.ts';
import type { RecordedEvent } from '../../src/stores/eventStore.ts';
import { statementsFor } from '../../src/workers/projectionStatements.ts';
import { writeEvents } from '../../src/workers/projectionWriter.ts';
import { batch, entry, projectBatches, stranger } from '../support/auditEntries.ts';
import { created, recorded } from '../support/keyEvents.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';

let stores: TestStores;
let models: ReadModels;
beforeAll(async () => {
  stores = await startTestStores();
  models = readModels(stores.database);
});
afterAll(() => stores.stop());
beforeEach(() => requestRebuild(stores.ownerDatabase, requestProjections));

const given = (...entries: AuditEntry[]) => projectBatches(stores.database, entries);
const refused = { outcome: 'INSUFFICIENT_SCOPE', status: 403 } as const;

/** 1 May 2026. */
const range = (from: string, to: string, interval: UsageRange['interval'] = 'hour'): UsageRange => ({
  from: new Date(from),
  to: new Date(to),
  interval,
});
const noon = range('2026-05-01T12:00:00.000Z', '2026-05-01T13:00:00.000Z');

describe('totals', () => {
  test('a key that was never used', async () => {
    await given(entry('2026-05-01T12:00:00.000Z', { apiKeyId: 'other' }));
    expect(await models.usage('k1', noon)).toEqual({
      requestCount: 0,
      deniedCount: 0,
      lastUsedAt: null,
      buckets: [{ start: '2026-05-01T12:00:00.000Z', allowed: 0, denied: 0 }],
    });
  });

  test('count every request with the key, refused ones too, over all time; the last use is the latest, whenever it is told', async () => {
    await given(entry('2026-05-01T12:10:00.001Z'), entry('2026-04-01T00:00:00.000Z', refused));
    await given(entry('2020-01-01T00:00:00.000Z'), entry('2026-05-01T12:10:00.000Z', refused));
    expect(await models.usage('k1', noon)).toMatchObject({
      requestCount: 4,
      deniedCount: 2,
      lastUsedAt: '2026-05-01T12:10:00.001Z',
    });
  });

  test('a request that could not be decided is denied; one without a known key belongs to none', async () => {
    await given(
      entry('2026-05-01T12:00:00.000Z', { outcome: 'SERVICE_UNAVAILABLE', status: 503 }),
      stranger('2026-05-01T12:00:00.000Z', { suppressed: 10 }),
      stranger('2026-05-01T12:00:00.000Z', { merchantId: 'm_1' }),
    );
    expect(await models.usage('k1', noon)).toMatchObject({ requestCount: 1, deniedCount: 1 });
    expect(await stores.database.query('select key_id from key_usage')).toEqual([{ key_id: 'k1' }]);
  });
});

describe('buckets', () => {
  const times = [
    '2026-04-30T23:59:59.999Z',
    '2026-05-01T00:00:00.000Z',
    '2026-05-01T00:59:59.999Z',
    '2026-05-01T02:00:00.000Z',
    '2026-05-02T00:00:00.000Z',
  ];
  beforeEach(async () => {
    await given(...times.map((time) => entry(time)));
    await given(
      entry('2026-05-01T00:30:00.000Z', refused),
      entry('2026-05-01T00:30:00.000Z', { apiKeyId: 'k2' }),
    );
  });

  const bucket = (start: string, allowed: number, denied = 0) => ({
    start: `${start}:00:00.000Z`,
    allowed,
    denied,
  });

  test.each<[string, UsageRange, ReturnType<typeof bucket>[]]>([
    [
      'by the hour, without gaps',
      range('2026-05-01T00:00:00.000Z', '2026-05-01T03:00:00.000Z'),
      [bucket('2026-05-01T00', 2, 1), bucket('2026-05-01T01', 0), bucket('2026-05-01T02', 1)],
    ],
    [
      'whole, also where the range is not',
      range('2026-05-01T00:59:59.999Z', '2026-05-01T01:00:00.001Z'),
      [bucket('2026-05-01T00', 2, 1), bucket('2026-05-01T01', 0)],
    ],
    [
      'the end is not in the range',
      range('2026-04-30T23:00:00.000Z', '2026-05-01T00:00:00.000Z'),
      [bucket('2026-04-30T23', 1)],
    ],
    [
      'by the day of UTC',
      range('2026-04-29T12:00:00.000Z', '2026-05-02T00:00:00.001Z', 'day'),
      [
        bucket('2026-04-29T00', 0),
        bucket('2026-04-30T00', 1),
        bucket('2026-05-01T00', 3, 1),
        bucket('2026-05-02T00', 1),
      ],
    ],
    ['none of no time', range('2026-05-01T00:00:00.000Z', '2026-05-01T00:00:00.000Z'), []],
    ['none of a time that runs backwards', range('2026-05-02T00:00:00.000Z', '2026-05-01T00:00:00.000Z'), []],
  ])('%s', async (_, asked, expected) => {
    expect((await models.usage('k1', asked)).buckets).toEqual(expected);
  });

  test('are those of UTC whatever the time zone of the database', async () => {
    const [row] = await stores.ownerDatabase.query<{ name: string }>('select current_database() as name');
    await stores.ownerDatabase.query(`alter database ${row?.name} set timezone to 'Asia/Kathmandu'`);
    const answer = await stores.database.session((session) =>
      readModels(session).usage('k1', range('2026-05-01T00:00:00.000Z', '2026-05-02T00:00:00.000Z', 'day')),
    );
    await stores.ownerDatabase.query(`alter database ${row?.name} reset timezone`);
    expect(answer.buckets).toEqual([bucket('2026-05-01T00', 3, 1)]);
  });
});

test('batches that are written together leave the same rows as one by one', async () => {
  const outcomes = ['ALLOWED', 'KEY_REVOKED', 'RATE_LIMIT_EXCEEDED'] as const;
  const batches = Array.from({ length: 12 }, (_, number) =>
    Array.from({ length: 20 }, (__, index) =>
      entry(new Date(Date.UTC(2026, 0, 1, 0, (number * 47 + index * 31) % 300)).toISOString(), {
        apiKeyId: index % 7 === 0 ? null : `k${(number + index) % 5}`,
        outcome: outcomes[(number * index) % 3] ?? 'ALLOWED',
      }),
    ),
  );
  await projectBatches(stores.database, ...batches);
  const together = await rows();
  await requestRebuild(stores.ownerDatabase, requestProjections);
  for (const entries of batches) await projectBatches(stores.database, entries);
  expect(await rows()).toEqual(together);
  const ofUsage = { ...requestProjections, projections: [usage] };
  const statements = async (events: readonly RecordedEvent[]) =>
    [...(await statementsFor(stores.database, ofUsage, events, () => true))].flat();
  expect(await statements(batches.map((entries) => batch(entries)))).toHaveLength(2);
  expect(await statements([batch([stranger('2026-05-01T12:00:00.000Z')])])).toEqual([]);

  async function rows() {
    return [
      await stores.database.query('select * from key_usage order by key_id'),
      await stores.database.query('select * from key_usage_hours order by key_id, hour'),
    ];
  }
});

describe('the key list', () => {
  const now = new Date('2026-06-01T00:00:00.000Z');
  beforeEach(async () => {
    await requestRebuild(stores.ownerDatabase, keyProjections);
    const checkpoint = await readCheckpoint(stores.database, keyProjections.name);
    if (!checkpoint) throw new Error('The tables were not made');
    const events = ['k0', 'k1', 'k2'].flatMap((keyId) => recorded(keyId, [created({ keyId })]));
    await stores.database.session((session) =>
      writeEvents(session, keyProjections, checkpoint, events, true),
    );
  });
  const shown = async () => {
    const { items } = await models.listKeys('m_1', {}, { limit: 10 }, now);
    const found = await models.findKey('m_1', 'k1', now);
    expect(items[1]).toEqual(found);
    return items.map(({ id, lastUsedAt, requestCount }) => [id, lastUsedAt, requestCount]);
  };

  test('shows when a key was used last and how often', async () => {
    await given(entry('2026-05-01T12:00:00.000Z'), entry('2026-05-01T12:00:01.000Z', refused));
    expect(await shown()).toEqual([
      ['k2', null, 0],
      ['k1', '2026-05-01T12:00:01.000Z', 2],
      ['k0', null, 0],
    ]);
  });

  test('shows the keys also while the counters are made anew, with what is counted so far', async () => {
    await given(entry('2026-05-01T12:00:00.000Z'));
    await requestRebuild(stores.ownerDatabase, requestProjections);
    expect((await shown())[1]).toEqual(['k1', null, 0]);
    await expect(models.usage('k1', noon)).rejects.toMatchObject({ code: 'READ_MODELS_NOT_READY' });
  });

  test('is not ready where nobody has made the counters yet', async () => {
    await stores.ownerDatabase.query(usage.drop);
    await expect(models.listKeys('m_1', {}, { limit: 10 }, now)).rejects.toMatchObject({
      code: 'READ_MODELS_NOT_READY',
    });
  });
});
