/** Webhook endpoints while a store or the worker is away: 503, nothing half done, and no new secret lost. */
import { Client as PostgresClient } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { webhookStream } from '../../src/domain/webhookEvents.ts';
import { currentSecret } from '../../src/domain/webhookSecret.ts';
import type { EndpointView } from '../../src/projections/webhookEndpoints.ts';
import { startApp, webhookKey, type TestApp } from '../support/app.ts';
import type { Client } from '../support/client.ts';
import { eventually } from '../support/condition.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';

const path = '/api/v1/webhook-endpoints';
const input = { url: 'https://example.com/hooks', events: ['api_key.created'] };

let stores: TestStores;
let app: TestApp;
let admin: Client;
let endpoint: EndpointView;
beforeEach(async () => {
  stores = await startTestStores();
  app = await startApp({ stores });
  admin = await app.as('m_1');
  endpoint = (await admin.post<EndpointView>(path, input)).body;
});
afterEach(async () => {
  await app.stop();
  await stores.stop();
});

const changes = (by: Client) => [
  by.post(path, input),
  by.send('PATCH', `${path}/${endpoint.id}`, { description: 'x' }),
  by.post(`${path}/${endpoint.id}/rotate-secret`),
  by.send('DELETE', `${path}/${endpoint.id}`),
];
const unavailable = { status: 503, body: { error: 'SERVICE_UNAVAILABLE' } };

test(
  'event store away: endpoints are shown, commands answer 503, and it recovers',
  { timeout: 60_000 },
  async () => {
    await stores.stopEventStore();
    for (const reply of await Promise.all(changes(admin))) expect(reply).toMatchObject(unavailable);
    expect((await admin.get(`${path}/${endpoint.id}`)).status).toBe(200);
    await stores.restartEventStore();
    await eventually('it can be deleted', async () => {
      return (await admin.send('DELETE', `${path}/${endpoint.id}`)).status === 204;
    });
  },
);

test('without a worker nothing is written', async () => {
  await app.stop();
  await using api = await startApp({ stores, mode: 'api' });
  for (const reply of await Promise.all(changes(await api.as('m_1'))))
    expect(reply).toMatchObject(unavailable);
  const written = await stores.eventStore.readStream(webhookStream(endpoint.id));
  expect(written.map(({ type }) => type)).toEqual(['WebhookEndpointCreated']);
});

test(
  'a worker that stops in the middle: what was recorded is not called undone, and no secret is lost',
  {
    timeout: 30_000,
  },
  async () => {
    const holdingUp = new PostgresClient({ connectionString: stores.databaseUrl });
    await holdingUp.connect();
    await holdingUp.query('begin; lock table webhook_endpoints in exclusive mode');
    const [created, rotated] = await Promise.all([
      admin.post(path, input),
      admin.post(`${path}/${endpoint.id}/rotate-secret`),
    ]);
    for (const { status, body, headers } of [created, rotated]) {
      expect([status, body, headers.get('retry-after')]).toEqual([
        503,
        {
          error: 'SERVICE_UNAVAILABLE',
          message: expect.stringContaining('read the webhook endpoint') as string,
          id: expect.stringMatching(/^whe_/) as string,
          secret: expect.stringMatching(/^whsec_/) as string,
        },
        '1',
      ]);
    }
    expect(created.headers.get('location')).toBe(`${path}/${String(created.body['id'])}`);
    await holdingUp.end();

    for (const [reply, serial] of [
      [created, 1],
      [rotated, 2],
    ] as const) {
      const endpointId = String(reply.body['id']);
      await eventually('it is shown', async () => {
        return (await admin.get(`${path}/${endpointId}`)).body['revision'] === serial - 1;
      });
      expect(reply.body['secret']).toBe(currentSecret({ endpointId, serial }, webhookKey));
    }
  },
);
