import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { createKey, type Client } from '../../support/client.ts';
import { eventually } from '../../support/condition.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../../support/webhookReceiver.ts';

const day = 86_400_000;

describe('003_855844df8da2e7cc.txt: Enterprise, API keys: API Key Webhooks', () => {
  let app: TestApp;
  let admin: Client;
  let receiver: WebhookReceiver;
  beforeAll(async () => {
    receiver = await startWebhookReceiver();
    app = await startApp({ config: { webhookAllowLoopback: true } });
    admin = await app.as('m_1');
    const { body } = await admin.post('/api/v1/webhook-endpoints', {
      url: receiver.url,
      events: ['api_key.created', 'api_key.revoked', 'api_key.expiring', 'api_key.expired'],
    });
    receiver.trust(String(body['secret']));
  });
  afterAll(async () => {
    await app.stop();
    await receiver.stop();
  });

  const create = (expiresIn?: number) =>
    createKey(admin, {
      profile: 'enterprise',
      scopes: ['invoices:read'],
      ...(expiresIn !== undefined && { expiresAt: new Date(Date.now() + expiresIn).toISOString() }),
    });

  /** What the receiver has been told of a key. */
  const told = (keyId: string) => receiver.received.filter(({ data }) => data['id'] === keyId);

  async function heard(keyId: string, type: string) {
    await eventually(`${type} is told`, () => told(keyId).some((webhook) => webhook.type === type));
    return told(keyId).find((webhook) => webhook.type === type)?.data;
  }

  test('api_key.created: New key created. The key as the API shows it, without its secret', async () => {
    const { key, ...shown } = await create();
    expect(await heard(shown.id, 'api_key.created')).toEqual(shown);
    expect(JSON.stringify(told(shown.id))).not.toContain(key.slice(shown.prefix.length));
  });

  test('api_key.revoked: Key was revoked', async () => {
    const { id } = await create();
    const { body } = await admin.post(`/api/v1/keys/${id}/revoke`);
    expect(await heard(id, 'api_key.revoked')).toEqual(body);
    expect(body['status']).toBe('revoked');
  });

  test('api_key.expiring: Key expires in 7 days', async () => {
    const { id } = await create(6 * day);
    expect(await heard(id, 'api_key.expiring')).toMatchObject({ id, status: 'active' });
    const later = await create(8 * day);
    await heard(later.id, 'api_key.created');
    expect(told(later.id).map(({ type }) => type)).toEqual(['api_key.created']);
  });

  test('api_key.expired: Key has expired', async () => {
    const { id } = await create(1500);
    expect(await heard(id, 'api_key.expired')).toMatchObject({ id, status: 'expired' });
    expect(told(id).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['api_key.created', 'api_key.expiring', 'api_key.expired']),
    );
  });

  test('nothing that arrived was signed wrongly', () => {
    expect(receiver.received.length).toBeGreaterThan(0);
    expect(receiver.refused).toEqual([]);
  });
});
