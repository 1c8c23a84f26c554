/** `GET /keys/{id}/usage`: how much a key is used. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/domain/auditEntry.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { entry } from '../support/auditEntries.ts';
import { createKey, type Client, type CreatedKey } from '../support/client.ts';
import { eventually } from '../support/condition.ts';
import { ship } from '../support/shippedEntries.ts';

interface Usage {
  readonly requestCount: number;
  readonly deniedCount: number;
  readonly lastUsedAt: string | null;
  readonly buckets: readonly { readonly start: string; readonly allowed: number; readonly denied: number }[];
}

let app: TestApp;
let admin: Client;
let key: CreatedKey;

const usageOf = async (id: string, query = '') => {
  const { status, body } = await admin.get<Usage>(`/api/v1/keys/${id}/usage${query}`);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body;
};

beforeAll(async () => {
  app = await startApp();
  admin = await app.as('m_1');
  key = await createKey(admin, { scopes: ['sales:read'] });
  const used = (timestamp: string, outcome: AuditEntry['outcome'] = 'ALLOWED') =>
    entry(timestamp, { apiKeyId: key.id, outcome });
  await ship(app.stores.eventStore, [
    used('2026-02-26T09:59:59.999Z'),
    used('2026-02-26T10:00:00.000Z'),
    used('2026-02-26T10:59:59.999Z', 'INSUFFICIENT_SCOPE'),
    used('2026-02-26T12:30:00.000Z'),
    used('2026-02-27T00:00:00.000Z', 'SERVICE_UNAVAILABLE'),
    used('2026-02-27T23:59:59.999Z'),
    entry('2026-02-26T10:30:00.000Z', { apiKeyId: 'key_of_another' }),
  ]);
  await eventually('they are counted', async () => {
    const { status, body } = await admin.get<Usage>(`/api/v1/keys/${key.id}/usage`);
    return status === 200 && body.requestCount === 6;
  });
});
afterAll(() => app.stop());

test('given requests, then they are counted, and the key shows it', async () => {
  const { id, key: secret } = await createKey(admin, { scopes: ['sales:read'] });
  const before = app.now().toISOString();
  for (const path of ['sales', 'sales', 'customers', 'sales']) {
    await app.with(secret).get(`/public/api/v1/${path}`);
  }
  await admin.post('/api/v1/verify', { key: secret });
  await eventually('all are counted', async () => (await usageOf(id)).requestCount === 5);
  const { deniedCount, lastUsedAt, buckets } = await usageOf(id);
  expect(deniedCount).toBe(1);
  expect(String(lastUsedAt) >= before && String(lastUsedAt) <= app.now().toISOString()).toBe(true);
  const sum = (of: 'allowed' | 'denied') => buckets.reduce((total, bucket) => total + bucket[of], 0);
  expect([sum('allowed'), sum('denied')]).toEqual([4, 1]);
  expect((await admin.get(`/api/v1/keys/${id}`)).body).toMatchObject({ requestCount: 5, lastUsedAt });
});

test('given a key that was never used, then all is nothing', async () => {
  const { id } = await createKey(admin, { scopes: ['sales:read'] });
  const { buckets, ...totals } = await usageOf(id);
  expect(totals).toEqual({ requestCount: 0, deniedCount: 0, lastUsedAt: null });
  expect(buckets.every(({ allowed, denied }) => allowed === 0 && denied === 0)).toBe(true);
});

describe('buckets', () => {
  const totals = { requestCount: 6, deniedCount: 2, lastUsedAt: '2026-02-27T23:59:59.999Z' };

  test('by the hour, without gaps; from is inclusive, to is not', async () => {
    expect(await usageOf(key.id, '?from=2026-02-26T10:00:00Z&to=2026-02-26T13:00:00Z&interval=hour')).toEqual(
      {
        ...totals,
        buckets: [
          { start: '2026-02-26T10:00:00.000Z', allowed: 1, denied: 1 },
          { start: '2026-02-26T11:00:00.000Z', allowed: 0, denied: 0 },
          { start: '2026-02-26T12:00:00.000Z', allowed: 1, denied: 0 },
        ],
      },
    );
  });

  test('by the day, of UTC', async () => {
    expect(await usageOf(key.id, '?from=2026-02-26&to=2026-03-01&interval=day')).toEqual({
      ...totals,
      buckets: [
        { start: '2026-02-26T00:00:00.000Z', allowed: 3, denied: 1 },
        { start: '2026-02-27T00:00:00.000Z', allowed: 1, denied: 1 },
        { start: '2026-02-28T00:00:00.000Z', allowed: 0, denied: 0 },
      ],
    });
  });

  test.each([
    ['', 24, 3_600_000],
    ['?interval=hour', 24, 3_600_000],
    ['?interval=day', 30, 86_400_000],
    ['?interval=day&to=2026-02-26', 30, 86_400_000],
  ])('unasked (%s): the last %i and the one that has begun', async (query, least, bucketMs) => {
    const { buckets } = await usageOf(key.id, query);
    const starts = buckets.map(({ start }) => Date.parse(start));
    expect([least, least + 1]).toContain(buckets.length);
    expect(starts.every((start) => start % bucketMs === 0)).toBe(true);
    const end = query.includes('to=') ? Date.parse('2026-02-26') : app.now().getTime();
    expect((starts.at(-1) ?? 0) < end && end - (starts.at(-1) ?? 0) <= 2 * bucketMs).toBe(true);
  });

  test('as many as there may be', async () => {
    expect((await usageOf(key.id, '?from=2026-01-01&to=2026-02-11T16:00:00Z')).buckets).toHaveLength(1000);
  });
});

test.each([
  ['interval=minute', 'interval', /hour/],
  ['interval=', 'interval', /hour/],
  ['from=yesterday', 'from', /date.*timestamp/],
  ['to=2026-02-30', 'to', /date.*timestamp/],
  ['from=2026-02-26&to=2026-02-26', 'from', /before/],
  ['from=2999-01-01', 'from', /before/],
  ['from=2026-01-01&to=2026-02-11T16:00:01Z', 'from', /1001 hours.*interval=day/],
  ['from=2020-01-01&to=2026-01-01&interval=day', 'from', /2192 days.*shorter/],
  ['from=0001-01-01&interval=day', 'from', /days.*shorter/],
  ['limit=5', 'limit', /no such field/],
])('%s: 422, named', async (query, field, message) => {
  const { status, body } = await admin.get(`/api/v1/keys/${key.id}/usage?${query}`);
  expect([status, body['error']]).toEqual([422, 'INVALID_INPUT']);
  expect(body['details']).toEqual([{ field, message: expect.stringMatching(message) as string }]);
});

test("another merchant's key: 404, as one that there is not", async () => {
  const other = await app.as('m_2');
  const replies = await Promise.all(
    [key.id, 'key_of_another', 'key_none'].map((id) => other.get(`/api/v1/keys/${id}/usage`)),
  );
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([404]));
  expect(new Set(replies.map(({ body }) => JSON.stringify(body))).size).toBe(1);
});
