/** What the audit keeps of a request: the entry is in the journal by the time its answer is seen. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/domain/auditEntry.ts';
import { generateKey } from '../../src/domain/keyFormat.ts';
import { macKey, profiles, startApp, type TestApp } from '../support/app.ts';
import { createKey, type Client, type CreatedKey, type Json, type RequestExtras } from '../support/client.ts';
import { temporaryFolder } from '../support/folder.ts';
import { journalled } from '../support/journal.ts';

let app: TestApp;
let admin: Client;
let key: CreatedKey;
let seen: number;
beforeAll(async () => {
  app = await startApp({ config: { requestsPerMinute: 1000, trustProxy: ['127.0.0.1'] } });
  admin = await app.as('m_1');
  key = await createKey(admin, { name: 'Invoice Bot', fullAccess: true });
});
afterAll(() => app.stop());
beforeEach(async () => {
  seen = (await journalled(app.dataDir)).length;
});

/** What was journalled since this test began, or since it was asked for. */
async function fresh(): Promise<readonly AuditEntry[]> {
  const entries = (await journalled(app.dataDir)).slice(seen);
  seen += entries.length;
  return entries;
}

const nobody = { apiKeyId: null, apiKeyName: null, merchantId: null };
const of = ({ id, name }: CreatedKey, merchantId = 'm_1') => ({ apiKeyId: id, apiKeyName: name, merchantId });

test('an entry: the fields and their order', async () => {
  const before = Date.now();
  const { status, headers } = await app
    .with(key.key)
    .post('/public/api/v1/invoices/inv_7/remind', {}, { headers: { 'User-Agent': 'test/1.0' } });
  const after = Date.now();
  const [entry, ...others] = await fresh();
  expect([status, others]).toEqual([201, []]);
  expect(entry).toEqual({
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
    ...of(key),
    endpoint: '/public/api/v1/invoices/{id}/remind',
    method: 'POST',
    status: 201,
    ip: '127.0.0.1',
    id: expect.any(String) as string,
    prefix: key.prefix,
    outcome: 'ALLOWED',
    requestId: headers.get('x-request-id'),
    userAgent: 'test/1.0',
  });
  expect(Object.keys(entry ?? {})).toEqual(
    (
      'timestamp apiKeyId apiKeyName merchantId endpoint method status ip ' +
      'id prefix outcome requestId userAgent'
    ).split(' '),
  );
  const at = Date.parse(entry?.timestamp ?? '');
  expect(at).toBeGreaterThanOrEqual(before);
  expect(at).toBeLessThanOrEqual(after);
  const idAt = Number.parseInt((entry?.id ?? '').replace('-', '').slice(0, 12), 16);
  expect(idAt).toBe(at);
});

describe('on a protected route, every outcome', () => {
  const call = async (secret: string | undefined, path = '/public/api/v1/sales', extras?: RequestExtras) => {
    const { status } = await app.with(secret).get(path, extras);
    const entries = await fresh();
    expect(entries).toMatchObject([{ endpoint: path, method: 'GET', status }]);
    return entries[0];
  };

  test('no key', async () => {
    expect(await call(undefined)).toMatchObject({
      ...nobody,
      status: 401,
      outcome: 'KEY_NOT_FOUND',
      prefix: null,
    });
  });

  test('a forged key leaves nothing of itself', async () => {
    const forged = key.key.slice(0, -6) + (key.key.endsWith('xxxxxx') ? 'yyyyyy' : 'xxxxxx');
    const entry = await call(forged);
    expect(entry).toMatchObject({ ...nobody, status: 401, outcome: 'KEY_NOT_FOUND', prefix: null });
    expect(JSON.stringify(entry)).not.toContain(forged.slice(5, 13));
  });

  test('a key with our MAC that no stream knows: its prefix, and nobody', async () => {
    const profile = profiles.get('sentry');
    if (profile === undefined) throw new Error('no profile sentry');
    const { secret, prefix } = generateKey(profile, 'live', macKey, randomBytes);
    expect(await call(secret)).toMatchObject({ ...nobody, status: 401, outcome: 'KEY_NOT_FOUND', prefix });
  });

  test('revoked, and regenerated away', async () => {
    const revoked = await createKey(admin, { scopes: ['sales:read'] });
    await admin.post(`/api/v1/keys/${revoked.id}/revoke`);
    expect(await call(revoked.key)).toMatchObject({ ...of(revoked), status: 401, outcome: 'KEY_REVOKED' });

    const old = await createKey(admin, { scopes: ['sales:read'] });
    await admin.post(`/api/v1/keys/${old.id}/regenerate`);
    expect(await call(old.key)).toMatchObject({
      ...of(old),
      status: 401,
      outcome: 'KEY_REVOKED',
      prefix: old.prefix,
    });
  });

  test("another product's key: whose it is", async () => {
    expect(await call(key.key, '/api/sdk/sessions')).toMatchObject({
      ...of(key),
      status: 401,
      outcome: 'KEY_NOT_FOUND',
      prefix: key.prefix,
    });
  });

  test('wrong environment, wrong address, missing scope', async () => {
    const { scopes, ...live } = { profile: 'enterprise', scopes: ['invoices:read'] };
    const misplaced = await createKey(admin, { ...live, scopes });
    expect(await call(misplaced.key, '/sandbox/v1/invoices')).toMatchObject({
      ...of(misplaced),
      status: 401,
      outcome: 'WRONG_ENVIRONMENT',
    });
    expect(await call(misplaced.key, '/v1/payouts')).toMatchObject({
      ...of(misplaced),
      status: 403,
      outcome: 'INSUFFICIENT_SCOPE',
    });
    const elsewhere = await createKey(admin, { fullAccess: true, ipRules: ['192.0.2.0/24'] });
    expect(await call(elsewhere.key)).toMatchObject({
      ...of(elsewhere),
      status: 403,
      outcome: 'IP_NOT_ALLOWED',
    });
  });

  test('expired, and over the limit', async () => {
    await using tight = await startApp({ config: { requestsPerMinute: 1 } });
    const client = await tight.as('m_1');
    const expiresAt = new Date(tight.now().getTime() + 30_000).toISOString();
    const short = await createKey(client, { scopes: ['sales:read'], expiresAt });
    const use = async () => (await tight.with(short.key).get('/public/api/v1/sales')).status;
    const statuses = [await use(), await use()];
    tight.advance(30);
    statuses.push(await use());
    expect(statuses).toEqual([200, 429, 401]);
    expect(await journalled(tight.dataDir)).toMatchObject([
      { ...of(short), status: 200, outcome: 'ALLOWED' },
      { ...of(short), status: 429, outcome: 'RATE_LIMIT_EXCEEDED' },
      { ...of(short), status: 401, outcome: 'KEY_EXPIRED' },
    ]);
  });

  test.each<[string, number, RequestExtras]>([
    ['malformed', 400, { raw: '{"a": ' }],
    ['no object', 422, { raw: '[]' }],
    ['too large', 413, { raw: `"${'x'.repeat(65 * 1024)}"` }],
    ['no JSON', 415, { raw: 'a=1', headers: { 'Content-Type': 'text/plain' } }],
  ])('a body that is %s: the key was allowed all the same', async (_, status, extras) => {
    const reply = await app.with(key.key).post('/public/api/v1/customers', undefined, extras);
    expect(reply.status).toBe(status);
    expect(await fresh()).toMatchObject([{ ...of(key), method: 'POST', status, outcome: 'ALLOWED' }]);
  });

  test('HEAD is a request too', async () => {
    await app.with(key.key).send('HEAD', '/public/api/v1/sales');
    expect(await fresh()).toMatchObject([{ ...of(key), method: 'HEAD', status: 200, outcome: 'ALLOWED' }]);
  });

  test('the name is that of the time of the request', async () => {
    const named = await createKey(admin, { name: 'Before', scopes: ['sales:read'] });
    await call(named.key);
    await admin.put(`/api/v1/keys/${named.id}/name`, { name: 'After' });
    expect(await call(named.key)).toMatchObject({ apiKeyName: 'After' });
    const names = (await journalled(app.dataDir)).filter(({ apiKeyId }) => apiKeyId === named.id);
    expect(names.map(({ apiKeyName }) => apiKeyName)).toEqual(['Before', 'After']);
  });

  test.each([
    ['198.51.100.7', '198.51.100.7'],
    ['::ffff:198.51.100.7', '198.51.100.7'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['198.51.100.7:1234', 'unknown'],
    ['<script>', 'unknown'],
  ])('behind a proxy that says %s, the address is %s', async (forwarded, ip) => {
    expect(
      await call(key.key, '/public/api/v1/sales', { headers: { 'X-Forwarded-For': forwarded } }),
    ).toMatchObject({ ip, outcome: 'ALLOWED' });
  });

  test.each([
    ['curl/8.5.0', 'curl/8.5.0'],
    [`Mozilla ${'x'.repeat(300)}`, `Mozilla ${'x'.repeat(192)}`],
    ['tab\tand \u0085 next line', 'tab and   next line'],
    [`bot/${'k'.repeat(180)}sntr_${'k'.repeat(32)}`, '[redacted]'],
    ['Bearer eyJhbGciOiJFZERTQSJ9.e30.c2ln', '[redacted]'],
  ])('User-Agent %j is kept as %j', async (given, userAgent) => {
    expect(await call(key.key, '/public/api/v1/sales', { headers: { 'User-Agent': given } })).toMatchObject({
      userAgent,
    });
  });
});

describe('verify', () => {
  const verify = async (question: Json, who = admin, extras?: RequestExtras) => {
    const { status } = await who.post('/api/v1/verify', question, extras);
    const entries = await fresh();
    expect(entries).toMatchObject([{ endpoint: '/api/v1/verify', method: 'POST', status }]);
    return entries[0];
  };
  const asker = { apiKeyId: null, apiKeyName: null, merchantId: 'm_1', prefix: null };

  test('a good key', async () => {
    expect(await verify({ key: key.key })).toMatchObject({
      ...of(key),
      status: 200,
      outcome: 'ALLOWED',
      prefix: key.prefix,
      ip: '127.0.0.1',
    });
  });

  test('the outcome is what was answered, whatever the status', async () => {
    expect(await verify({ key: key.key, scopes: ['no:such'] })).toMatchObject({
      ...of(key),
      status: 200,
      outcome: 'INSUFFICIENT_SCOPE',
    });
    expect(await verify({ key: key.key, environment: 'test' })).toMatchObject({
      ...of(key),
      outcome: 'WRONG_ENVIRONMENT',
    });
  });

  test.each([
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:DB8::0:1', '2001:db8::1'],
    ['not an address', '127.0.0.1'],
  ])('about %s: the address is %s', async (asked, ip) => {
    expect(await verify({ key: key.key, ip: asked })).toMatchObject({ ip, outcome: 'ALLOWED' });
  });

  test("another merchant's key leaves the same as an unknown and a forged one", async () => {
    const theirs = await createKey(await app.as('m_2'), { fullAccess: true });
    const profile = profiles.get('sentry');
    if (profile === undefined) throw new Error('no profile sentry');
    const unknown = generateKey(profile, 'live', macKey, randomBytes).secret;
    const entries = [];
    for (const secret of [theirs.key, unknown, `${unknown.slice(0, -6)}xxxxxx`, 'x']) {
      const { timestamp: _, id: __, requestId: ___, ...entry } = (await verify({ key: secret })) ?? {};
      entries.push(entry);
    }
    expect(entries[0]).toMatchObject({ ...asker, status: 200, outcome: 'KEY_NOT_FOUND' });
    expect(new Set(entries.map((entry) => JSON.stringify(entry))).size).toBe(1);
  });

  test('a question that cannot be read names no key', async () => {
    for (const [question, extras, status] of [
      [{ key: [key.key] }, {}, 422],
      [undefined, { raw: `{"key": "${key.key}"` }, 400],
    ] as const) {
      expect(await verify(question as unknown as Json, admin, extras)).toMatchObject({
        ...asker,
        status,
        outcome: 'KEY_NOT_FOUND',
      });
    }
  });
});

test('what asks about no key leaves none: management, health, unknown paths and methods, no token', async () => {
  const nothing = app.with();
  await admin.get('/api/v1/keys');
  await admin.get(`/api/v1/keys/${key.id}`);
  await nothing.get('/healthz');
  await nothing.get('/readyz');
  await app.with(key.key).get('/public/api/v1/nothing');
  await app.with(key.key).send('DELETE', '/public/api/v1/sales');
  await app.with(key.key).get('/public/api/v1/invoices/%E0/remind');
  await nothing.post('/api/v1/verify', { key: key.key });
  await app.with('no token').post('/api/v1/verify', { key: key.key });
  expect(await fresh()).toEqual([]);
});

test('a flood of unknown keys: every refusal is counted, few are written', async () => {
  const stranger = app.with('sntr_unknown');
  const replies = await Promise.all(Array.from({ length: 300 }, () => stranger.get('/public/api/v1/sales')));
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([401]));
  const flood: AuditEntry[] = [];
  const recorded = () => flood.reduce((sum, { suppressed = 0 }) => sum + 1 + suppressed, 0);
  await expect.poll(async () => (flood.push(...(await fresh())), recorded()), { timeout: 5000 }).toBe(300);
  expect(flood.length).toBeLessThan(100);
  expect(flood).toContainEqual(
    expect.objectContaining({
      ...nobody,
      outcome: 'KEY_NOT_FOUND',
      suppressed: expect.any(Number) as number,
    }),
  );
});

test('what was only counted is written by an orderly stop', async () => {
  await using folder = await temporaryFolder();
  const stopped = await startApp({ dataDir: folder.path });
  const stranger = stopped.with('sntr_unknown');
  await Promise.all(Array.from({ length: 40 }, () => stranger.get('/public/api/v1/sales')));
  await stopped.stop();
  const entries = await journalled(folder.path);
  expect(entries.reduce((sum, { suppressed = 0 }) => sum + 1 + suppressed, 0)).toBe(40);
});
