/** `GET /audit/live`: a merchant's audit entries as they arrive, whichever node ships them and however late. */
import { Client as Postgres } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { AuditEntry } from '../../src/domain/auditEntry.ts';
import { requestProjections } from '../../src/projections/requests.ts';
import { requestRebuild } from '../../src/workers/projectionTables.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { entry } from '../support/auditEntries.ts';
import { createKey } from '../support/client.ts';
import { eventually } from '../support/condition.ts';
import { openEvents, type EventStream } from '../support/eventSource.ts';
import { ship } from '../support/shippedEntries.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

let merchants = 0;

/** A merchant of the test's own, whose entries nothing else adds to. */
function newMerchant(on: TestApp = app) {
  merchants += 1;
  const merchantId = `m_live_${merchants}`;
  const watch = async (query = '', lastEventId?: string) => {
    const token = await on.token(merchantId, 'auditor');
    const options = { token, ...(lastEventId !== undefined && { lastEventId }) };
    const stream = await openEvents(`${on.url}/api/v1/audit/live${query}`, options);
    expect(stream.status).toBe(200);
    await eventually('it says where it begins', () => stream.lastId() !== '');
    return stream;
  };
  return {
    merchantId,
    watch,
    /** @param hour of a day long past: entries arrive late, all of them */
    made: (hour: number, changes: Partial<AuditEntry> = {}) =>
      entry(`2026-03-01T${String(hour).padStart(2, '0')}:00:00.000Z`, { merchantId, ...changes }),
    arrive: (...entries: readonly AuditEntry[]) => ship(on.stores.eventStore, entries),
  };
}

const entriesOf = ({ events }: EventStream) =>
  events.filter(({ event }) => event === 'entry').map(({ data }) => data as AuditEntry);
const idsOf = (entries: readonly AuditEntry[]) => entries.map(({ id }) => id);

async function eventuallyShown(stream: EventStream, expected: readonly AuditEntry[]): Promise<void> {
  await eventually('they are shown', () => entriesOf(stream).length >= expected.length).catch(
    () => undefined,
  );
  expect(entriesOf(stream)).toEqual(expected);
}

test('a request is shown as it is listed', async () => {
  const { merchantId, watch } = newMerchant();
  const admin = await app.as(merchantId);
  const { key } = await createKey(admin, { scopes: ['sales:read'] });
  await using stream = await watch();
  await app.with(key).get('/public/api/v1/sales');
  await eventually('it is shown', () => entriesOf(stream).length > 0);
  const { body } = await admin.get<{ items: readonly AuditEntry[] }>('/api/v1/audit');
  expect(entriesOf(stream)).toEqual(body.items);
});

test('only what arrives from now on is shown', async () => {
  const { made, arrive, watch } = newMerchant();
  await using early = await watch();
  const before = made(1);
  await arrive(before);
  await eventuallyShown(early, [before]);
  await using stream = await watch();
  const after = made(2);
  await arrive(after);
  await eventuallyShown(stream, [after]);
});

test('what arrives late is shown, whatever was shown before it', async () => {
  const { made, arrive, watch } = newMerchant();
  await using stream = await watch();
  const [newer, older, oldest] = [made(12), made(11), made(1)];
  for (const [index, late] of [newer, older, oldest].entries()) {
    await arrive(late);
    await eventually('it is shown', () => entriesOf(stream).length > index);
  }
  expect(idsOf(entriesOf(stream))).toEqual(idsOf([newer, older, oldest]));
});

test('entries of several nodes whose times overlap are each shown once', async () => {
  const { made, arrive, watch } = newMerchant();
  await using stream = await watch();
  /** As another process would have named it. */
  const by = (process: string, hour: number) => {
    const mine = made(hour);
    return { ...mine, id: mine.id.slice(0, -10) + process };
  };
  const one = [1, 3, 5, 7].map((hour) => by('1111111111', hour));
  const two = [2, 4, 6, 8].map((hour) => by('2222222222', hour));
  for (const batch of [one.slice(0, 2), two.slice(0, 1), one.slice(2), two.slice(1)]) {
    await arrive(...batch);
    const shown = entriesOf(stream).length + batch.length;
    await eventually('it is shown', () => entriesOf(stream).length >= shown);
  }
  expect(idsOf(entriesOf(stream)).toSorted()).toEqual(idsOf([...one, ...two]).toSorted());
});

describe('only what passes the filter is shown', () => {
  test.each([
    ['?keyId=key_a', [0, 1]],
    ['?outcome=KEY_REVOKED', [1]],
    ['?outcome=ALLOWED', [0, 2]],
    ['?ip=::ffff:203.0.113.9', [2]],
    ['?keyId=key_a&outcome=ALLOWED', [0]],
  ])('%s', async (query, shown) => {
    const { made, arrive, watch } = newMerchant();
    await using stream = await watch(query);
    const all = [
      made(1, { apiKeyId: 'key_a' }),
      made(2, { apiKeyId: 'key_a', outcome: 'KEY_REVOKED', status: 401 }),
      made(3, { apiKeyId: 'key_b', ip: '203.0.113.9' }),
    ];
    await arrive(...all);
    await eventuallyShown(
      stream,
      all.filter((_, index) => shown.includes(index)),
    );
  });
});

test('nobody sees what arrives of another merchant', async () => {
  const [one, other] = [newMerchant(), newMerchant()];
  await using stream = await one.watch();
  await using others = await other.watch();
  const [ours, theirs] = [one.made(2), other.made(2)];
  await one.arrive(other.made(1), theirs, ours, one.made(3, { merchantId: null, apiKeyId: null }));
  await eventually('they are shown', () => entriesOf(others).length >= 2);
  await eventuallyShown(stream, [ours]);
  expect(entriesOf(others).at(-1)).toEqual(theirs);
});

test('of more than a person can look at, the newest are shown, and the others counted', async () => {
  const { made, arrive, watch } = newMerchant();
  await using stream = await watch();
  const all = Array.from({ length: 400 }, () => made(5));
  await arrive(...all);
  await eventually('they are told', () => entriesOf(stream).length > 0);
  expect(stream.events[0]).toMatchObject({ event: 'skipped', data: { count: 350 } });
  await eventuallyShown(stream, all.slice(-50));
});

describe('whoever comes back', () => {
  test('is shown what has arrived meanwhile', async () => {
    const { made, arrive, watch } = newMerchant();
    await using stream = await watch();
    const [seen, missed, late, next] = [made(5), made(6), made(1), made(7)];
    await arrive(seen);
    await eventuallyShown(stream, [seen]);
    await stream.close();
    await arrive(missed);
    await arrive(late);
    await using resumed = await watch('', stream.lastId());
    await eventually('they are shown', () => entriesOf(resumed).length >= 2);
    await arrive(next);
    await eventually('it is shown', () => entriesOf(resumed).length >= 3);
    expect(idsOf(entriesOf(resumed)).toSorted()).toEqual(idsOf([late, missed, next]));
    expect(resumed.events.map(({ event }) => event)).not.toContain('reset');
  });

  test('from nowhere that we know is told so', async () => {
    const { made, arrive, watch } = newMerchant();
    await using stream = await watch('', 'nonsense');
    await eventually('it is told', () => stream.events.length > 0);
    expect(stream.events).toMatchObject([{ event: 'reset', data: {} }]);
    const next = made(1);
    await arrive(next);
    await eventuallyShown(stream, [next]);
  });
});

test('when the audit is made anew it is told so, and what arrives afterwards is shown', async () => {
  await using own = await startApp();
  const { made, arrive, watch } = newMerchant(own);
  await using stream = await watch();
  const before = made(1);
  await arrive(before);
  await eventuallyShown(stream, [before]);
  await requestRebuild(own.stores.ownerDatabase, requestProjections);
  await eventually('it is told', () => stream.events.some(({ event }) => event === 'reset'));
  const after = made(2);
  await arrive(after);
  await eventuallyShown(stream, [before, after]);
});

test('connections to the database that break delay what arrives, and lose nothing of it', async () => {
  const { merchantId, made, arrive, watch } = newMerchant();
  await using stream = await watch();
  const all = [1, 2, 3, 4].map((hour) => made(hour));
  const postgres = new Postgres({ connectionString: inject('postgresUrl') });
  await postgres.connect();
  try {
    for (const each of all) {
      await postgres.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
        new URL(app.stores.databaseUrl).pathname.slice(1),
      ]);
      await arrive(each);
    }
  } finally {
    await postgres.end();
  }
  // A stream whose own query fails is broken off; its page comes back.
  const outcome = await Promise.race([
    stream.ended,
    eventually('all are shown', () => entriesOf(stream).length >= all.length),
  ]);
  if (outcome === undefined) {
    expect(idsOf(entriesOf(stream)).toSorted()).toEqual(idsOf(all));
    return;
  }
  const token = await app.token(merchantId);
  const url = `${app.url}/api/v1/audit/live`;
  await eventually('the database answers', async () => (await fetch(`${app.url}/readyz`)).status === 200);
  await using resumed = await openEvents(url, { token, lastEventId: stream.lastId() });
  const shown = () => new Set(idsOf([...entriesOf(stream), ...entriesOf(resumed)]));
  await eventually('all are shown', () => shown().size >= all.length);
  expect([...shown()].toSorted()).toEqual(idsOf(all));
});

describe('who may watch', () => {
  test.each(['admin', 'viewer', 'auditor'] as const)('%s', async (role) => {
    const token = await app.token('m_1', role);
    await using stream = await openEvents(`${app.url}/api/v1/audit/live`, { token });
    expect([stream.status, stream.headers.get('Content-Type')]).toEqual([200, 'text/event-stream']);
  });

  test('nobody without a token', async () => {
    expect((await app.with().get('/api/v1/audit/live')).status).toBe(401);
  });

  test('twenty at a time of one merchant', async () => {
    const { merchantId, watch } = newMerchant();
    const open = await Promise.all(Array.from({ length: 20 }, () => watch()));
    const { status, body } = await (await app.as(merchantId)).get('/api/v1/audit/live');
    await Promise.all(open.map((stream) => stream.close()));
    expect([status, body['error']]).toEqual([429, 'TOO_MANY_STREAMS']);
  });
});

test.each([
  ['from=2026-01-01', 'from'],
  ['to=2026-01-01', 'to'],
  ['limit=5', 'limit'],
  ['outcome=DENIED', 'outcome'],
  ['ip=203.0.113', 'ip'],
])('%s: 422, named', async (query, field) => {
  const { status, body } = await (await app.as('m_1')).get(`/api/v1/audit/live?${query}`);
  expect([status, body['details']]).toMatchObject([422, [{ field }]]);
});

test('a service that stops ends it at once', async () => {
  const own = await startApp();
  await using stream = await newMerchant(own).watch();
  await own.stop();
  expect(await stream.ended).toBe('ended');
});
