/** The audit as a merchant reads it, page by page, and as an operator exports it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/domain/auditEntry.ts';
import { eachAuditEntry, type AuditFilter } from '../../src/projections/audit.ts';
import { readModels, type ReadModels } from '../../src/projections/readModels.ts';
import { requestProjections } from '../../src/projections/requests.ts';
import { requestRebuild } from '../../src/workers/projectionTables.ts';
import { entry, projectBatches, stranger } from '../support/auditEntries.ts';
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

async function listed(
  merchantId: string,
  filter: AuditFilter = {},
  limit = 100,
): Promise<readonly AuditEntry[]> {
  const items: AuditEntry[] = [];
  let cursor: string | undefined;
  do {
    const page = await models.listAudit(merchantId, filter, { limit, cursor });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}

async function exported(
  filter: Parameters<typeof eachAuditEntry>[1] = {},
  pageSize = 2,
): Promise<readonly AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for await (const page of eachAuditEntry(stores.database, filter, pageSize)) {
    expect(page.length).toBeGreaterThan(0);
    expect(page.length).toBeLessThanOrEqual(pageSize);
    entries.push(...page);
  }
  return entries;
}

function inThousands(entries: readonly AuditEntry[]): readonly (readonly AuditEntry[])[] {
  const starts = Array.from({ length: Math.ceil(entries.length / 1000) }, (_, index) => index * 1000);
  return starts.map((start) => entries.slice(start, start + 1000));
}

const at = (minute: number) => new Date(Date.UTC(2026, 4, 1, 12, minute)).toISOString();

test('an entry comes back as it was written, field for field and in the order of the fields', async () => {
  const full = entry(at(0));
  const bare = stranger(at(1), { merchantId: 'm_1', suppressed: 41 });
  await given(full, bare);
  expect(JSON.stringify(await listed('m_1'))).toBe(JSON.stringify([bare, full]));
  expect(JSON.stringify(await exported())).toBe(JSON.stringify([full, bare]));
});

test('given entries of many months and nodes that come in any order, then pages of any size show them by their time', async () => {
  const entries = [
    '1970-01-01T00:00:00.000Z',
    '2025-12-31T23:59:59.999Z',
    '2026-01-01T00:00:00.000Z',
    '2026-01-31T23:59:59.999Z',
    '2026-02-01T00:00:00.000Z',
    '2026-02-01T00:00:00.000Z',
    '2028-02-29T12:00:00.000Z',
    '9999-12-31T23:59:59.999Z',
  ].map((time) => entry(time));
  const inBatch = (number: number) => entries.filter((_, index) => index % 3 === number).toReversed();
  await projectBatches(stores.database, inBatch(2), inBatch(0), inBatch(1));
  for (const size of [1, 2, 3, 7, 8, 9]) {
    expect(await listed('m_1', {}, size), `by ${size}`).toEqual(entries.toReversed());
    expect(await exported({}, size), `by ${size}`).toEqual(entries);
  }
});

describe('filters', () => {
  const own = [
    entry(at(0)),
    entry(at(1), { apiKeyId: 'k2' }),
    entry(at(2), { outcome: 'RATE_LIMIT_EXCEEDED', status: 429 }),
    entry(at(3), { apiKeyId: 'k2', outcome: 'RATE_LIMIT_EXCEEDED', status: 429 }),
    entry(at(4), { outcome: 'KEY_REVOKED', status: 401 }),
    stranger(at(5), { merchantId: 'm_1' }),
  ];
  const others = [entry(at(3), { apiKeyId: 'k3', merchantId: 'm_2' }), stranger(at(4))];
  beforeEach(() => given(...own, ...others));

  test.each<[AuditFilter, number[]]>([
    [{}, [0, 1, 2, 3, 4, 5]],
    [{ keyId: 'k1' }, [0, 2, 4]],
    [{ keyId: 'k2' }, [1, 3]],
    [{ keyId: 'unknown' }, []],
    [{ outcome: 'ALLOWED' }, [0, 1]],
    [{ outcome: 'RATE_LIMIT_EXCEEDED' }, [2, 3]],
    [{ outcome: 'KEY_NOT_FOUND' }, [5]],
    [{ keyId: 'k1', outcome: 'ALLOWED' }, [0]],
    [{ keyId: 'k1', outcome: 'KEY_EXPIRED' }, []],
    [{ from: new Date(at(2)) }, [2, 3, 4, 5]],
    [{ to: new Date(at(2)) }, [0, 1]],
    [{ from: new Date(at(1)), to: new Date(at(3)) }, [1, 2]],
    [{ from: new Date(at(3)), to: new Date(at(3)) }, []],
    [{ from: new Date(at(4)), to: new Date(at(1)) }, []],
    [{ from: new Date(Date.parse(at(2)) + 1), to: new Date(Date.parse(at(3)) + 1) }, [3]],
    [{ keyId: 'k1', outcome: 'KEY_REVOKED', from: new Date(at(4)), to: new Date(at(5)) }, [4]],
  ])('%j', async (filter, expected) => {
    const entries = expected.map((index) => own[index]);
    for (const size of [1, 2, 100]) {
      expect(await listed('m_1', filter, size)).toEqual(entries.toReversed());
      expect(await exported({ ...filter, merchantId: 'm_1' }, size)).toEqual(entries);
    }
    expect(await listed('m_2', filter)).not.toContainEqual(expect.objectContaining({ merchantId: 'm_1' }));
  });

  test("another merchant's key has no entries, and what belongs to nobody is shown to no merchant", async () => {
    expect(await listed('m_1', { keyId: 'k3' })).toEqual([]);
    expect(await listed('m_2')).toEqual([others[0]]);
    expect(await exported({ merchantId: 'm_1', keyId: 'k3' })).toEqual([]);
  });

  test("without a merchant an operator exports all merchants' entries and nobody's", async () => {
    const all = [...own, ...others].toSorted((one, other) => (one.id < other.id ? -1 : 1));
    expect(await exported()).toEqual(all);
    expect(await exported({ keyId: 'k3' })).toEqual([others[0]]);
    expect(await exported({ keyId: 'k1', outcome: 'KEY_REVOKED' })).toEqual([own[4]]);
    expect(await exported({ keyId: 'unknown' })).toEqual([]);
    expect(await exported({ outcome: 'KEY_NOT_FOUND' })).toEqual([others[1], own[5]]);
    expect(await exported({ outcome: 'KEY_EXPIRED' })).toEqual([]);
    expect(await exported({ from: new Date(at(4)) })).toEqual([own[4], others[1], own[5]]);
  });
});

test('given more entries than are looked at together, none of which was asked for, then their page has none, and others follow', async () => {
  const many = Array.from({ length: 10_001 }, () => entry(at(0)));
  const last = stranger(at(1));
  await projectBatches(stores.database, ...inThousands(many), [last]);
  const pages: (readonly AuditEntry[])[] = [];
  for await (const page of eachAuditEntry(stores.database, { outcome: 'KEY_NOT_FOUND' })) pages.push(page);
  expect(pages).toEqual([[], [last]]);
});

test('what comes between two pages changes neither what was shown nor what follows', async () => {
  const entries = [0, 1, 2, 3].map((minute) => entry(at(minute)));
  await given(...entries);
  const first = await models.listAudit('m_1', {}, { limit: 2 });
  await given(entry(at(9)));
  const second = await models.listAudit('m_1', {}, { limit: 2, cursor: first.nextCursor ?? '' });
  expect([...first.items, ...second.items]).toEqual(entries.toReversed());
  expect(second.nextCursor).toBeNull();
});

test.each([
  '',
  'nonsense',
  '!!!!!!!!!!!!!!!!!!!!!!',
  'AAAAAAAAAAAAAAAAAAAAAB',
  'AAAAAAAAAAAAAAAAAAAAAA==',
  Buffer.from('["2026-01-01T00:00:00.000Z","k1"]').toString('base64url'),
])('refuses the foreign cursor %j', async (cursor) => {
  await expect(models.listAudit('m_1', {}, { limit: 2, cursor })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    details: [{ field: 'cursor' }],
  });
});

test('given an audit that is being built, or that nobody has made, then it is not believed', async () => {
  await given(entry(at(0)));
  await requestRebuild(stores.ownerDatabase, requestProjections);
  const asked = [
    () => models.listAudit('m_1', {}, { limit: 2 }),
    () => exported(),
    () => exported({ keyId: 'k1' }),
    () => models.usage('k1', { from: new Date(at(0)), to: new Date(at(1)), interval: 'hour' }),
  ];
  for (const ask of asked) await expect(ask()).rejects.toMatchObject({ code: 'READ_MODELS_NOT_READY' });
  for (const { drop } of requestProjections.projections) await stores.ownerDatabase.query(drop);
  for (const ask of asked) await expect(ask()).rejects.toMatchObject({ code: 'READ_MODELS_NOT_READY' });
});

test('given an export, then a rebuild in the middle of it ends it with an error, and not as if it were complete', async () => {
  await given(...[0, 1, 2].map((minute) => entry(at(minute))));
  const pages = eachAuditEntry(stores.database, {}, 2);
  expect((await pages.next()).value).toHaveLength(2);
  await requestRebuild(stores.ownerDatabase, requestProjections);
  await expect(pages.next()).rejects.toMatchObject({ code: 'READ_MODELS_NOT_READY' });
});
