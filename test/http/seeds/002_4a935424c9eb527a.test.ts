import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { createKey, type Client } from '../../support/client.ts';

const routes = [
  ['GET', 'customers', 'customer:read', 'View customers'],
  ['POST', 'customers', 'customer:write', 'Create/update customers'],
  ['GET', 'invoices', 'invoice:read', 'View invoices'],
  ['POST', 'invoices', 'invoice:write', 'Create/update invoices'],
  ['POST', 'invoices/inv_1/remind', 'invoice:remind', 'Send invoice reminders'],
  ['GET', 'sales', 'sales:read', 'View sales history'],
] as const;
const allScopes = 'customer:read,customer:write,invoice:read,invoice:write,invoice:remind,sales:read'.split(
  ',',
);

describe('002_4a935424c9eb527a.txt: Sentry, Authentication', () => {
  let app: TestApp;
  let admin: Client;
  beforeAll(async () => {
    app = await startApp();
    admin = await app.as('m_1');
  });
  afterAll(() => app.stop());

  const call = (secret: string | undefined, method: string, path: string) =>
    app.with(secret).send(method, `/public/api/v1/${path}`, method === 'POST' ? {} : undefined);

  test('API Key Format: sntr_ followed by random base64url characters', async () => {
    const { key } = await createKey(admin, { fullAccess: true });
    expect(key).toMatch(/^sntr_[A-Za-z0-9_-]+$/);
    expect(key).toHaveLength('sntr_abcdefghijklmnopqrstuvwxyz123456'.length);
  });

  test('Example cURL Request', async () => {
    const { key } = await createKey(admin, { scopes: ['customer:read'] });
    const response = await fetch(`${app.url}/public/api/v1/customers`, {
      method: 'GET',
      headers: { Authorization: `Bearer ${key}` },
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ items: [] });
  });

  test("the example's own key was never issued", async () => {
    const reply = await call('sntr_abcdefghijklmnopqrstuvwxyz123456', 'GET', 'customers');
    expect(reply).toMatchObject({ status: 401, body: { error: 'UNAUTHORIZED' } });
  });

  test('each key is associated with one merchant account', async () => {
    const mine = await createKey(await app.as('m_mine'), { fullAccess: true });
    const other = await createKey(await app.as('m_other'), { fullAccess: true });
    const { body } = await app.with(mine.key).post('/public/api/v1/customers', { name: 'Ada' });
    expect((await call(mine.key, 'GET', 'customers')).body).toEqual({ items: [body] });
    expect((await call(other.key, 'GET', 'customers')).body).toEqual({ items: [] });
  });

  describe('Scoped Permissions', () => {
    describe.each(allScopes)('%s', (scope) => {
      let key: string;
      beforeAll(async () => {
        ({ key } = await createKey(admin, { scopes: [scope] }));
      });
      test.each(routes)('%s %s', async (method, path, needed) => {
        const { status, body, headers } = await call(key, method, path);
        if (needed === scope) {
          expect(status).toBe(method === 'GET' ? 200 : 201);
        } else {
          expect([status, body]).toEqual([
            403,
            {
              error: 'INSUFFICIENT_SCOPE',
              message: 'API key missing required scopes for this endpoint',
            },
          ]);
          expect(headers.get('www-authenticate')).toBe(
            `Bearer realm="sentry", error="insufficient_scope", scope="${needed}"`,
          );
        }
      });
    });

    test('the catalogue', async () => {
      const { body } = await admin.get<{ items: { name: string; scopeDescriptions: object }[] }>(
        '/api/v1/profiles',
      );
      const sentry = body.items.find(({ name }) => name === 'sentry');
      expect(Object.entries(sentry?.scopeDescriptions ?? {})).toEqual(
        routes.map(([, , scope, description]) => [scope, description]),
      );
    });

    test('All Scopes: full access to customer, invoice and sales operations', async () => {
      const { key, scopes } = await createKey(admin, { fullAccess: true });
      expect(scopes).toEqual(allScopes);
      for (const [method, path] of routes) expect((await call(key, method, path)).status).toBeLessThan(300);
    });

    test('scopes cannot be escalated', async () => {
      const { id, key } = await createKey(admin, { scopes: ['customer:read'] });
      const reply = await admin.put(`/api/v1/keys/${id}/scopes`, { scopes: allScopes });
      expect(reply).toMatchObject({ status: 403, body: { error: 'SCOPE_ESCALATION' } });
      expect((await call(key, 'GET', 'sales')).status).toBe(403);
    });
  });

  describe('Error Responses', () => {
    test('401 UNAUTHORIZED: missing API key', async () => {
      const { status, body, headers } = await call(undefined, 'GET', 'customers');
      expect([status, body]).toEqual([401, { error: 'UNAUTHORIZED', message: 'Missing or invalid API key' }]);
      expect(headers.get('www-authenticate')).toBe('Bearer realm="sentry"');
    });

    test.each(['sntr_', 'nonsense', 'sk_live_abcdefghijklmnopqrstuvwxyz123456', 'two words'])(
      '401 UNAUTHORIZED: invalid API key %j',
      async (key) => {
        const response = await call(key, 'GET', 'customers');
        expect([response.status, response.body]).toEqual([
          401,
          { error: 'UNAUTHORIZED', message: 'Missing or invalid API key' },
        ]);
        expect(response.headers.get('www-authenticate')).toBe('Bearer realm="sentry", error="invalid_token"');
      },
    );

    test('403 FORBIDDEN: API key not allowed from this IP address', async () => {
      const { key } = await createKey(admin, { fullAccess: true, ipRules: ['192.168.1.100'] });
      const { status, body } = await call(key, 'GET', 'customers');
      expect([status, body]).toEqual([
        403,
        { error: 'FORBIDDEN', message: 'API key not allowed from this IP address' },
      ]);
    });
  });

  describe('Rate Limiting', () => {
    test('60 requests per minute per key, then 429 Too Many Requests', async () => {
      const { key } = await createKey(admin, { scopes: ['sales:read'] });
      for (let left = 59; left >= 0; left--) {
        const { status, headers } = await call(key, 'GET', 'sales');
        expect(status).toBe(200);
        expect(headers.get('ratelimit-policy')).toBe('"default";q=60;w=60');
        expect(headers.get('ratelimit')).toMatch(new RegExp(`^"default";r=${left};t=\\d+$`));
      }
      const { status, headers, body } = await call(key, 'GET', 'sales');
      expect(status).toBe(429);
      expect(headers.get('content-type')).toBe('application/json');
      const seconds = Number(headers.get('retry-after'));
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(60);
      expect(body).toEqual({
        error: 'RATE_LIMIT_EXCEEDED',
        message: `Rate limit exceeded. Please try again in ${seconds} seconds.`,
      });
      expect(headers.get('ratelimit')).toBe(`"default";r=0;t=${seconds}`);
      const other = await createKey(admin, { scopes: ['sales:read'] });
      expect((await call(other.key, 'GET', 'sales')).status).toBe(200);
    });
  });
});
