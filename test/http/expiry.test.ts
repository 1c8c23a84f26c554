/** The end of a key as its merchant sees it: announced before it comes and when it has come, in the key's history. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { createKey, type Client, type CreatedKey, type Json } from '../support/client.ts';

const daySeconds = 86_400;
const path = '/public/api/v1/sales';

let app: TestApp;
let admin: Client;
beforeAll(async () => {
  app = await startApp({ config: { requestsPerMinute: 10_000 } });
  admin = await app.as('m_1');
});
afterAll(() => app.stop());

const inDays = (days: number) => new Date(app.now().getTime() + days * daySeconds * 1000).toISOString();
const create = (expiresAt: string | null) => createKey(admin, { scopes: ['sales:read'], expiresAt });
const historyOf = async (id: string) => {
  const { body } = await admin.get<{ items: Json[] }>(`/api/v1/keys/${id}/history`);
  return body.items;
};
const eventsOf = async (id: string) => (await historyOf(id)).map(({ type }) => type);

describe('an end less than 7 days away', () => {
  test('is announced with the creation, in its answer', async () => {
    const end = inDays(3);
    const { id, revision, createdBy } = await create(end);
    expect({ revision, createdBy }).toEqual({ revision: 1, createdBy: 'alice' });
    expect(await historyOf(id)).toMatchObject([
      { revision: 0, type: 'ApiKeyCreated', actor: 'alice' },
      { revision: 1, type: 'ApiKeyExpiring', actor: 'keyledger', data: { expiresAt: end } },
    ]);
    const { headers } = await admin.get(`/api/v1/keys/${id}`);
    expect(headers.get('etag')).toBe('"1"');
    const renamed = await admin.put(
      `/api/v1/keys/${id}/name`,
      { name: 'B' },
      { headers: { 'If-Match': '"1"' } },
    );
    expect(renamed).toMatchObject({ status: 200, body: { revision: 2 } });
  });

  test('is announced when it is set, and each nearer one again', async () => {
    const { id } = await create(inDays(30));
    const [week, near] = [inDays(6), inDays(2)];
    const first = await admin.put(`/api/v1/keys/${id}/expiry`, { expiresAt: week });
    expect(first).toMatchObject({ status: 200, body: { expiresAt: week, revision: 2 } });
    const again = await admin.put(`/api/v1/keys/${id}/expiry`, { expiresAt: week });
    expect(again).toMatchObject({ status: 200, body: { revision: 2 } });
    await admin.put(`/api/v1/keys/${id}/expiry`, { expiresAt: near });
    expect((await historyOf(id)).slice(1)).toMatchObject([
      { type: 'ApiKeyExpirySet', data: { expiresAt: week } },
      { type: 'ApiKeyExpiring', data: { expiresAt: week } },
      { type: 'ApiKeyExpirySet', data: { expiresAt: near } },
      { type: 'ApiKeyExpiring', data: { expiresAt: near } },
    ]);
  });

  test('is announced when a new secret gets it, and not again when one keeps it', async () => {
    const { id } = await create(inDays(30));
    const near = inDays(2);
    const { status, body } = await admin.post<CreatedKey>(`/api/v1/keys/${id}/regenerate`, {
      expiresAt: near,
    });
    expect({ status, body }).toMatchObject({ status: 200, body: { expiresAt: near, revision: 2 } });
    const kept = await admin.post<CreatedKey>(`/api/v1/keys/${id}/regenerate`);
    expect(kept.body).toMatchObject({ expiresAt: near, revision: 3 });
    expect(await eventsOf(id)).toEqual([
      'ApiKeyCreated',
      'ApiKeyRegenerated',
      'ApiKeyExpiring',
      'ApiKeyRegenerated',
    ]);
    expect((await app.with(kept.body.key).get(path)).status).toBe(200);
  });
});

test('the clock announces the end 7 days before it and when it has come; what a key may do goes by time alone', async () => {
  await using later = await startApp();
  const client = await later.as('m_1');
  const end = new Date(later.now().getTime() + 30 * daySeconds * 1000).toISOString();
  const { id, key } = await createKey(client, { scopes: ['sales:read'], expiresAt: end });
  const revoked = await createKey(client, { scopes: ['sales:read'], expiresAt: end });
  const endless = await createKey(client, { scopes: ['sales:read'] });
  await client.post(`/api/v1/keys/${revoked.id}/revoke`);
  const types = async (keyId: string) => {
    const { body } = await client.get<{ items: Json[] }>(`/api/v1/keys/${keyId}/history`);
    return body.items.map(({ type }) => type);
  };
  const shown = async () => (await client.get(`/api/v1/keys/${id}`)).body;
  const use = async () => (await later.with(key).get(path)).status;

  expect(await types(id)).toEqual(['ApiKeyCreated']);
  later.advance(23 * daySeconds);
  await expect.poll(() => types(id), { timeout: 10_000 }).toEqual(['ApiKeyCreated', 'ApiKeyExpiring']);
  expect(await shown()).toMatchObject({ status: 'active', revision: 1, expiresAt: end });
  expect(await use()).toBe(200);

  later.advance(7 * daySeconds);
  expect([await use(), (await shown())['status']]).toEqual([401, 'expired']);
  const all = ['ApiKeyCreated', 'ApiKeyExpiring', 'ApiKeyExpired'];
  await expect.poll(() => types(id), { timeout: 10_000 }).toEqual(all);
  expect(await shown()).toMatchObject({ status: 'expired', revision: 2, revokedAt: null });
  expect(await use()).toBe(401);

  const changed = await client.put(`/api/v1/keys/${id}/name`, { name: 'Too late' });
  expect(changed).toMatchObject({ status: 409, body: { error: 'KEY_EXPIRED' } });
  expect(await client.post(`/api/v1/keys/${id}/revoke`)).toMatchObject({
    status: 200,
    body: { status: 'revoked' },
  });
  expect(await types(id)).toEqual([...all, 'ApiKeyRevoked']);
  expect(await types(revoked.id)).toEqual(['ApiKeyCreated', 'ApiKeyRevoked']);
  expect(await types(endless.id)).toEqual(['ApiKeyCreated']);
});

test('a creation that is sent again with its Idempotency-Key is not announced again', async () => {
  const body = { name: 'Once', scopes: ['sales:read'], expiresAt: inDays(2) };
  const headers = { 'Idempotency-Key': 'once' };
  const first = await admin.post<CreatedKey>('/api/v1/keys', body, { headers });
  const second = await admin.post<CreatedKey>('/api/v1/keys', body, { headers });
  expect([first.status, second.status, second.body.id]).toEqual([201, 200, first.body.id]);
  expect(await eventsOf(first.body.id)).toEqual(['ApiKeyCreated', 'ApiKeyExpiring']);
});
