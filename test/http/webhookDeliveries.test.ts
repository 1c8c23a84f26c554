/** What a merchant sees of deliveries, and orders: the list, a test, a retry; whose they are, and who may. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { createKey, type Client, type Json } from '../support/client.ts';
import { eventually } from '../support/condition.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhookReceiver.ts';

interface Listed {
  readonly items: readonly Json[];
  readonly nextCursor: string | null;
}

let app: TestApp;
let admin: Client;
let receiver: WebhookReceiver;
let status = 204;
let endpoints = 0;
beforeAll(async () => {
  receiver = await startWebhookReceiver((response) => response.writeHead(status).end());
  app = await startApp({ config: { webhookAllowLoopback: true } });
  admin = await app.as('m_1');
});
afterAll(async () => {
  await app.stop();
  await receiver.stop();
});
beforeEach(() => {
  status = 204;
});

/** A new endpoint, with a path of its own at the receiver; its path in the API. */
async function endpoint(events: readonly string[] = ['api_key.created']): Promise<string> {
  endpoints += 1;
  const url = receiver.url + String(endpoints);
  const { status: made, body } = await admin.post('/api/v1/webhook-endpoints', { url, events });
  expect({ made, body }).toMatchObject({ made: 201 });
  receiver.trust(String(body['secret']));
  return `/api/v1/webhook-endpoints/${String(body['id'])}`;
}

async function list(path: string, query = ''): Promise<Listed> {
  const { status: found, body } = await admin.get<Listed & Json>(`${path}/deliveries${query}`);
  expect({ found, body }).toMatchObject({ found: 200 });
  return body;
}

/** Resolves with the newest delivery once it has been attempted so often. */
async function attempted(path: string, times = 1): Promise<Json> {
  let newest: Json = {};
  await eventually('the delivery was attempted', async () => {
    newest = (await list(path)).items[0] ?? {};
    return ((newest['attempts'] ?? []) as Json[]).length === times;
  });
  return newest;
}

describe('GET /webhook-endpoints/{id}/deliveries', () => {
  test('shows each delivery with its attempts, newest first', async () => {
    const path = await endpoint();
    expect(await list(path)).toEqual({ items: [], nextCursor: null });
    await createKey(admin, { scopes: ['sales:read'] });
    const first = await attempted(path);
    expect(first).toEqual({
      id: expect.stringMatching(/^dlv_[0-9a-f]{32}$/) as string,
      messageId: expect.stringMatching(/^msg_[0-9a-f]{32}$/) as string,
      type: 'api_key.created',
      status: 'delivered',
      createdAt: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) as string,
      attempts: [
        {
          at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) as string,
          statusCode: 204,
          error: null,
          durationMs: expect.any(Number) as number,
        },
      ],
      nextAttemptAt: null,
      finishedAt: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) as string,
    });
    await createKey(admin, { scopes: ['sales:read'] });
    await attempted(path);
    expect((await list(path)).items[1]).toEqual(first);
  });

  test('pages by cursor, and filters by status', async () => {
    const path = await endpoint();
    for (let i = 0; i < 5; i += 1) await createKey(admin, { scopes: ['sales:read'] });
    await eventually(
      'all are delivered',
      async () => (await list(path, '?status=delivered')).items.length === 5,
    );
    const { items } = await list(path);
    const seen: Json[] = [];
    let query: string | null = '?limit=2';
    while (query !== null) {
      const page: Listed = await list(path, query);
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items);
      query = page.nextCursor === null ? null : `?limit=2&cursor=${page.nextCursor}`;
    }
    expect(seen).toEqual(items);
    expect((await list(path, '?status=dead')).items).toEqual([]);
    const filtered = await list(path, '?status=delivered&limit=3');
    expect(filtered.items).toEqual(items.slice(0, 3));
    const rest = await list(path, `?status=delivered&limit=3&cursor=${filtered.nextCursor}`);
    expect(rest).toEqual({ items: items.slice(3), nextCursor: null });
  });

  test.each(['?status=lost', '?limit=0', '?cursor=x', '?page=2'])('refuses %s', async (query) => {
    const path = await endpoint();
    expect(await admin.get(`${path}/deliveries${query}`)).toMatchObject({ status: 422 });
  });

  test('is for every role', async () => {
    const path = await endpoint();
    for (const role of ['viewer', 'auditor'] as const) {
      expect((await (await app.as('m_1', role)).get(`${path}/deliveries`)).status).toBe(200);
    }
  });
});

describe('POST /webhook-endpoints/{id}/test', () => {
  test('sends a webhook.test through the queue, signed like every other', async () => {
    const path = await endpoint(['api_key.revoked']);
    const { status: answered, body } = await admin.post(`${path}/test`);
    expect([answered, body]).toMatchObject([
      202,
      { type: 'webhook.test', status: 'pending', attempts: [], finishedAt: null },
    ]);
    expect(await attempted(path)).toMatchObject({ id: body['id'], status: 'delivered' });
    const received = receiver.received.find(({ id }) => id === body['messageId']);
    expect(received).toMatchObject({ type: 'webhook.test', data: { endpointId: path.split('/').at(-1) } });
    expect(Date.parse(received?.timestamp ?? '')).toBeGreaterThan(Date.now() - 60_000);
  });
});

describe('POST /webhook-endpoints/{id}/test, again and again', () => {
  test('is refused while 100 deliveries wait, and taken when one is made', async () => {
    const path = await endpoint();
    const id = path.split('/').at(-1);
    const pend = (count: number) =>
      app.stores.database.query(
        `insert into webhook_deliveries (endpoint_id, merchant_id, message_id, type, payload, next_attempt_at)
         select $1, 'm_1', 'msg_' || number, 'webhook.test', '{}', now() + interval '1 hour'
         from generate_series(1, $2) number`,
        [id, count],
      );
    await pend(100);
    expect(await admin.post(`${path}/test`)).toMatchObject({
      status: 409,
      body: { error: 'TOO_MANY_PENDING', message: expect.stringMatching(/100 deliveries.*wait/) as string },
    });
    expect((await list(path, '?limit=100')).nextCursor).toBeNull();
    await app.stores.database.query(
      `delete from webhook_deliveries where endpoint_id = $1 and message_id = 'msg_1'`,
      [id],
    );
    expect(await admin.post(`${path}/test`)).toMatchObject({ status: 202 });
    await admin.send('DELETE', path);
  });
});

describe('POST /webhook-endpoints/{id}/deliveries/{id}/retry', () => {
  test('attempts again at once, under the same id: one that waits, and one that was delivered', async () => {
    status = 500;
    const path = await endpoint();
    await createKey(admin, { scopes: ['sales:read'] });
    const waiting = await attempted(path);
    expect(waiting).toMatchObject({ status: 'pending', nextAttemptAt: expect.any(String) as string });

    status = 204;
    const retry = `${path}/deliveries/${String(waiting['id'])}/retry`;
    expect(await admin.post(retry)).toMatchObject({
      status: 202,
      body: { id: waiting['id'], status: 'pending' },
    });
    expect(await attempted(path, 2)).toMatchObject({ status: 'delivered' });
    expect(await admin.post(retry)).toMatchObject({ status: 202 });
    expect(await attempted(path, 3)).toMatchObject({ status: 'delivered', messageId: waiting['messageId'] });
    const received = receiver.received.filter((webhook) => webhook.path === `/${endpoints}`);
    expect(received.map(({ id }) => id)).toEqual(Array.from({ length: 3 }, () => waiting['messageId']));
  });

  test('knows no delivery of another endpoint, and none that never was', async () => {
    const [path, other] = [await endpoint(), await endpoint()];
    await admin.post(`${other}/test`);
    const { id } = await attempted(other);
    for (const unknown of [String(id), 'dlv_0', 'a-b', '%00']) {
      expect(await admin.post(`${path}/deliveries/${unknown}/retry`)).toMatchObject({ status: 404 });
    }
  });
});

describe.each(['test', 'deliveries/dlv_1/retry'])('POST …/%s', (action) => {
  test('is for admins', async () => {
    const path = await endpoint();
    for (const role of ['viewer', 'auditor'] as const) {
      expect(await (await app.as('m_1', role)).post(`${path}/${action}`)).toMatchObject({ status: 403 });
    }
    expect(await app.with().post(`${path}/${action}`)).toMatchObject({ status: 401 });
  });

  test('takes no fields', async () => {
    const path = await endpoint();
    expect(await admin.post(`${path}/${action}`, { url: 'x' })).toMatchObject({ status: 422 });
  });

  test('is refused while the endpoint is disabled', async () => {
    const path = await endpoint();
    await admin.send('PATCH', path, { status: 'disabled' });
    expect(await admin.post(`${path}/${action}`)).toMatchObject({
      status: 409,
      body: { error: 'ENDPOINT_DISABLED' },
    });
  });

  test('another merchant’s endpoint, a deleted one and an unknown one look the same', async () => {
    const stranger = await app.as('m_2');
    const [path, deleted] = [await endpoint(), await endpoint()];
    await admin.send('DELETE', deleted);
    const replies = [
      await stranger.post(`${path}/${action}`),
      await admin.post(`${deleted}/${action}`),
      await admin.post(`/api/v1/webhook-endpoints/whe_0/${action}`),
      await stranger.get(`${path}/deliveries`),
      await admin.get(`${deleted}/deliveries`),
    ].map(({ status: answered, body }) => [answered, body]);
    expect(replies[0]?.[0]).toBe(404);
    expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
  });
});
