/** Webhooks from the command to the receiver: real stores, the real queue, a receiver that verifies. */
import { afterEach, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { createKey, type Client, type Json } from '../support/client.ts';
import { eventually } from '../support/condition.ts';
import { startWebhookReceiver, type Respond, type WebhookReceiver } from '../support/webhookReceiver.ts';

let app: TestApp | undefined;
let receiver: WebhookReceiver | undefined;
afterEach(async () => {
  await app?.stop();
  await receiver?.stop();
  app = undefined;
  receiver = undefined;
});

test('given an endpoint, when a key is created, then it hears of it', async () => {
  receiver = await startWebhookReceiver();
  app = await startApp({ config: { webhookAllowLoopback: true } });
  const admin = await app.as('m_1');
  const { body } = await admin.post('/api/v1/webhook-endpoints', { url: receiver.url, events: ['api_key.created'] });
  receiver.trust(String(body['secret']));
  const { key: _, ...shown } = await createKey(admin, { scopes: ['sales:read'] });
  try { await eventually('the webhook', () => receiver!.received.length === 1); } catch(e) { console.log(app.logged.filter(l => JSON.parse(l).level > 30).join('\n').slice(0,3000)); throw e }
  expect(receiver.received[0]!.data).toEqual(shown);
  console.log(receiver.received[0]);
});
