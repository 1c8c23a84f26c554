/** Webhook endpoints as their merchant manages them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EndpointView } from '../../src/projections/webhookEndpoints.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { Client, Reply } from '../support/client.ts';

type CreatedEndpoint = EndpointView & { readonly secret: string };

const path = '/api/v1/webhook-endpoints';
const input = { url: 'https://example.com/hooks', events: ['api_key.revoked', 'api_key.created'] };

let app: TestApp;
let admin: Client;
beforeAll(async () => {
  app = await startApp();
  admin = await app.as('m_1');
});
afterAll(() => app.stop());

async function create(by: Client = admin, changes: object = {}): Promise<CreatedEndpoint> {
  const { status, body } = await by.post<CreatedEndpoint>(path, { ...input, ...changes });
  expect({ status, body }).toMatchObject({ status: 201 });
  return body;
}
const patch = (id: string, body: unknown, headers = {}) =>
  admin.send<EndpointView>('PATCH', `${path}/${id}`, body, { headers });
const remove = (id: string, headers = {}) => admin.send('DELETE', `${path}/${id}`, undefined, { headers });
const rotate = (id: string, headers = {}) =>
  admin.post<CreatedEndpoint>(`${path}/${id}/rotate-secret`, undefined, { headers });

/** A merchant of its own, so that what other tests create is in no list of this one. */
let merchants = 0;
const another = () => app.as(`m_other_${(merchants += 1)}`);

test('is created with its secret shown once, and shown without it after', async () => {
  const reply = await admin.post<CreatedEndpoint>(path, { ...input, description: 'Billing' });
  const { secret, ...shown } = reply.body;
  expect(reply.status).toBe(201);
  expect(shown).toEqual({
    id: expect.stringMatching(/^whe_[0-9a-f]{32}$/) as string,
    url: input.url,
    events: ['api_key.created', 'api_key.revoked'],
    description: 'Billing',
    status: 'enabled',
    disabledReason: null,
    createdAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    createdBy: 'alice',
    revision: 0,
  });
  expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
  expect(reply.headers.get('location')).toBe(`${path}/${shown.id}`);
  expect(reply.headers.get('etag')).toBe('"0"');

  const again = await admin.get(`${path}/${shown.id}`);
  expect([again.status, again.body, again.headers.get('etag')]).toEqual([200, shown, '"0"']);
});

test('the secret is in no log, event or table', async () => {
  const { id, secret } = await create();
  const rotated = await rotate(id);
  const tables = await app.stores.database.query<{ text: string }>(
    'select webhook_endpoints::text as text from webhook_endpoints',
  );
  const stream = await app.stores.eventStore.readStream(`webhookEndpoint-${id}`);
  const everything = [
    ...app.logged,
    ...tables.map(({ text }) => text),
    ...stream.map((one) => JSON.stringify(one.data)),
  ];
  expect(everything.join()).toContain(id);
  for (const secretOf of [secret, rotated.body.secret]) {
    for (const text of everything) expect(text).not.toContain(secretOf.slice(6, 30));
  }
});

describe('a change', () => {
  test('takes any of the fields, and what it answers holds at once', async () => {
    const { id } = await create();
    for (const [change, revision] of [
      [{ url: 'https://example.com/new' }, 1],
      [{ events: ['api_key.expiring'] }, 2],
      [{ description: 'Ops' }, 3],
      [{ description: null }, 4],
      [{ status: 'disabled' }, 5],
      [{ status: 'enabled', url: 'https://example.com/newer' }, 7],
      [{}, 7],
    ] as const) {
      const reply = await patch(id, change);
      expect([reply.status, reply.headers.get('etag')]).toEqual([200, `"${revision}"`]);
      expect(reply.body).toMatchObject({ ...change, revision });
      expect((await admin.get(`${path}/${id}`)).body).toEqual(reply.body);
    }
  });

  test('makes no secret', async () => {
    const { id } = await create();
    expect((await patch(id, { description: 'x' })).body).not.toHaveProperty('secret');
  });
});

test('rotating answers another secret, once', async () => {
  const { id, secret } = await create();
  const first = await rotate(id);
  const second = await rotate(id);
  expect([first.status, second.status]).toEqual([200, 200]);
  expect(new Set([secret, first.body.secret, second.body.secret]).size).toBe(3);
  expect(second.body).toMatchObject({ id, status: 'enabled', revision: 2 });
  expect((await admin.get(`${path}/${id}`)).body).not.toHaveProperty('secret');
});

test('is deleted without a body, and then looks as if it had never been', async () => {
  const { id } = await create();
  const raw = await fetch(`${app.url}${path}/${id}`, {
    method: 'DELETE',
    headers: { Authorization: `Bearer ${await app.token('m_1')}` },
  });
  expect([raw.status, await raw.text()]).toEqual([204, '']);
  expect([raw.headers.get('content-type'), raw.headers.get('cache-control')]).toEqual([null, 'no-store']);
  const unknown = await admin.get(`${path}/whe_unknown`);
  for (const reply of [
    await admin.get(`${path}/${id}`),
    await patch(id, { description: 'x' }),
    await rotate(id),
    await remove(id),
  ]) {
    expect([reply.status, reply.body]).toEqual([404, unknown.body]);
  }
});

test('the list pages newest first', async () => {
  const merchant = await another();
  const ids: string[] = [];
  for (let index = 0; index < 3; index++) ids.unshift((await create(merchant)).id);
  const first = await merchant.get<{ items: EndpointView[]; nextCursor: string }>(`${path}?limit=2`);
  const second = await merchant.get<{ items: EndpointView[] }>(
    `${path}?limit=2&cursor=${first.body.nextCursor}`,
  );
  expect([...first.body.items, ...second.body.items].map(({ id }) => id)).toEqual(ids);
  expect(second.body).toMatchObject({ nextCursor: null });
  expect(first.body.items[0]).not.toHaveProperty('secret');
});

test('of twenty there is no more, until one is deleted', async () => {
  const merchant = await another();
  const all = await Promise.all(Array.from({ length: 20 }, () => create(merchant)));
  const refused = await merchant.post(path, input);
  expect([refused.status, refused.body['error']]).toEqual([409, 'TOO_MANY_ENDPOINTS']);
  expect(refused.body['message']).toMatch(/20/);
  await merchant.send('DELETE', `${path}/${all[0]?.id}`);
  await create(merchant);
});

describe('who may', () => {
  const calls = (id: string): readonly (readonly [string, string, unknown])[] => [
    ['POST', path, input],
    ['PATCH', `${path}/${id}`, { description: 'x' }],
    ['POST', `${path}/${id}/rotate-secret`, undefined],
    ['DELETE', `${path}/${id}`, undefined],
    ['GET', `${path}/${id}`, undefined],
    ['GET', path, undefined],
  ];

  test.each(['viewer', 'auditor'] as const)('a %s reads and changes nothing', async (role) => {
    const { id, secret: _, ...shown } = await create();
    const reader = await app.as('m_1', role);
    for (const [method, at, body] of calls(id)) {
      expect([method, at, (await reader.send(method, at, body)).status]).toEqual([
        method,
        at,
        method === 'GET' ? 200 : 403,
      ]);
    }
    expect((await admin.get(`${path}/${id}`)).body).toEqual({ id, ...shown });
  });

  test('without a token nobody does anything', async () => {
    for (const [method, at, body] of calls((await create()).id)) {
      expect((await app.with().send(method, at, body)).status).toBe(401);
    }
  });

  test("another merchant's endpoint is not there", async () => {
    const { id, secret: _, ...shown } = await create();
    const stranger = await another();
    const unknown = await stranger.get(`${path}/whe_unknown`);
    expect(unknown.status).toBe(404);
    for (const [method, at, body] of calls(id)) {
      if (at === path) continue;
      const reply = await stranger.send(method, at, body);
      expect([reply.status, reply.body]).toEqual([404, unknown.body]);
    }
    expect((await admin.get(`${path}/${id}`)).body).toEqual({ id, ...shown });
    expect((await stranger.get<{ items: unknown[] }>(path)).body.items).toEqual([]);
  });
});

describe('bad input', () => {
  const expectRefused = (reply: Reply, field: string) => {
    const details = [expect.objectContaining({ field })] as unknown;
    expect([reply.status, reply.body]).toMatchObject([422, { error: 'INVALID_INPUT', details }]);
  };
  const wrong: readonly (readonly [object, string])[] = [
    [{ url: 5 }, 'url'],
    [{ url: null }, 'url'],
    [{ url: '' }, 'url'],
    [{ url: 'example.com' }, 'url'],
    [{ url: 'http://example.com/' }, 'url'],
    [{ url: 'http://127.0.0.1/' }, 'url'],
    [{ url: 'https://169.254.169.254/' }, 'url'],
    [{ url: 'https://user:pass@example.com/' }, 'url'],
    [{ url: 'https://example.com/#x' }, 'url'],
    [{ url: `https://example.com/${'a'.repeat(500)}` }, 'url'],
    [{ url: 'https://example.com/\n' }, 'url'],
    [{ events: 'api_key.created' }, 'events'],
    [{ events: [] }, 'events'],
    [{ events: null }, 'events'],
    [{ events: ['*'] }, 'events.0'],
    [{ events: ['api_key.created', 'api_key.renamed'] }, 'events.1'],
    [{ events: [5] }, 'events.0'],
    [{ events: Array.from({ length: 101 }, () => 'api_key.created') }, 'events'],
    [{ description: 5 }, 'description'],
    [{ description: '' }, 'description'],
    [{ description: 'x'.repeat(201) }, 'description'],
    [{ description: 'escape\u001B[31m' }, 'description'],
    [{ secret: 'whsec_mine' }, 'secret'],
    [{ merchantId: 'm_2' }, 'merchantId'],
  ];

  test.each(wrong)('%j is refused, at creation and in a change, naming the field', async (change, field) => {
    const { id } = await create();
    expectRefused(await admin.post(path, { ...input, ...change }), field);
    expectRefused((await patch(id, change)) as unknown as Reply, field);
    await remove(id);
  });

  test('what is missing is named', async () => {
    expectRefused(await admin.post(path, { events: input.events }), 'url');
    expectRefused(await admin.post(path, { url: input.url }), 'events');
  });

  test('a status is set by a change only, to one that there is', async () => {
    const { id } = await create();
    expectRefused(await admin.post(path, { ...input, status: 'disabled' }), 'status');
    for (const status of ['deleted', 'none', null]) {
      expectRefused((await patch(id, { status })) as unknown as Reply, 'status');
    }
  });

  test('bodies where none is taken, malformed ones, unknown queries, impossible ids, other methods', async () => {
    const { id } = await create();
    expectRefused(await admin.post(`${path}/${id}/rotate-secret`, { serial: 9 }), 'serial');
    expectRefused(await admin.send('DELETE', `${path}/${id}`, { force: true }), 'force');
    expectRefused(await admin.get(`${path}?status=enabled`), 'status');
    expectRefused(await admin.get(`${path}?cursor=x`), 'cursor');
    expectRefused(await admin.get(`${path}?limit=0`), 'limit');
    expect((await admin.send('PATCH', `${path}/${id}`, undefined, { raw: '{' })).status).toBe(400);
    expect((await admin.get(`${path}/a.b`)).status).toBe(404);
    expect((await admin.get(`${path}/${'x'.repeat(101)}`)).status).toBe(404);
    for (const [method, at, allow] of [
      ['PUT', `${path}/${id}`, 'GET, HEAD, PATCH, DELETE'],
      ['DELETE', path, 'POST, GET, HEAD'],
      ['GET', `${path}/${id}/rotate-secret`, 'POST'],
    ] as const) {
      const reply = await admin.send(method, at);
      expect([reply.status, reply.headers.get('allow')]).toEqual([405, allow]);
    }
  });
});

describe('two at once', () => {
  test('If-Match of another revision is 412 and changes nothing', async () => {
    const { id } = await create();
    await patch(id, { description: 'moved on' });
    const stale = { 'If-Match': '"0"' };
    for (const reply of [
      await patch(id, { description: 'mine' }, stale),
      await rotate(id, stale),
      await remove(id, stale),
    ]) {
      expect([reply.status, reply.body]).toMatchObject([412, { error: 'REVISION_MISMATCH' }]);
    }
    expect((await patch(id, {}, { 'If-Match': 'five' })).status).toBe(400);
    expect((await admin.get(`${path}/${id}`)).body).toMatchObject({ description: 'moved on', revision: 1 });
    expect((await remove(id, { 'If-Match': '"1"' })).status).toBe(204);
  });

  test('one wins and the others hear 409; whoever got 200 is in the events', async () => {
    const { id } = await create();
    const replies = await Promise.all(Array.from({ length: 10 }, () => rotate(id)));
    const won = replies.filter(({ status }) => status === 200);
    expect(replies.filter(({ status }) => status === 409)).toHaveLength(10 - won.length);
    expect(won.length).toBeGreaterThan(0);
    expect((await admin.get(`${path}/${id}`)).body).toMatchObject({ revision: won.length });
  });
});

test('nothing of it was logged as a defect', () => {
  const levels = app.logged.map((line) => (JSON.parse(line) as { level: number }).level);
  expect(Math.max(...levels)).toBeLessThan(50);
});
