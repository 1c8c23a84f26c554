import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../support/condition.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { createKey, type Client, type CreatedKey, type Json } from '../../support/client.ts';

const names = ['invoices', 'payment-links', 'clients', 'payouts', 'disbursements', 'webhooks'];
const routes = names.flatMap((name) => [
  { method: 'GET', path: name, scope: `${name}:read` },
  { method: 'POST', path: name, scope: `${name}:write` },
]);
const descriptions: Readonly<Record<string, string>> = {
  'invoices:read': 'View invoices',
  'invoices:write': 'Create and update invoices',
  'payment-links:read': 'View payment links',
  'payment-links:write': 'Create payment links',
  'clients:read': 'View clients',
  'clients:write': 'Create and update clients',
  'payouts:read': 'View payouts',
  'payouts:write': 'Create payouts',
  'disbursements:read': 'View disbursements',
  'disbursements:write': 'Create disbursements',
  'webhooks:read': 'View webhook endpoints',
  'webhooks:write': 'Manage webhook endpoints',
};
const allScopes = Object.keys(descriptions);
const environments = [
  { environment: 'live', prefix: 'sk_live_', base: '/v1' },
  { environment: 'test', prefix: 'sk_test_', base: '/sandbox/v1' },
] as const;
const unauthorized = { status: 401, body: { error: 'UNAUTHORIZED' } };

describe('003_855844df8da2e7cc.txt: Enterprise, API Keys', () => {
  let app: TestApp;
  let admin: Client;
  beforeAll(async () => {
    app = await startApp();
    admin = await app.as('m_1');
  });
  afterAll(() => app.stop());

  const create = (input: Json) => createKey(admin, { profile: 'enterprise', ...input });
  const call = (secret: string | undefined, method: string, path: string) =>
    app.with(secret).send(method, path, method === 'POST' ? {} : undefined);

  describe.each(environments)('API Key Types: $environment', ({ environment, prefix, base }) => {
    test(`keys begin with ${prefix} and open ${base}`, async () => {
      const { key } = await create({ environment, scopes: ['invoices:read'] });
      expect(key.startsWith(prefix)).toBe(true);
      expect((await call(key, 'GET', `${base}/invoices`)).status).toBe(200);
    });

    describe.each(allScopes)('Scopes: %s', (scope) => {
      test('opens its own endpoint and no other', async () => {
        const { key } = await create({ environment, scopes: [scope] });
        const opened = await Promise.all(
          routes.map(async (route) => {
            const { status, body } = await call(key, route.method, `${base}/${route.path}`);
            if (status === 403) expect(body).toMatchObject({ error: 'INSUFFICIENT_SCOPE' });
            else expect(status).toBe(route.method === 'GET' ? 200 : 201);
            return status === 403 ? [] : [route.scope];
          }),
        );
        expect(opened.flat()).toEqual([scope]);
      });
    });

    test('Full Access: all scopes', async () => {
      const { key, scopes } = await create({ environment, fullAccess: true });
      expect(scopes).toEqual(allScopes);
      for (const route of routes) {
        expect((await call(key, route.method, `${base}/${route.path}`)).status).toBeLessThan(300);
      }
    });
  });

  test('the catalogue of scopes', async () => {
    const { body } = await admin.get<{ items: Json[] }>('/api/v1/profiles');
    expect(body.items.find(({ name }) => name === 'enterprise')).toMatchObject({
      environments: ['live', 'test'],
      scopes: allScopes,
      scopeDescriptions: descriptions,
    });
  });

  test('Create: Name, Environment, Scopes, Expiration; copied at once, not shown again', async () => {
    const { id, key, ...shown } = await create({
      name: 'POS Integration',
      environment: 'test',
      scopes: ['invoices:read'],
      expiresAt: '2999-01-01',
    });
    expect(shown).toMatchObject({
      name: 'POS Integration',
      environment: 'test',
      scopes: ['invoices:read'],
      expiresAt: '2999-01-01T00:00:00.000Z',
    });
    const again = await admin.get(`/api/v1/keys/${id}`);
    expect(JSON.stringify(again.body)).not.toContain(key.slice(-16));
  });

  test('Minimal Scopes: a reporting integration', async () => {
    const { key } = await create({ scopes: ['invoices:read', 'payouts:read', 'clients:read'] });
    for (const path of ['invoices', 'payouts', 'clients']) {
      expect((await call(key, 'GET', `/v1/${path}`)).status).toBe(200);
      expect((await call(key, 'POST', `/v1/${path}`)).status).toBe(403);
    }
  });

  describe('Managing API Keys', () => {
    test('Viewing Keys: Name, Environment, Created, Last Used, Scopes, Status', async () => {
      const { id } = await create({ name: 'Production Server', scopes: ['invoices:read'] });
      const { body } = await admin.get<{ items: Json[] }>('/api/v1/keys?profile=enterprise&limit=100');
      expect(body.items.find((item) => item['id'] === id)).toMatchObject({
        name: 'Production Server',
        environment: 'live',
        createdAt: expect.any(String) as string,
        lastUsedAt: null,
        scopes: ['invoices:read'],
        status: 'active',
      });
      await admin.post(`/api/v1/keys/${id}/revoke`);
      const revoked = await admin.get<{ items: Json[] }>('/api/v1/keys?status=revoked&limit=100');
      expect(revoked.body.items.map((item) => item['id'])).toContain(id);
    });

    test('Last Used: the most recent API call', async () => {
      const { id, key } = await create({ scopes: ['invoices:read'] });
      const lastUsed = async () => (await admin.get(`/api/v1/keys/${id}`)).body['lastUsedAt'];
      await call(key, 'GET', '/v1/invoices');
      await eventually('the call is shown', async () => (await lastUsed()) !== null);
      const first = String(await lastUsed());
      await call(key, 'POST', '/v1/payouts'); // refused, and a call all the same
      await eventually('the later call is shown', async () => String(await lastUsed()) > first);
    });

    test('Revoking Keys: requests with it get 401 Unauthorized', async () => {
      const { id, key } = await create({ scopes: ['invoices:read'] });
      await admin.post(`/api/v1/keys/${id}/revoke`);
      expect(await call(key, 'GET', '/v1/invoices')).toMatchObject(unauthorized);
    });

    test('Rotating Keys: new key with the same scopes, use it, revoke the old', async () => {
      const old = await create({ scopes: ['payouts:write'] });
      const fresh = await create({ scopes: old.scopes });
      expect((await call(fresh.key, 'POST', '/v1/payouts')).status).toBe(201);
      expect((await call(old.key, 'POST', '/v1/payouts')).status).toBe(201);
      await admin.post(`/api/v1/keys/${old.id}/revoke`);
      expect((await call(old.key, 'POST', '/v1/payouts')).status).toBe(401);
      expect((await call(fresh.key, 'POST', '/v1/payouts')).status).toBe(201);
    });
  });

  describe('Key Expiration', () => {
    test('keys expire at midnight UTC on the expiration date, and then get 401', async () => {
      await using later = await startApp();
      const client = await later.as('m_1');
      const date = new Date(later.now().getTime() + 10 * 86_400_000).toISOString().slice(0, 10);
      const { id, key, expiresAt } = await createKey(client, {
        profile: 'enterprise',
        scopes: ['invoices:read'],
        expiresAt: date,
      });
      expect(expiresAt).toBe(`${date}T00:00:00.000Z`);
      const secondsLeft = (Date.parse(date) - later.now().getTime()) / 1000;
      later.advance(secondsLeft - 30);
      expect((await later.with(key).get('/v1/invoices')).status).toBe(200);
      later.advance(30);
      expect(await later.with(key).get('/v1/invoices')).toMatchObject(unauthorized);
      expect((await client.get(`/api/v1/keys/${id}`)).body).toMatchObject({ status: 'expired' });
      const changed = await client.put(`/api/v1/keys/${id}/name`, { name: 'Too late' });
      expect(changed).toMatchObject({ status: 409, body: { error: 'KEY_EXPIRED' } });
      const verified = await client.post('/api/v1/verify', { key });
      expect(verified).toMatchObject({ status: 200, body: { valid: false, code: 'KEY_EXPIRED' } });
    });

    test('Set reminders to rotate keys before expiration: 7 days before it is announced, and so is the end', async () => {
      await using later = await startApp();
      const client = await later.as('m_1');
      const date = new Date(later.now().getTime() + 20 * 86_400_000).toISOString().slice(0, 10);
      const key = await createKey(client, { profile: 'enterprise', fullAccess: true, expiresAt: date });
      const announced = async () => {
        const { body } = await client.get<{ items: Json[] }>(`/api/v1/keys/${key.id}/history`);
        return body.items.slice(1).map(({ type, actor, data }) => ({ type, actor, data }));
      };
      const said = (type: string) => ({ type, actor: 'keyledger', data: { expiresAt: key.expiresAt } });
      const secondsLeft = (Date.parse(date) - later.now().getTime()) / 1000;
      later.advance(secondsLeft - 7 * 86_400);
      await expect.poll(announced, { timeout: 10_000 }).toEqual([said('ApiKeyExpiring')]);
      later.advance(7 * 86_400);
      await expect
        .poll(announced, { timeout: 10_000 })
        .toEqual([said('ApiKeyExpiring'), said('ApiKeyExpired')]);
    });
  });

  describe('Troubleshooting: 401 Unauthorized', () => {
    let key: CreatedKey;
    beforeAll(async () => {
      key = await create({ scopes: ['invoices:read'] });
    });

    test('Missing header', async () => {
      expect(await call(undefined, 'GET', '/v1/invoices')).toMatchObject(unauthorized);
    });

    test('Invalid key: a typo', async () => {
      const typo = key.key.slice(0, -9) + (key.key.at(-9) === 'x' ? 'y' : 'x') + key.key.slice(-8);
      expect(await call(typo, 'GET', '/v1/invoices')).toMatchObject(unauthorized);
      expect(await call(key.key.slice(0, -1), 'GET', '/v1/invoices')).toMatchObject(unauthorized);
      expect(await call(`${key.key}x`, 'GET', '/v1/invoices')).toMatchObject(unauthorized);
    });

    test.each([
      ['live', '/sandbox/v1/invoices'],
      ['test', '/v1/invoices'],
    ])('Wrong environment: a %s key at %s', async (environment, path) => {
      const placed = await create({ environment, scopes: ['invoices:read'] });
      const { status, body, headers } = await call(placed.key, 'GET', path);
      expect([status, body]).toEqual([401, { error: 'UNAUTHORIZED', message: 'Missing or invalid API key' }]);
      expect(headers.get('www-authenticate')).toContain('error="invalid_token"');
      expect(headers.get('ratelimit')).toBeNull();
    });
  });

  describe('Troubleshooting: 403 Forbidden', () => {
    test('Insufficient scopes', async () => {
      const { key } = await create({ scopes: ['invoices:read'] });
      const reply = await call(key, 'POST', '/v1/invoices');
      expect(reply).toMatchObject({ status: 403, body: { error: 'INSUFFICIENT_SCOPE' } });
    });

    test('Resource not accessible', async () => {
      const { key } = await create({ scopes: ['invoices:read'], ipRules: ['203.0.113.0/24'] });
      const reply = await call(key, 'GET', '/v1/invoices');
      expect(reply).toMatchObject({ status: 403, body: { error: 'FORBIDDEN' } });
    });
  });
});
