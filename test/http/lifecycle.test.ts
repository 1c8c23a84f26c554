/** A key of each product from its creation to its end, as its users see it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { createKey, type Client, type CreatedKey } from '../support/client.ts';

let app: TestApp;
let admin: Client;
beforeAll(async () => {
  app = await startApp({ config: { requestsPerMinute: 10_000 } });
  admin = await app.as('m_1');
});
afterAll(() => app.stop());

const inDays = (days: number) => new Date(app.now().getTime() + days * 86_400_000).toISOString();
const use = async (secret: string, path: string) => (await app.with(secret).get(path)).status;

const products = [
  {
    profile: 'sentry',
    environment: 'live',
    path: '/public/api/v1/invoices',
    wide: ['invoice:read', 'sales:read'],
    narrow: ['sales:read'],
  },
  {
    profile: 'enterprise',
    environment: 'live',
    path: '/v1/payouts',
    wide: ['invoices:read', 'payouts:read'],
    narrow: ['invoices:read'],
  },
  {
    profile: 'enterprise',
    environment: 'test',
    path: '/sandbox/v1/payouts',
    wide: ['invoices:read', 'payouts:read'],
    narrow: ['invoices:read'],
  },
  { profile: 'sentrial', environment: 'live', path: '/api/sdk/sessions', wide: ['full_access'], narrow: [] },
];

describe.each(products)('$profile $environment', ({ profile, environment, path, wide, narrow }) => {
  let key: CreatedKey;
  const keyPath = () => `/api/v1/keys/${key.id}`;

  beforeAll(async () => {
    key = await createKey(admin, { name: 'Life', profile, environment, scopes: wide });
  });

  test('is created, and shown with its secret once', async () => {
    const { key: secret, ...shown } = key;
    expect(shown).toEqual({
      id: expect.stringMatching(/^key_/) as string,
      name: 'Life',
      profile,
      environment,
      prefix: secret.slice(0, shown.prefix.length),
      scopes: wide,
      ipRules: [],
      status: 'active',
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      createdBy: 'alice',
      expiresAt: null,
      lastUsedAt: null,
      requestCount: 0,
      revokedAt: null,
      revision: 0,
    });
    const again = await admin.get(keyPath());
    expect(again.body).toEqual(shown);
    expect(again.headers.get('etag')).toBe('"0"');
  });

  test('is used', async () => {
    expect(await use(key.key, path)).toBe(200);
  });

  test('is renamed', async () => {
    const { status, body } = await admin.put(`${keyPath()}/name`, { name: ' Renamed ' });
    expect({ status, body }).toMatchObject({ status: 200, body: { name: 'Renamed', revision: 1 } });
  });

  test('is restricted to addresses, and set free', async () => {
    const away = await admin.put(`${keyPath()}/ip-rules`, { ipRules: ['203.0.113.7/24', '2001:DB8::1'] });
    expect(away.body).toMatchObject({ ipRules: ['203.0.113.0/24', '2001:db8::1'] });
    expect(await use(key.key, path)).toBe(403);
    await admin.put(`${keyPath()}/ip-rules`, { ipRules: ['127.0.0.0/8'] });
    expect(await use(key.key, path)).toBe(200);
    await admin.put(`${keyPath()}/ip-rules`, { ipRules: [] });
    expect(await use(key.key, path)).toBe(200);
  });

  test('is regenerated at once: only the new secret works', async () => {
    const { status, body } = await admin.post<CreatedKey>(`${keyPath()}/regenerate`);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { id: key.id, name: 'Renamed', scopes: wide },
    });
    expect(body.prefix).toBe(body.key.slice(0, body.prefix.length));
    expect([await use(key.key, path), await use(body.key, path)]).toEqual([401, 200]);
    key = body;
  });

  test('is regenerated with a grace period: both secrets work in it, only the new one after', async () => {
    const { body } = await admin.post<CreatedKey>(`${keyPath()}/regenerate`, { gracePeriodSeconds: 3600 });
    expect([await use(key.key, path), await use(body.key, path)]).toEqual([200, 200]);
    app.advance(3599);
    expect([await use(key.key, path), await use(body.key, path)]).toEqual([200, 200]);
    app.advance(2);
    expect([await use(key.key, path), await use(body.key, path)]).toEqual([401, 200]);
    key = body;
  });

  test('loses scopes, and never gains any', async () => {
    const narrowed = await admin.put(`${keyPath()}/scopes`, { scopes: narrow });
    expect(narrowed).toMatchObject({ status: 200, body: { scopes: narrow } });
    expect(await use(key.key, path)).toBe(403);
    const widened = await admin.put(`${keyPath()}/scopes`, { scopes: wide });
    expect(widened).toMatchObject({ status: 403, body: { error: 'SCOPE_ESCALATION' } });
    expect(await use(key.key, path)).toBe(403);
    expect((await admin.get(keyPath())).body).toMatchObject({ scopes: narrow });
  });

  test('gets an end, which can come nearer and never move away', async () => {
    const [near, far] = [inDays(1), inDays(2)];
    expect((await admin.put(`${keyPath()}/expiry`, { expiresAt: far })).body).toMatchObject({
      expiresAt: far,
    });
    expect((await admin.put(`${keyPath()}/expiry`, { expiresAt: near })).body).toMatchObject({
      expiresAt: near,
    });
    const later = await admin.put(`${keyPath()}/expiry`, { expiresAt: far });
    expect(later).toMatchObject({ status: 403, body: { error: 'EXPIRY_EXTENSION' } });
    expect((await admin.get(keyPath())).body).toMatchObject({ expiresAt: near });
  });

  test('is revoked, once and for ever', async () => {
    const revoked = await admin.post(`${keyPath()}/revoke`, { reason: 'The laptop was stolen' });
    expect(revoked).toMatchObject({ status: 200, body: { status: 'revoked' } });
    expect(revoked.body['revokedAt']).not.toBeNull();
    expect(await use(key.key, path)).toBe(401);
    const again = await admin.post(`${keyPath()}/revoke`);
    expect(again).toMatchObject({ status: 200, body: { revision: revoked.body['revision'] } });
    const changes = await Promise.all([
      admin.put(`${keyPath()}/name`, { name: 'Undead' }),
      admin.put(`${keyPath()}/scopes`, { scopes: [] }),
      admin.put(`${keyPath()}/ip-rules`, { ipRules: [] }),
      admin.put(`${keyPath()}/expiry`, { expiresAt: '2999-01-01' }),
      admin.post(`${keyPath()}/regenerate`),
    ]);
    for (const change of changes)
      expect(change).toMatchObject({ status: 409, body: { error: 'KEY_REVOKED' } });
  });

  test('its history tells all of it, in order, without any secret', async () => {
    const { body } = await admin.get<{ items: { type: string; revision: number }[] }>(`${keyPath()}/history`);
    expect(body.items.map(({ type }) => type)).toEqual([
      'ApiKeyCreated',
      'ApiKeyRenamed',
      'ApiKeyIpRulesSet',
      'ApiKeyIpRulesSet',
      'ApiKeyIpRulesSet',
      'ApiKeyRegenerated',
      'ApiKeyRegenerated',
      'ApiKeyScopesSet',
      'ApiKeyExpirySet',
      'ApiKeyExpiring',
      'ApiKeyExpirySet',
      'ApiKeyExpiring',
      'ApiKeyRevoked',
    ]);
    expect(body.items.map(({ revision }) => revision)).toEqual(body.items.map((_, index) => index));
    expect(JSON.stringify(body)).not.toMatch(/v1\$|hash|fingerprint/i);
    expect(body.items.at(-1)).toMatchObject({ actor: 'alice', data: { reason: 'The laptop was stolen' } });
  });
});

describe('the answer to a command is sent when authentication sees what it did', () => {
  test('IP rules, 100 times', async () => {
    const key = await createKey(admin, { scopes: ['sales:read'] });
    for (let round = 0; round < 100; round++) {
      const closed = round % 2 === 0;
      await admin.put(`/api/v1/keys/${key.id}/ip-rules`, { ipRules: closed ? ['192.0.2.1'] : [] });
      expect([round, await use(key.key, '/public/api/v1/sales')]).toEqual([round, closed ? 403 : 200]);
    }
  });

  test('regenerate and revoke, 30 times', async () => {
    for (let round = 0; round < 30; round++) {
      const old = await createKey(admin, { scopes: ['sales:read'] });
      const { body } = await admin.post<CreatedKey>(`/api/v1/keys/${old.id}/regenerate`);
      const path = '/public/api/v1/sales';
      expect([round, await use(old.key, path), await use(body.key, path)]).toEqual([round, 401, 200]);
      await admin.post(`/api/v1/keys/${old.id}/revoke`);
      expect([round, await use(body.key, path)]).toEqual([round, 401]);
    }
  });
});

test('a regenerated key may be given a later end, and goes on with the same quota', async () => {
  await using limited = await startApp({ config: { requestsPerMinute: 3 } });
  const client = await limited.as('m_1');
  const key = await createKey(client, { scopes: ['sales:read'], expiresAt: '2999-01-01' });
  const path = '/public/api/v1/sales';
  expect((await limited.with(key.key).get(path)).headers.get('ratelimit')).toMatch(/^"default";r=2;t=\d+$/);
  const { body } = await client.post<CreatedKey>(`/api/v1/keys/${key.id}/regenerate`, { expiresAt: null });
  expect(body.expiresAt).toBeNull();
  const statuses = [];
  for (let i = 0; i < 3; i++) statuses.push((await limited.with(body.key).get(path)).status);
  expect(statuses).toEqual([200, 200, 429]);
});
