/** `GET /events`: what changes of a merchant's, as it happens, whatever breaks on the way. */
import { Client as Postgres } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { keyProjections } from '../../src/projections/keys.ts';
import { requestRebuild } from '../../src/workers/projectionTables.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { createKey, type Client } from '../support/client.ts';
import { eventually } from '../support/condition.ts';
import { openEvents, type EventStream } from '../support/eventSource.ts';
import { startProxy } from '../support/proxy.ts';
import { startTestStores } from '../support/stores.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

let merchants = 0;

/** A merchant of the test's own. */
async function newMerchant(on: TestApp = app) {
  merchants += 1;
  const merchantId = `m_events_${merchants}`;
  const admin = await on.as(merchantId);
  const follow = async (lastEventId?: string) => {
    const token = await on.token(merchantId, 'viewer');
    const options = { token, ...(lastEventId !== undefined && { lastEventId }) };
    const stream = await openEvents(`${on.url}/api/v1/events`, options);
    expect(stream.status).toBe(200);
    await eventually('it says where it begins', () => stream.lastId() !== '');
    return stream;
  };
  return { merchantId, admin, follow };
}

const key = (admin: Client) => createKey(admin, { scopes: ['sales:read'] });
const told = ({ events }: EventStream) => events.map(({ event, data }) => ({ event, data }));
const keyAt = (keyId: string, revision: number) => ({ event: 'key', data: { keyId, revision } });
const reset = { event: 'reset', data: {} };

async function eventuallyTold(stream: EventStream, expected: readonly object[]): Promise<void> {
  await eventually('it is told', () => stream.events.length >= expected.length).catch(() => undefined);
  expect(told(stream)).toEqual(expected);
}

test('what happens to keys is told with their revision, in order', async () => {
  const { admin, follow } = await newMerchant();
  await using stream = await follow();
  const { id } = await key(admin);
  await admin.put(`/api/v1/keys/${id}/name`, { name: 'Another name' });
  await admin.post(`/api/v1/keys/${id}/revoke`, {});
  await eventuallyTold(stream, [keyAt(id, 0), keyAt(id, 1), keyAt(id, 2)]);
  expect(stream.headers.get('Content-Type')).toBe('text/event-stream');
  expect(stream.headers.get('Cache-Control')).toBe('no-store');
});

test('when a change is told, the read models show it', async () => {
  const { admin, follow } = await newMerchant();
  const { id } = await key(admin);
  await using stream = await follow();
  void admin.post(`/api/v1/keys/${id}/revoke`, {});
  await eventuallyTold(stream, [keyAt(id, 1)]);
  expect((await admin.get(`/api/v1/keys/${id}`)).body).toMatchObject({ status: 'revoked', revision: 1 });
});

test('what happens to webhook endpoints is told', async () => {
  const { admin, follow } = await newMerchant();
  await using stream = await follow();
  const input = { url: 'https://example.com/hook', events: ['api_key.revoked'] };
  const { body } = await admin.post('/api/v1/webhook-endpoints', input);
  const endpointId = body['id'];
  await admin.send('PATCH', `/api/v1/webhook-endpoints/${String(endpointId)}`, { status: 'disabled' });
  await admin.send('DELETE', `/api/v1/webhook-endpoints/${String(endpointId)}`);
  const change = { event: 'webhook_endpoint', data: { endpointId } };
  await eventuallyTold(stream, [change, change, change]);
});

test('nobody hears of another merchant', async () => {
  const [one, other] = [await newMerchant(), await newMerchant()];
  await using stream = await one.follow();
  await using others = await other.follow();
  const theirs = await key(other.admin);
  const ours = await key(one.admin);
  await eventuallyTold(others, [keyAt(theirs.id, 0)]);
  await eventuallyTold(stream, [keyAt(ours.id, 0)]);
  await using resumed = await one.follow(others.lastId());
  const { id } = await key(one.admin);
  await eventually(
    'it is told',
    () => resumed.events.at(-1)?.data !== undefined && resumed.events.length > 1,
  );
  expect(told(resumed)).toEqual([keyAt(ours.id, 0), keyAt(id, 0)]);
});

describe('whoever comes back', () => {
  test('hears of what happened meanwhile, once', async () => {
    const { admin, follow } = await newMerchant();
    await using stream = await follow();
    const first = await key(admin);
    await eventuallyTold(stream, [keyAt(first.id, 0)]);
    await stream.close();
    const second = await key(admin);
    await admin.post(`/api/v1/keys/${first.id}/revoke`, {});
    await using resumed = await follow(stream.lastId());
    await eventuallyTold(resumed, [keyAt(second.id, 0), keyAt(first.id, 1)]);
    const third = await key(admin);
    await eventuallyTold(resumed, [keyAt(second.id, 0), keyAt(first.id, 1), keyAt(third.id, 0)]);
  });

  test('can do so before anything was told', async () => {
    const { admin, follow } = await newMerchant();
    await key(await app.as('m_somebody')); // so that the log of changes begins
    await using stream = await follow();
    await stream.close();
    const { id } = await key(admin);
    await using resumed = await follow(stream.lastId());
    await eventuallyTold(resumed, [keyAt(id, 0)]);
  });

  test.each([
    'nonsense',
    '1',
    '1.x',
    '99.5',
    '1.18446744073709551615',
    '1.-1',
    '-1.0',
    `1.${'9'.repeat(40)}`,
  ])('is told to look at everything when %s is where it was', async (lastEventId) => {
    const { admin, follow } = await newMerchant();
    await using stream = await follow(lastEventId);
    await eventuallyTold(stream, [reset]);
    const { id } = await key(admin);
    await eventuallyTold(stream, [reset, keyAt(id, 0)]);
  });

  test('can do so at another process', async () => {
    const { merchantId, admin, follow } = await newMerchant();
    await using stream = await follow();
    const { id } = await key(admin);
    await eventuallyTold(stream, [keyAt(id, 0)]);
    await using other = await startApp({ mode: 'api', stores: app.stores, dataDir: app.dataDir });
    const options = { token: await app.token(merchantId), lastEventId: stream.lastId() };
    await admin.post(`/api/v1/keys/${id}/revoke`, {});
    await using resumed = await openEvents(`${other.url}/api/v1/events`, options);
    await eventuallyTold(resumed, [keyAt(id, 1)]);
  });
});

test('whoever follows while the read models are made anew is told to look at everything', async () => {
  await using own = await startApp();
  const { admin, follow } = await newMerchant(own);
  const { id } = await key(admin);
  await using stream = await follow();
  await requestRebuild(own.stores.ownerDatabase, keyProjections);
  await eventuallyTold(stream, [reset]);
  await admin.post(`/api/v1/keys/${id}/revoke`, {});
  await eventuallyTold(stream, [reset, keyAt(id, 1)]);
});

test('notifications that are lost delay a change, and lose none', async () => {
  const { admin, follow } = await newMerchant();
  await using stream = await follow();
  const postgres = new Postgres({ connectionString: inject('postgresUrl') });
  await postgres.connect();
  try {
    for (let revision = 0; revision < 5; revision += 1) {
      await postgres.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'keyledger notifications' and datname = $1`,
        [new URL(app.stores.databaseUrl).pathname.slice(1)],
      );
      await key(admin);
    }
  } finally {
    await postgres.end();
  }
  await eventually('all are told', () => stream.events.length >= 5);
  expect(told(stream)).toMatchObject(Array.from({ length: 5 }, () => ({ event: 'key' })));
});

test('a database that was away delays what happened meanwhile, and loses nothing of it', async () => {
  const stores = await startTestStores();
  const direct = new URL(stores.databaseUrl);
  const proxy = await startProxy(Number(direct.port));
  direct.port = String(proxy.port);
  try {
    await using worker = await startApp({ stores });
    await using own = await startApp({
      stores,
      mode: 'api',
      dataDir: worker.dataDir,
      config: { databaseUrl: direct.href },
    });
    const { merchantId, follow } = await newMerchant(own);
    await using stream = await follow();
    await proxy.cut();
    const { id } = await key(await worker.as(merchantId));
    expect(stream.events).toEqual([]);
    await proxy.heal();
    await eventuallyTold(stream, [keyAt(id, 0)]);
  } finally {
    await proxy.stop();
    await stores.stop();
  }
});

describe('who may follow', () => {
  test('nobody without a token', async () => {
    const { status, body } = await app.with().get('/api/v1/events');
    expect([status, body['error']]).toEqual([401, 'UNAUTHORIZED']);
  });

  test.each(['admin', 'viewer', 'auditor'] as const)('%s', async (role) => {
    await using stream = await openEvents(`${app.url}/api/v1/events`, {
      token: await app.token('m_1', role),
    });
    expect(stream.status).toBe(200);
  });

  test('as long as their token is valid', async () => {
    await using own = await startApp();
    const { admin, follow } = await newMerchant(own);
    await using stream = await follow();
    own.advance(3601);
    await key(admin);
    expect(await stream.ended).toBe('ended');
  });

  test('a hundred at a time of one merchant', async () => {
    const { merchantId, follow } = await newMerchant();
    const open = await Promise.all(Array.from({ length: 100 }, () => follow()));
    try {
      const viewer = await app.as(merchantId, 'viewer');
      const { status, headers, body } = await viewer.get('/api/v1/events');
      expect([status, body['error']]).toEqual([429, 'TOO_MANY_STREAMS']);
      expect(headers.get('Retry-After')).toMatch(/^\d+$/);
      await using _ = await (await newMerchant()).follow();
      await open[0]?.close();
      await eventually('there is a place again', async () => {
        await using again = await openEvents(`${app.url}/api/v1/events`, {
          token: await app.token(merchantId),
        });
        return again.status === 200;
      });
    } finally {
      await Promise.all(open.map((each) => each.close()));
    }
  });
});

test('a service that stops ends its streams, and does not wait for them', async () => {
  const own = await startApp();
  const { follow } = await newMerchant(own);
  await using stream = await follow();
  await own.stop();
  expect(await stream.ended).toBe('ended'); // one that was waited for would be broken
});

test('what is asked for without its content is answered', async () => {
  const response = await fetch(`${app.url}/api/v1/events`, {
    method: 'HEAD',
    headers: { Authorization: `Bearer ${await app.token('m_1')}` },
  });
  expect([response.status, await response.text()]).toEqual([200, '']);
});

test('a stream leaves one line in the log, when it is over', async () => {
  const { merchantId, follow } = await newMerchant();
  const stream = await follow();
  const lines = () =>
    app.logged.filter((line) => line.includes(merchantId) && line.includes('"route":"/api/v1/events"'));
  expect(lines()).toEqual([]);
  await stream.close();
  await eventually('it is logged', () => lines().length > 0);
  expect(lines()).toHaveLength(1);
});
