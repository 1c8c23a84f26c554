/** The page "API Key Management" of Sentry, which came as two documents with the same statements. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { createKey, type Client, type CreatedKey, type Json } from '../../support/client.ts';
import { eventually } from '../../support/condition.ts';

const integrations = [
  ['OpenClaw Skill', 'customer:write,invoice:write,sales:read', 'AI agent sending invoices'],
  ['Website Checkout', 'customer:write,invoice:write', 'E-commerce payment processing'],
  ['Analytics Dashboard', 'sales:read,invoice:read', 'Revenue reporting and analytics'],
  ['CRM Integration', 'customer:read,customer:write,invoice:read', 'Customer data synchronization'],
] as const;

/** Which scope lets what through. */
const calls = [
  ['customer:read', 'GET', '/public/api/v1/customers'],
  ['customer:write', 'POST', '/public/api/v1/customers'],
  ['invoice:read', 'GET', '/public/api/v1/invoices'],
  ['invoice:write', 'POST', '/public/api/v1/invoices'],
  ['invoice:remind', 'POST', '/public/api/v1/invoices/inv_1/remind'],
  ['sales:read', 'GET', '/public/api/v1/sales'],
] as const;

export function describeKeyManagement(document: string): void {
  describe(document, () => {
    let app: TestApp;
    let admin: Client;
    beforeAll(async () => {
      app = await startApp();
      admin = await app.as('m_1');
    });
    afterAll(() => app.stop());

    const permitted = async (secret: string) => {
      const replies = calls.map(async ([scope, method, path]) => {
        const { status } = await app.with(secret).send(method, path, method === 'POST' ? {} : undefined);
        expect([200, 201, 403]).toContain(status);
        return status === 403 ? [] : [scope];
      });
      return (await Promise.all(replies)).flat();
    };
    const sales = async (secret: string) => (await app.with(secret).get('/public/api/v1/sales')).status;

    describe('Creating API Keys', () => {
      test('1. the name is for the audit trail: the history shows it', async () => {
        const { id } = await createKey(admin, { name: 'Website Checkout', scopes: ['invoice:write'] });
        const { body } = await admin.get<{ items: Json[] }>(`/api/v1/keys/${id}/history`);
        expect(body.items).toMatchObject([{ type: 'ApiKeyCreated', data: { name: 'Website Checkout' } }]);
      });

      test('2. scopes are the permissions that the key has', async () => {
        const { key } = await createKey(admin, { scopes: ['invoice:read', 'invoice:remind'] });
        expect(await permitted(key)).toEqual(['invoice:read', 'invoice:remind']);
      });

      test('3. an expiry date is optional', async () => {
        expect(await createKey(admin, { scopes: ['sales:read'] })).toMatchObject({ expiresAt: null });
        expect(await createKey(admin, { scopes: ['sales:read'], expiresAt: '2999-03-01' })).toMatchObject({
          expiresAt: '2999-03-01T00:00:00.000Z',
        });
      });

      test('4. IP restrictions are optional, and limit where from the key is used', async () => {
        const free = await createKey(admin, { scopes: ['sales:read'] });
        const here = await createKey(admin, { scopes: ['sales:read'], ipRules: ['127.0.0.1'] });
        const elsewhere = await createKey(admin, { scopes: ['sales:read'], ipRules: ['192.168.1.100'] });
        expect(await Promise.all([free, here, elsewhere].map(({ key }) => sales(key)))).toEqual([
          200, 200, 403,
        ]);
      });

      test('Example: OpenClaw Invoice Bot', async () => {
        const scopes = ['customer:read', 'customer:write', 'invoice:read', 'invoice:write', 'sales:read'];
        const key = await createKey(admin, { name: 'OpenClaw Invoice Bot', scopes });
        expect(key).toMatchObject({ name: 'OpenClaw Invoice Bot', scopes, expiresAt: null, ipRules: [] });
        expect(await permitted(key.key)).toEqual(scopes);
      });
    });

    describe('Key Security', () => {
      test('Hashing: what is stored is v1$salt$hash, and nowhere the key', async () => {
        const { id, key } = await createKey(admin, { scopes: ['sales:read'] });
        const rows = await app.stores.database.query<Json>('select * from key_lookup where key_id = $1', [
          id,
        ]);
        expect(rows[0]?.['hash']).toMatch(/^v1\$[\w-]{22}\$[\w-]{43}$/);
        const events = await app.stores.eventStore.readStream(`apiKey-${id}`);
        const stored = JSON.stringify([rows, events.map(({ data, metadata }) => [data, metadata])]);
        expect(stored).not.toContain(key);
        expect(stored).not.toContain(key.slice(-16));
      });

      test('the original key is only shown once, during creation', async () => {
        const { id, key } = await createKey(admin, { scopes: ['sales:read'] });
        const shown = await Promise.all(
          [`/api/v1/keys/${id}`, `/api/v1/keys/${id}/history`, '/api/v1/keys?limit=100'].map((path) =>
            admin.get(path),
          ),
        );
        for (const { status, body } of shown) {
          expect(status).toBe(200);
          expect(JSON.stringify(body)).not.toContain(key.slice(-16));
        }
      });

      test('Prefix Lookup: the first 16 characters', async () => {
        const { key, prefix } = await createKey(admin, { scopes: ['sales:read'] });
        expect(prefix).toBe(key.slice(0, 16));
        expect(prefix).toMatch(/^sntr_[\w-]{11}$/);
      });
    });

    describe('Managing Keys', () => {
      test('Revoke Key: immediately invalidates the key', async () => {
        const { id, key } = await createKey(admin, { scopes: ['sales:read'] });
        expect(await sales(key)).toBe(200);
        await admin.post(`/api/v1/keys/${id}/revoke`);
        expect(await sales(key)).toBe(401);
      });

      test('View Usage: last used timestamp and request count', async () => {
        const { id, key } = await createKey(admin, { scopes: ['sales:read'] });
        const shown = async () => (await admin.get(`/api/v1/keys/${id}`)).body;
        expect(await shown()).toMatchObject({ lastUsedAt: null, requestCount: 0 });
        const began = app.now().toISOString();
        expect(await sales(key)).toBe(200);
        expect(await sales(key)).toBe(200);
        await eventually('both are counted', async () => (await shown())['requestCount'] === 2);
        const lastUsedAt = String((await shown())['lastUsedAt']);
        expect(lastUsedAt >= began && lastUsedAt <= app.now().toISOString()).toBe(true);
        const { body } = await admin.get(`/api/v1/keys/${id}/usage`);
        expect(body).toMatchObject({ requestCount: 2, deniedCount: 0, lastUsedAt });
      });

      test('Regenerate: creates a new key, automatically revokes the old', async () => {
        const old = await createKey(admin, { scopes: ['sales:read'] });
        const { body } = await admin.post<CreatedKey>(`/api/v1/keys/${old.id}/regenerate`);
        expect(await Promise.all([sales(old.key), sales(body.key)])).toEqual([401, 200]);
      });
    });

    describe('Audit Trail', () => {
      const example = {
        timestamp: '2026-02-26T15:30:00Z',
        apiKeyId: 'cmm3znnc000026oqzs8nq58jm',
        apiKeyName: 'OpenClaw Invoice Bot',
        merchantId: 'cmm3zkkx000006ogg8arp52qb',
        endpoint: '/public/api/v1/invoices',
        method: 'POST',
        status: 201,
        ip: '192.168.1.100',
      };

      test('the example, field for field and in its order', async () => {
        await using proxied = await startApp({ config: { trustProxy: ['127.0.0.1'] } });
        const merchant = await proxied.as(example.merchantId);
        const { id, key } = await createKey(merchant, { name: example.apiKeyName, fullAccess: true });
        const began = proxied.now();
        const { status } = await proxied
          .with(key)
          .post('/public/api/v1/invoices', { amount: 10 }, { headers: { 'X-Forwarded-For': example.ip } });
        expect(status).toBe(201);

        let entries: readonly Json[] = [];
        await eventually('the entry is shown', async () => {
          entries = (await merchant.get<{ items?: Json[] }>('/api/v1/audit')).body.items ?? [];
          return entries.length > 0;
        });
        const [entry = {}] = entries;
        const { timestamp, apiKeyId, ...rest } = Object.fromEntries(Object.entries(entry).slice(0, 8));
        expect(Object.keys(entry).slice(0, 8)).toEqual(Object.keys(example));
        expect({ ...example, ...rest }).toEqual(example);
        expect(apiKeyId).toBe(id);
        expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
        expect(Date.parse(String(timestamp))).toBeGreaterThanOrEqual(began.getTime());
        expect(entries).toHaveLength(1);
      });

      test('all API key usage is logged, refused too, with the key name', async () => {
        const client = await app.as('m_audited');
        const { id, key } = await createKey(client, { name: 'Website Checkout', scopes: ['sales:read'] });
        expect(await permitted(key)).toEqual(['sales:read']);
        await client.post(`/api/v1/keys/${id}/revoke`);
        expect(await sales(key)).toBe(401);

        const used = async () =>
          (await client.get<{ items?: Json[] }>('/api/v1/audit?limit=100')).body.items ?? [];
        await eventually('all is shown', async () => (await used()).length === calls.length + 1);
        const logged = await used();
        const outcomes = logged.map(({ method, status, outcome }) => [method, status, outcome].join(' '));
        expect(logged.every((entry) => entry['apiKeyName'] === 'Website Checkout')).toBe(true);
        expect(outcomes[0]).toBe('GET 401 KEY_REVOKED');
        expect(outcomes.slice(1).toSorted()).toEqual(
          calls
            .map(([scope, method]) =>
              scope === 'sales:read' ? `${method} 200 ALLOWED` : `${method} 403 INSUFFICIENT_SCOPE`,
            )
            .toSorted(),
        );
      });
    });

    describe('Best Practices', () => {
      test('Principle of Least Privilege: an integration that only reads invoices cannot write', async () => {
        const { key } = await createKey(admin, { scopes: ['invoice:read'] });
        const reply = await app.with(key).post('/public/api/v1/invoices', { amount: 10 });
        expect(reply).toMatchObject({ status: 403, body: { error: 'INSUFFICIENT_SCOPE' } });
      });

      test('Regular Rotation: a key with an end in 180 days works until then', async () => {
        await using rotating = await startApp();
        const end = new Date(rotating.now().getTime() + 180 * 86_400_000).toISOString();
        const { key } = await createKey(await rotating.as('m_1'), { scopes: ['sales:read'], expiresAt: end });
        const statusNow = async () => (await rotating.with(key).get('/public/api/v1/sales')).status;
        expect(await statusNow()).toBe(200);
        rotating.advance(179 * 86_400);
        expect(await statusNow()).toBe(200);
        rotating.advance(86_400);
        expect(await statusNow()).toBe(401);
      });

      test('IP Restrictions: addresses or CIDR ranges', async () => {
        const ipRules = ['192.168.1.100', '127.0.0.0/8'];
        const { key } = await createKey(admin, { scopes: ['sales:read'], ipRules });
        expect(await sales(key)).toBe(200);
      });
    });

    describe('Integration Examples', () => {
      test.each(integrations)('%s: %s', async (name, list, useCase) => {
        const { body } = await admin.get<{ items: { presets: Json[] }[] }>('/api/v1/profiles');
        const scopes = list.split(',');
        expect(body.items[0]?.presets).toContainEqual({ name, useCase, scopes });
        const { key } = await createKey(admin, { name, scopes });
        expect((await permitted(key)).toSorted()).toEqual(scopes.toSorted());
      });
    });
  });
}
