/** `GET /audit/export`: all that a filter leaves, as a file, in little memory however much it is. */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/domain/auditEntry.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { entry } from '../support/auditEntries.ts';
import { eventually } from '../support/condition.ts';
import { managementToken, startServiceProcess } from '../support/service.ts';
import { alice, signedIn } from '../support/session.ts';
import { ship } from '../support/shippedEntries.ts';

let app: TestApp;
/** Oldest first. */
const kept: readonly AuditEntry[] = [9, 10, 11, 12].map((hour, index) =>
  entry(`2026-02-26T${String(hour).padStart(2, '0')}:00:00.000Z`, {
    merchantId: 'm_kept',
    apiKeyId: `key_${index % 2}`,
    ...(index === 1 && { outcome: 'KEY_REVOKED', status: 401, ip: '203.0.113.7' }),
    ...(index === 2 && { apiKeyName: '=HYPERLINK("http://evil.example")', userAgent: '@sum, "quoted"' }),
  }),
);

beforeAll(async () => {
  app = await startApp();
  await ship(app.stores.eventStore, [...kept, entry('2026-02-26T12:00:00.000Z', { merchantId: 'm_other' })]);
  await eventually('they are shown', async () => (await exported('m_other', '?format=ndjson')).text !== '');
});
afterAll(() => app.stop());

async function exported(merchantId: string, query: string, on = app) {
  const response = await fetch(`${on.url}/api/v1/audit/export${query}`, {
    headers: { Authorization: `Bearer ${await on.token(merchantId, 'auditor')}` },
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const lines = (text: string) => text.split('\n').filter((line) => line !== '');
const read = (text: string) => lines(text).map((line) => JSON.parse(line) as AuditEntry);

test('as lines of JSON, oldest first, field for field', async () => {
  const { status, headers, text } = await exported('m_kept', '?format=ndjson');
  expect(status).toBe(200);
  expect(headers.get('Content-Type')).toBe('application/x-ndjson');
  expect(headers.get('Content-Disposition')).toMatch(
    /^attachment; filename="audit-\d{4}-\d\d-\d\d\.ndjson"$/,
  );
  expect(headers.get('Cache-Control')).toBe('no-store');
  expect(text).toBe(kept.map((each) => `${JSON.stringify(each)}\n`).join(''));
});

test('as CSV, in which nothing is a formula', async () => {
  const { headers, text } = await exported('m_kept', '?format=csv');
  expect(headers.get('Content-Type')).toBe('text/csv');
  expect(headers.get('Content-Disposition')).toMatch(/\.csv"$/);
  const [head, ...records] = text.split('\r\n');
  expect(head).toBe(
    'timestamp,apiKeyId,apiKeyName,merchantId,endpoint,method,status,ip,id,prefix,outcome,requestId,userAgent,suppressed',
  );
  expect(records).toHaveLength(kept.length + 1);
  expect(records[2]).toContain(`,"'=HYPERLINK(""http://evil.example"")",`);
  expect(records[2]).toContain(`,"'@sum, ""quoted""",`);
});

test('of nothing there is only the head', async () => {
  expect((await exported('m_nobody', '?format=csv')).text).toMatch(/^timestamp,.*\r\n$/);
  expect(await exported('m_nobody', '?format=ndjson')).toMatchObject({ status: 200, text: '' });
});

describe('filters', () => {
  test.each([
    ['keyId=key_1', [1, 3]],
    ['outcome=KEY_REVOKED', [1]],
    ['ip=203.0.113.7', [1]],
    ['ip=203.0.113.7&keyId=key_0', []],
    ['ip=192.168.1.100&keyId=key_0&outcome=ALLOWED', [0, 2]],
    ['from=2026-02-26T10:00:00Z&to=2026-02-26T12:00:00Z', [1, 2]],
  ])('%s', async (query, indices) => {
    const { text } = await exported('m_kept', `?format=ndjson&${query}`);
    expect(read(text)).toEqual(indices.map((index) => kept[index]));
  });
});

test("nobody exports another merchant's entries", async () => {
  expect(read((await exported('m_other', '?format=ndjson')).text)).toMatchObject([{ merchantId: 'm_other' }]);
  expect((await exported('m_other', '?format=ndjson&keyId=key_1')).text).toBe('');
});

test.each([
  ['', 'format'],
  ['?format=xlsx', 'format'],
  ['?format=csv&limit=5', 'limit'],
  ['?format=csv&from=2026-02-27&to=2026-02-26', 'from'],
  ['?format=csv&from=2999-01-01', 'from'],
  ['?format=csv&ip=nowhere', 'ip'],
])('%j: 422, named', async (query, field) => {
  const { status, text } = await exported('m_kept', query);
  expect([status, JSON.parse(text)]).toMatchObject([422, { details: [{ field }] }]);
});

test('nobody exports without a token', async () => {
  expect((await app.with().get('/api/v1/audit/export?format=csv')).status).toBe(401);
});

test('who has exported how much is in the log', async () => {
  await exported('m_kept', '?format=csv&outcome=ALLOWED');
  await eventually('it is logged', () =>
    app.logged.some((line) => {
      const { route, merchantId, actor, entries } = JSON.parse(line) as Record<string, unknown>;
      return (
        route === '/api/v1/audit/export' && merchantId === 'm_kept' && actor === 'alice' && entries === 3
      );
    }),
  );
});

describe('of very many entries', () => {
  const many = 100_000;
  beforeAll(async () => {
    await app.stores.database.query(`select audit_month('2026-05-01')`);
    await app.stores.database.session(
      (session) =>
        session.query(
          `insert into audit (id, at, key_id, key_name, merchant_id, endpoint, method, status, ip, outcome, request_id, user_agent)
           select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0') || '8' || lpad(to_hex(n), 15, '0'))::uuid,
             at, 'key_many', 'Website Checkout', 'm_many', '/v1/invoices', 'GET', 200, '203.0.113.7', 'ALLOWED', n, $2
           from generate_series(1, $1::int) n, lateral (select '2026-05-01'::timestamptz + n * interval '10 seconds' as at) one`,
          [many, 'agent '.repeat(60)],
        ),
      { queryTimeoutMs: 60_000 },
    );
  });

  /** The export as it comes, of a process with this much memory for all that it does. */
  async function* exportedFrom(
    url: string,
    headers: Readonly<Record<string, string>>,
    format: string,
  ): AsyncGenerator<IncomingMessage> {
    const request = get(`${url}/api/v1/audit/export?format=${format}`, { headers });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    try {
      yield response;
    } finally {
      request.destroy();
    }
  }

  test.each(['ndjson', 'csv'])('as %s all come, from a process that could not hold them', async (format) => {
    const { stores, dataDir } = app;
    const service = await startServiceProcess(
      {
        DATA_DIR: dataDir,
        DATABASE_URL: stores.databaseUrl,
        EVENTSTORE_URL: stores.eventStoreUrl,
        PEPPER: Buffer.alloc(32, 'pepper').toString(),
        MAC_KEY: Buffer.alloc(32, 'mac key').toString(),
        WEBHOOK_KEY: Buffer.alloc(32, 'webhook key').toString(),
        NODE_OPTIONS: '--max-old-space-size=48', // of more than 60 MB of text
      },
      'api',
    );
    try {
      const headers = { Authorization: `Bearer ${await managementToken(dataDir, 'm_many')}` };
      let [count, bytes] = [0, 0];
      for await (const response of exportedFrom(service.url, headers, format)) {
        response.on('data', (chunk: Buffer) => (bytes += chunk.length));
        for await (const _ of createInterface(response)) count += 1;
        expect(response.complete).toBe(true);
      }
      expect(count).toBe(many + (format === 'csv' ? 1 : 0));
      expect(bytes).toBeGreaterThan(50e6);
    } finally {
      await service.stop();
    }
  });

  test('a caller who leaves in the middle frees the place', async () => {
    const headers = { Authorization: `Bearer ${await app.token('m_many')}` };
    for (let times = 0; times < 8; times += 1) {
      for await (const response of exportedFrom(app.url, headers, 'csv')) {
        expect(response.statusCode).toBe(200);
        await once(response, 'data');
      }
    }
  });

  test('given a sign-out, then an export that has begun breaks off', async () => {
    const { visitor: person, send } = await signedIn(app, { ...alice, merchantId: 'm_many' });
    const [[name, value] = []] = person.cookies(new URL(app.url).hostname);
    for await (const response of exportedFrom(app.url, { Cookie: `${name}=${value}` }, 'csv')) {
      expect(response.statusCode).toBe(200);
      expect((await send('POST', '/auth/logout')).status).toBe(204);
      await expect(once(response.resume(), 'end')).rejects.toThrow('aborted');
    }
  });

  test('four at a time of one merchant', async () => {
    const headers = { Authorization: `Bearer ${await app.token('m_many')}` };
    const open = Array.from({ length: 4 }, () => exportedFrom(app.url, headers, 'csv'));
    try {
      await eventually('there are places for all', async () => {
        const { status } = await exported('m_many', '?format=ndjson&to=2026-01-01');
        return status === 200;
      });
      for (const each of open) expect((await each.next()).value).toMatchObject({ statusCode: 200 });
      const { status, text } = await exported('m_many', '?format=csv');
      expect([status, JSON.parse(text)]).toMatchObject([429, { error: 'TOO_MANY_STREAMS' }]);
    } finally {
      await Promise.all(open.map((each) => each.return(undefined)));
    }
  });
});
