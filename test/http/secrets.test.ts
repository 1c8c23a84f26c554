/** No secret and no token stays anywhere: not in a log line, an event, a table, an answer after the first. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { createKey, type Client, type CreatedKey } from '../support/client.ts';

let app: TestApp;
let admin: Client;
beforeAll(async () => {
  app = await startApp({ config: { requestsPerMinute: 5 } });
  admin = await app.as('m_1');
});
afterAll(() => app.stop());

/** All of a database's tables, row by row, as text. */
async function tablesAsText(): Promise<string> {
  const { database } = app.stores;
  const tables = await database.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  expect(tables.map(({ name }) => name)).toContain('public.key_lookup');
  const rows = tables.map(({ name }) =>
    database.query<{ row: string }>(`select t::text as row from ${name} t`),
  );
  return JSON.stringify(await Promise.all(rows));
}

async function eventsAsText(keyIds: readonly string[]): Promise<string> {
  const streams = keyIds.map((id) => app.stores.eventStore.readStream(`apiKey-${id}`));
  const events = (await Promise.all(streams)).flat();
  expect(events.length).toBeGreaterThanOrEqual(keyIds.length);
  return JSON.stringify(events.map(({ type, data, metadata }) => [type, data, metadata]));
}

test('after a whole life of keys, with every mistake on the way', async () => {
  const created: CreatedKey[] = [];
  for (const profile of ['sentry', 'enterprise', 'sentrial']) {
    const old = await createKey(admin, { profile, fullAccess: true });
    const { body } = await admin.post<CreatedKey>(`/api/v1/keys/${old.id}/regenerate`, {
      gracePeriodSeconds: 60,
    });
    created.push(old, body);
  }
  const secrets = created.map(({ key }) => key);
  const tokens = [await app.token('m_1'), await app.token('m_1', 'viewer'), await app.token('m_2')];

  const answers: string[] = [];
  const remember = async (reply: Promise<{ status: number; headers: Headers; body: unknown }>) => {
    const { status, headers, body } = await reply;
    answers.push(JSON.stringify([status, [...headers], body]));
    return status;
  };
  for (const [index, secret] of secrets.entries()) {
    const bearer = app.with(secret);
    for (const path of ['/public/api/v1/sales', '/v1/payouts', '/sandbox/v1/payouts', '/api/sdk/sessions']) {
      for (let i = 0; i < 4; i++) await remember(bearer.get(path));
    }
    await remember(bearer.post('/public/api/v1/invoices', undefined, { raw: `{"key": "${secret}"` }));
    await remember(bearer.get('/api/v1/keys'));
    await remember(bearer.get(`/${secret}?key=${secret}`));
    await remember(admin.get(`/api/v1/keys/${secret}`));
    await remember(admin.get(`/api/v1/keys/${secret}/history?cursor=${secret}`));
    await remember(admin.post('/api/v1/verify', { key: secret }));
    await remember(admin.post('/api/v1/verify', undefined, { raw: `{"key": "${secret}", ` }));
    await remember(admin.post('/api/v1/verify', { key: [secret] }));
    await remember(admin.put(`/api/v1/keys/${created[index]?.id}/name`, { name: 'Fine', key: secret }));
    await remember(admin.get('/healthz', { headers: { Cookie: `key=${secret}`, 'X-Api-Key': secret } }));
  }
  for (const token of tokens) {
    await remember(app.with(token).get('/api/v1/keys?limit=100'));
    await remember(app.with(token).get('/public/api/v1/sales'));
    await remember(app.with(`${token}x`).get(`/api/v1/keys?cursor=${token}`));
  }
  for (const { id, key: secret } of created) {
    await remember(admin.post(`/api/v1/keys/${id}/revoke`, { reason: 'the end' }));
    await remember(admin.get(`/api/v1/keys/${id}/history`));
    await remember(app.with(secret).get('/public/api/v1/sales'));
  }

  const hashes = await app.stores.database.query<{ hash: string }>('select hash from key_lookup');
  const places = {
    logs: app.logged.join(''),
    answers: answers.join('\n'),
    events: await eventsAsText(created.map(({ id }) => id)),
    tables: await tablesAsText(),
  };
  for (const line of ['/public/api/v1/sales', '/api/v1/keys/:keyId', 'KEY_REVOKED', 'RATE_LIMIT_EXCEEDED']) {
    expect(places.logs).toContain(line);
  }
  for (const [place, text] of Object.entries(places)) {
    for (const secret of secrets) {
      expect(text.includes(secret), `a secret in the ${place}`).toBe(false);
      // Nor most of it, in any encoding that keeps its letters.
      expect(text.includes(secret.slice(-16)), `the end of a secret in the ${place}`).toBe(false);
    }
    for (const token of tokens) {
      expect(text.includes(token), `a token in the ${place}`).toBe(false);
      expect(text.includes(token.split('.')[2] ?? token), `a signature in the ${place}`).toBe(false);
    }
  }
  for (const place of ['logs', 'answers'] as const) {
    for (const { hash } of hashes) expect(places[place].includes(hash), `a hash in the ${place}`).toBe(false);
  }
});

test('a log line says who, what and how it went', async () => {
  const { id, key } = await createKey(admin, { scopes: ['sales:read'] });
  await app
    .with(key)
    .get('/public/api/v1/customers?secret=1', { headers: { 'X-Request-Id': 'told-by-caller' } });
  const line = app.logged.find((each) => each.includes('told-by-caller'));
  expect(JSON.parse(line ?? '{}')).toMatchObject({
    msg: 'request',
    method: 'GET',
    route: '/public/api/v1/customers',
    status: 403,
    keyId: id,
    merchantId: 'm_1',
    refusal: 'INSUFFICIENT_SCOPE',
    ms: expect.any(Number) as number,
  });
  expect(line).not.toContain('secret');
});

test.each([
  ['kept-1.a:b_c', 'kept-1.a:b_c'],
  ['req_01ARZ3NDEKTSV4RRFFQ69G5FAV', 'req_01ARZ3NDEKTSV4RRFFQ69G5FAV'],
  ['x'.repeat(65), undefined],
  [`sntr_${'k'.repeat(32)}`, undefined],
  [`key:acme_live_${'a-_b'.repeat(7)}`, undefined],
  ['eyJhbGciOiJFZERTQSJ9.e30.c2ln', undefined],
  ['two words', undefined],
  ['{"a":1}', undefined],
])('X-Request-Id %j is answered with %j', async (given, expected) => {
  const { headers } = await app.with().get('/healthz', { headers: { 'X-Request-Id': given } });
  const answered = headers.get('x-request-id');
  if (expected === undefined) expect(answered).toMatch(/^[\da-f-]{36}$/);
  else expect(answered).toBe(expected);
});

test('answers carry protective headers and do not name what made them', async () => {
  const { headers } = await admin.get('/api/v1/keys');
  expect(headers.get('x-powered-by')).toBeNull();
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-security-policy')).toContain("default-src 'self'");
  expect(headers.get('cache-control')).toBe('no-store');
});
