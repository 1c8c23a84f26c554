import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { createKey, type Client, type CreatedKey } from '../../support/client.ts';

const unauthorized = { error: 'Unauthorized', message: 'Invalid or missing API key' };
const forbidden = { error: 'Forbidden', message: 'API key does not have access to this resource' };

describe('004_86cc600f8053c97a.txt: Sentrial, Getting Your API Key', () => {
  let app: TestApp;
  let admin: Client;
  let key: CreatedKey;
  beforeAll(async () => {
    app = await startApp();
    admin = await app.as('org_1');
    key = await createKey(admin, { name: 'Agent', profile: 'sentrial' });
  });
  afterAll(() => app.stop());

  test('Create a new API key: a name is enough; it is shown once', async () => {
    expect(key).toMatchObject({ name: 'Agent', scopes: ['full_access'], environment: 'live' });
    const again = await admin.get(`/api/v1/keys/${key.id}`);
    expect(JSON.stringify(again.body)).not.toContain(key.key.slice(-12));
  });

  test('API Key Format', () => {
    expect(key.key).toMatch(/^sentrial_live_[A-Za-z0-9_-]{28}$/);
    expect(key.key).toHaveLength('sentrial_live_xxxxxxxxxxxxxxxxxxxxxxxxxxxx'.length);
  });

  test('cURL Example', async () => {
    const response = await fetch(`${app.url}/api/sdk/sessions`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key.key}`, 'Content-Type': 'application/json' },
      body: '{"name": "Test Session", "agentName": "test-agent", "userId": "user_123"}',
    });
    expect(response.status).toBe(201);
    const session = {
      id: expect.stringMatching(/./) as string,
      name: 'Test Session',
      agentName: 'test-agent',
      userId: 'user_123',
    };
    expect(await response.json()).toEqual(session);
    expect((await app.with(key.key).get('/api/sdk/sessions')).body).toEqual({ items: [session] });
  });

  describe('Error Responses', () => {
    test.each([
      ['missing', undefined],
      ['invalid', 'sentrial_live_xxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
    ])('401 Unauthorized: %s API key', async (_, secret) => {
      const { status, body } = await app.with(secret).post('/api/sdk/sessions', {});
      expect([status, body]).toEqual([401, unauthorized]);
    });

    test("403 Forbidden: the API key doesn't have permission for this action", async () => {
      const bare = await createKey(admin, { profile: 'sentrial' });
      await admin.put(`/api/v1/keys/${bare.id}/scopes`, { scopes: [] });
      const { status, body, headers } = await app.with(bare.key).get('/api/sdk/sessions');
      expect([status, body]).toEqual([403, forbidden]);
      expect(headers.get('www-authenticate')).toContain('scope="full_access"');
    });

    test('403 Forbidden: from another address', async () => {
      const away = await createKey(admin, { profile: 'sentrial', ipRules: ['2001:db8::/32'] });
      const { status, body } = await app.with(away.key).get('/api/sdk/sessions');
      expect([status, body]).toEqual([403, forbidden]);
    });

    test('over the limit the answer is the same as everywhere', async () => {
      await using tight = await startApp({ config: { requestsPerMinute: 1 } });
      const { key: secret } = await createKey(await tight.as('org_1'), { profile: 'sentrial' });
      expect((await tight.with(secret).get('/api/sdk/sessions')).status).toBe(200);
      const { status, body, headers } = await tight.with(secret).get('/api/sdk/sessions');
      expect([status, body]).toEqual([
        429,
        {
          error: 'RATE_LIMIT_EXCEEDED',
          message: `Rate limit exceeded. Please try again in ${headers.get('retry-after')} seconds.`,
        },
      ]);
    });
  });

  describe('Security Best Practices', () => {
    test('Rotate keys regularly: create a new one, revoke the old', async () => {
      const old = await createKey(admin, { profile: 'sentrial' });
      const fresh = await createKey(admin, { profile: 'sentrial' });
      await admin.post(`/api/v1/keys/${old.id}/revoke`);
      const statuses = [old, fresh].map(
        async (each) => (await app.with(each.key).get('/api/sdk/sessions')).status,
      );
      expect(await Promise.all(statuses)).toEqual([401, 200]);
    });

    test('Revoke compromised keys immediately: deleting is revoking', async () => {
      const exposed = await createKey(admin, { profile: 'sentrial' });
      const revoked = await admin.post(`/api/v1/keys/${exposed.id}/revoke`, { reason: 'exposed' });
      expect(revoked).toMatchObject({ status: 200, body: { status: 'revoked' } });
      const { status, body } = await app.with(exposed.key).get('/api/sdk/sessions');
      expect([status, body]).toEqual([401, unauthorized]);
      const deleted = await admin.send('DELETE', `/api/v1/keys/${exposed.id}`);
      expect(deleted).toMatchObject({ status: 405 });
      expect(deleted.headers.get('allow')).toBe('GET, HEAD');
    });
  });
});
