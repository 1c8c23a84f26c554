/** `GET /audit`: a merchant's entries, newest first. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/domain/auditEntry.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { entry } from '../support/auditEntries.ts';
import { createKey, type Client } from '../support/client.ts';
import { eventually } from '../support/condition.ts';
import { journalled } from '../support/journal.ts';
import { ship } from '../support/shippedEntries.ts';

interface AuditPage {
  readonly items: readonly AuditEntry[];
  readonly nextCursor: string | null;
}

let app: TestApp;
let admin: Client;
const hours = ['09', '10', '11', '12', '13'] as const;
/** Of a merchant whose entries nothing adds to, oldest first. */
const kept: readonly AuditEntry[] = hours.map((hour, index) =>
  entry(`2026-02-26T${hour}:00:00.000Z`, {
    merchantId: 'm_kept',
    apiKeyId: `key_${index % 2}`,
    ip: index < 2 ? '2001:db8::7' : '203.0.113.7',
    ...(index === 2 && { outcome: 'KEY_REVOKED', status: 401 }),
    ...(index === 4 && {
      apiKeyId: null,
      apiKeyName: null,
      prefix: null,
      outcome: 'KEY_NOT_FOUND',
      suppressed: 7,
    }),
  }),
);
const newestFirst = kept.toReversed();

const list = async (who: Client, query = '') => {
  const { status, body } = await who.get<AuditPage>(`/api/v1/audit${query}`);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body;
};
const keptBy = async (query: string) => (await list(await app.as('m_kept'), query)).items;

beforeAll(async () => {
  app = await startApp();
  admin = await app.as('m_1');
  const nobodys = entry('2026-02-26T12:00:00.000Z', { apiKeyId: null, apiKeyName: null, merchantId: null });
  await ship(app.stores.eventStore, [...kept, nobodys]);
  await eventually('the entries are shown', async () => {
    const { status, body } = await (await app.as('m_kept')).get<AuditPage>('/api/v1/audit');
    return status === 200 && body.items.length === kept.length;
  });
});
afterAll(() => app.stop());

test('what was journalled is listed, field for field', async () => {
  const { key, id } = await createKey(admin, { name: 'Listed', scopes: ['sales:read'] });
  await app.with(key).get('/public/api/v1/sales');
  await app.with(key).get('/public/api/v1/invoices');
  await app.with('forged').get('/public/api/v1/sales');
  await admin.post('/api/v1/verify', { key: 'forged' });
  await eventually('they are shipped and shown', async () => (await list(admin)).items.length === 3);
  const mine = (await journalled(app.dataDir)).filter(({ merchantId }) => merchantId === 'm_1');
  const { items } = await list(admin);
  expect(items.map((item) => JSON.stringify(item))).toEqual(
    mine.map((item) => JSON.stringify(item)).toReversed(),
  );
  expect(items).toMatchObject([
    { apiKeyId: null, outcome: 'KEY_NOT_FOUND', endpoint: '/api/v1/verify' },
    { apiKeyId: id, outcome: 'INSUFFICIENT_SCOPE' },
    { apiKeyId: id, outcome: 'ALLOWED' },
  ]);
});

test('newest first, and what one entry stands for is told', async () => {
  expect(await keptBy('')).toEqual(newestFirst);
});

test('page by page, each entry once', async () => {
  const seen: AuditEntry[] = [];
  let query = '?limit=2';
  for (let pages = 1; ; pages++) {
    const { items, nextCursor } = await list(await app.as('m_kept'), query);
    seen.push(...items);
    if (nextCursor === null) {
      expect([pages, items.length]).toEqual([3, 1]);
      break;
    }
    expect(items).toHaveLength(2);
    query = `?limit=2&cursor=${nextCursor}`;
  }
  expect(seen).toEqual(newestFirst);
});

describe('filters', () => {
  test.each<[string, readonly number[]]>([
    ['keyId=key_1', [1, 3]],
    ['keyId=key_none', []],
    ['outcome=ALLOWED', [0, 1, 3]],
    ['outcome=KEY_REVOKED', [2]],
    ['outcome=KEY_NOT_FOUND', [4]],
    ['outcome=RATE_LIMIT_EXCEEDED', []],
    ['keyId=key_0&outcome=KEY_REVOKED', [2]],
    ['keyId=key_1&outcome=KEY_REVOKED', []],
    ['from=2026-02-26T11:00:00Z', [2, 3, 4]],
    ['from=2026-02-26T11:00:00.001Z', [3, 4]],
    ['to=2026-02-26T11:00:00Z', [0, 1]],
    ['to=2026-02-26T11:00:00.001Z', [0, 1, 2]],
    ['from=2026-02-26T10:00:00Z&to=2026-02-26T12:00:00Z&keyId=key_1', [1]],
    ['from=2026-02-26T12:00:00%2B02:00&to=2026-02-26T13:00:00%2B02:00', [1]],
    ['from=2026-02-26', [0, 1, 2, 3, 4]],
    ['to=2026-02-26', []],
    ['ip=203.0.113.7', [2, 3, 4]],
    ['ip=::ffff:203.0.113.7', [2, 3, 4]],
    ['ip=2001:DB8:0::7', [0, 1]],
    ['ip=203.0.113.8', []],
    ['ip=unknown', []],
    ['ip=203.0.113.7&outcome=ALLOWED', [3]],
    ['ip=203.0.113.7&outcome=KEY_REVOKED', [2]],
    ['ip=203.0.113.7&outcome=KEY_EXPIRED', []],
    ['ip=203.0.113.7&keyId=key_0', [2]],
    ['ip=203.0.113.7&keyId=key_0&outcome=ALLOWED', []],
    ['ip=203.0.113.7&to=2026-02-26T12:00:00Z', [2]],
    ['from=0001-01-01&to=9999-12-31T23:59:59-23:59', [0, 1, 2, 3, 4]],
  ])('%s', async (query, indices) => {
    expect(await keptBy(`?${query}`)).toEqual(indices.toReversed().map((index) => kept[index]));
  });

  test('a cursor goes on within the same filter', async () => {
    const who = await app.as('m_kept');
    const first = await list(who, '?outcome=ALLOWED&limit=1');
    const second = await list(who, `?outcome=ALLOWED&limit=1&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items]).toEqual([kept[3], kept[1]]);
  });
});

test("nobody sees another merchant's entries, by whichever filter, nor those of no merchant", async () => {
  const other = await app.as('m_other');
  for (const query of [
    '',
    '?ip=203.0.113.7',
    '?keyId=key_1',
    '?outcome=KEY_REVOKED',
    '?from=2026-02-26&to=2026-02-27',
  ]) {
    expect(await list(other, query)).toEqual({ items: [], nextCursor: null });
  }
});

test.each([
  ['keyId=', 'keyId'],
  ['keyId=a%00', 'keyId'],
  ['keyId=a&keyId=b', 'keyId'],
  ['outcome=DENIED', 'outcome'],
  ['outcome=allowed', 'outcome'],
  ['from=yesterday', 'from'],
  ['from=2026-02-30', 'from'],
  ['from=2026-02-26T10:00:00', 'from'],
  ['from=1772119800000', 'from'],
  ['from=', 'from'],
  ['to=2026-02-26&to=2026-02-27', 'to'],
  ['from=2026-02-26&to=2026-02-26', 'from'],
  ['from=2026-02-27&to=2026-02-26', 'from'],
  ['limit=0', 'limit'],
  ['limit=101', 'limit'],
  ['cursor=x', 'cursor'],
  [`cursor=${'A'.repeat(23)}`, 'cursor'],
  ['status=401', 'status'],
  ['ip=', 'ip'],
  ['ip=203.0.113.0/24', 'ip'],
  ['ip=203.0.113', 'ip'],
  ['ip=fe80::1%25eth0', 'ip'],
  ['ip=203.0.113.7&ip=203.0.113.8', 'ip'],
])('%s: 422, named', async (query, field) => {
  const { status, body } = await admin.get(`/api/v1/audit?${query}`);
  expect([status, body['error']]).toEqual([422, 'INVALID_INPUT']);
  expect(body['details']).toMatchObject([{ field }]);
});
