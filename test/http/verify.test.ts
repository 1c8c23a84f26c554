/** `POST /verify`: the verdict on a key, without using it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { createKey, type Client, type CreatedKey, type Json } from '../support/client.ts';

let app: TestApp;
let admin: Client;
let key: CreatedKey;
beforeAll(async () => {
  app = await startApp({ config: { requestsPerMinute: 1 } });
  admin = await app.as('m_1');
  key = await createKey(admin, {
    name: 'Checked',
    profile: 'enterprise',
    environment: 'test',
    scopes: ['invoices:read', 'payouts:read'],
    ipRules: ['10.0.0.0/8', '2001:db8::/32'],
    expiresAt: '2999-01-01',
  });
});
afterAll(() => app.stop());

const verify = async (question: Json, who = admin) => {
  const { status, body, headers } = await who.post('/api/v1/verify', question);
  expect(headers.get('cache-control')).toBe('no-store');
  return { status, body };
};
const invalid = (code: string) => ({ status: 200, body: { valid: false, code } });

test('a good key: what it is', async () => {
  expect(await verify({ key: key.key })).toEqual({
    status: 200,
    body: {
      valid: true,
      keyId: key.id,
      merchantId: 'm_1',
      name: 'Checked',
      environment: 'test',
      scopes: ['invoices:read', 'payouts:read'],
      expiresAt: '2999-01-01T00:00:00.000Z',
    },
  });
});

describe('only what is asked is checked', () => {
  test.each<[Json, string | true]>([
    [{ scopes: ['invoices:read'] }, true],
    [{ scopes: [] }, true],
    [{ scopes: ['invoices:read', 'invoices:write'] }, 'INSUFFICIENT_SCOPE'],
    [{ scopes: ['unheard:of'] }, 'INSUFFICIENT_SCOPE'],
    [{ ip: '10.1.2.3' }, true],
    [{ ip: '::ffff:10.1.2.3' }, true],
    [{ ip: '2001:db8:1::1' }, true],
    [{ ip: '11.0.0.1' }, 'IP_NOT_ALLOWED'],
    [{ ip: 'not an address' }, 'IP_NOT_ALLOWED'],
    [{ environment: 'test' }, true],
    [{ environment: 'live' }, 'WRONG_ENVIRONMENT'],
    [{ environment: 'live', ip: '11.0.0.1', scopes: ['x'] }, 'WRONG_ENVIRONMENT'],
    [{ environment: 'test', ip: '11.0.0.1', scopes: ['x'] }, 'IP_NOT_ALLOWED'],
  ])('%j: %s', async (question, expected) => {
    const reply = await verify({ key: key.key, ...question });
    if (expected === true) expect(reply).toMatchObject({ status: 200, body: { valid: true } });
    else expect(reply).toEqual(invalid(expected));
  });
});

test('revoked, expired, regenerated away, unknown, malformed', async () => {
  await using other = await startApp({ stores: app.stores });
  const client = await other.as('m_1');
  const revoked = await createKey(client, { scopes: ['sales:read'] });
  await client.post(`/api/v1/keys/${revoked.id}/revoke`);
  expect(await verify({ key: revoked.key }, client)).toEqual(invalid('KEY_REVOKED'));

  const regenerated = await createKey(client, { scopes: ['sales:read'] });
  await client.post(`/api/v1/keys/${regenerated.id}/regenerate`);
  expect(await verify({ key: regenerated.key }, client)).toEqual(invalid('KEY_REVOKED'));

  const end = new Date(other.now().getTime() + 60_000).toISOString();
  const expiring = await createKey(client, { scopes: ['sales:read'], expiresAt: end });
  other.advance(61);
  expect(await verify({ key: expiring.key }, client)).toEqual(invalid('KEY_EXPIRED'));

  for (const unknown of ['x', 'sntr_', `${key.key.slice(0, -1)}!`, key.key.toUpperCase()]) {
    expect(await verify({ key: unknown })).toEqual(invalid('KEY_NOT_FOUND'));
  }
});

test("another merchant's key looks unknown, also when it is revoked", async () => {
  const theirs = await app.as('m_2');
  const foreign = await createKey(theirs, { scopes: ['sales:read'] });
  expect(await verify({ key: foreign.key })).toEqual(invalid('KEY_NOT_FOUND'));
  await theirs.post(`/api/v1/keys/${foreign.id}/revoke`);
  expect(await verify({ key: foreign.key })).toEqual(invalid('KEY_NOT_FOUND'));
  expect(await verify({ key: foreign.key }, theirs)).toEqual(invalid('KEY_REVOKED'));
});

test('a secret in its grace period: valid until that ends', async () => {
  const old = await createKey(admin, { scopes: ['sales:read'] });
  await admin.post(`/api/v1/keys/${old.id}/regenerate`, { gracePeriodSeconds: 3600 });
  const { body } = await verify({ key: old.key });
  expect(body).toMatchObject({ valid: true, keyId: old.id });
  const left = Date.parse(String(body['expiresAt'])) - app.now().getTime();
  expect(left).toBeGreaterThan(3_500_000);
  expect(left).toBeLessThanOrEqual(3_600_000);
});

test('takes nothing off the quota', async () => {
  const { key: secret } = await createKey(admin, { scopes: ['sales:read'] });
  for (let i = 0; i < 3; i++) expect(await verify({ key: secret })).toMatchObject({ body: { valid: true } });
  expect((await app.with(secret).get('/public/api/v1/sales')).status).toBe(200);
  expect((await app.with(secret).get('/public/api/v1/sales')).status).toBe(429);
  expect(await verify({ key: secret })).toMatchObject({ body: { valid: true } });
});
