/** Appends through the wrapper: what the client library does badly must not be seen through it. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { connectEventStore } from '../../src/stores/eventStore.ts';
import type { EventStore, EventStoreLimits, NewEvent } from '../../src/stores/eventStore.ts';
import {
  startFaultyEventStore,
  type AppendFault,
  type FaultyEventStore,
} from '../support/faultyEventStore.ts';

const releases: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).toReversed()) await release();
});

async function startServer(port?: number): Promise<FaultyEventStore> {
  const server = await startFaultyEventStore(port);
  releases.push(() => server.stop());
  return server;
}

function connect(
  url: string,
  limits: Partial<EventStoreLimits> = { attemptMs: 300, totalMs: 3000 },
): EventStore {
  const store = connectEventStore(url, limits);
  releases.push(() => store.close());
  return store;
}

const happened = (data: object = {}): NewEvent => ({
  id: randomUUID(),
  type: 'Happened',
  data,
  metadata: {},
});
const unavailable = { code: 'EVENT_STORE_UNAVAILABLE' };

test('given a server that offers BatchAppend and never answers it, then appends take the other way', async () => {
  const server = await startServer();
  const store = connect(server.url);
  expect(await store.append('s', [happened(), happened()], 'no_stream')).toEqual({ revision: 1n });
  expect(await store.append('s', [happened()], 1n)).toEqual({ revision: 2n });
  // No discovery of features either, where one INTERNAL answer would poison the client for good.
  expect(server.calls.map(({ method }) => method)).toEqual(['append', 'append']);
});

test.each<{ fault: AppendFault; name: string }>([
  { fault: 'unavailable', name: 'is unavailable' },
  { fault: 'internal error', name: 'answers INTERNAL' },
  { fault: 'silence', name: 'does not answer' },
])('given a server that $name twice, then the append is repeated on new clients', async ({ fault }) => {
  const server = await startServer();
  server.appendFaults.push(fault, fault);
  expect(await connect(server.url).append('s', [happened()], 'no_stream')).toEqual({ revision: 0n });
  expect(new Set(server.calls.map(({ client }) => client)).size).toBe(3);
});

test.each<AppendFault>(['stored, then silence', 'stored, then unavailable'])(
  'given an answer that is lost (%s), then the retry is recognised and nothing is stored twice',
  async (fault) => {
    const server = await startServer();
    server.store('s', 2);
    server.appendFaults.push(fault);
    expect(await connect(server.url).append('s', [happened(), happened()], 1n)).toEqual({ revision: 3n });
    expect(server.log).toHaveLength(4);
  },
);

test('given a lost answer and another writer meanwhile, then the append still succeeds at its own revision', async () => {
  const server = await startServer();
  server.appendFaults.push('stored, then silence');
  const appending = connect(server.url).append('s', [happened()], 'no_stream');
  await expect.poll(() => server.log.length).toBe(1);
  server.store('s', 1);
  expect(await appending).toEqual({ revision: 0n });
  expect(server.log).toHaveLength(2);
});

test('given a stream at another revision, then the append is refused at once and says which revision it met', async () => {
  const server = await startServer();
  server.store('s', 3);
  // The setting that makes the client library answer wrong revisions instead.
  const store = connect(`${server.url}&throwOnAppendFailure=false`);
  for (const expected of ['no_stream', 1n, 7n] as const) {
    const refused = expect(store.append('s', [happened()], expected)).rejects;
    await refused.toMatchObject({
      code: 'WRONG_EXPECTED_REVISION',
      message: expect.stringContaining('at revision 2') as string,
    });
  }
  await expect(store.append('missing', [happened()], 4n)).rejects.toMatchObject({
    code: 'WRONG_EXPECTED_REVISION',
  });
  expect(server.calls).toHaveLength(4);
});

test('given an append that the server will never take, then it is refused at once, without a retry', async () => {
  const server = await startServer();
  server.appendFaults.push('too large');
  await expect(connect(server.url).append('s', [happened()], 'no_stream')).rejects.toMatchObject({
    code: 'EVENT_STORE_REFUSED',
  });
  expect(server.calls).toHaveLength(1);
});

test('given a node that is not the leader, then the append goes to the leader that it names', async () => {
  const [follower, leader] = [await startServer(), await startServer()];
  follower.appendFaults.push({ leader: { host: '127.0.0.1', port: leader.port } });
  const store = connect(follower.url);
  expect(await store.append('s', [happened()], 'no_stream')).toEqual({ revision: 0n });
  expect(await store.append('s', [happened()], 0n)).toEqual({ revision: 1n });
  expect([follower.log.length, leader.log.length]).toEqual([0, 2]);
});

test('given a server that never answers, then the append gives up within its time limit', async () => {
  const server = await startServer();
  server.appendFaults.push(...Array.from({ length: 50 }, () => 'silence' as const));
  const started = performance.now();
  const store = connect(server.url, { attemptMs: 150, totalMs: 600 });
  await expect(store.append('s', [happened()], 'no_stream')).rejects.toMatchObject(unavailable);
  expect(performance.now() - started).toBeLessThan(2000);
});

test('given a node that accepts connections and is silent while the client looks for the leader, then the append gives up in time', async () => {
  const silent = createServer();
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  releases.push(async () => void silent.close());
  const address = silent.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const started = performance.now();
  const store = connect(`esdb+discover://127.0.0.1:${port}?tls=false&maxDiscoverAttempts=1`, {
    attemptMs: 200,
    totalMs: 500,
  });
  await expect(store.append('s', [happened()], 'no_stream')).rejects.toMatchObject(unavailable);
  expect(performance.now() - started).toBeLessThan(2000);
});

test('given no server at the first append, then it says so, and works without help once there is one', async () => {
  const server = await startServer();
  await server.stop();
  const store = connect(server.url, { attemptMs: 300, totalMs: 400 });
  const event = happened();
  await expect(store.append('s', [event], 'no_stream')).rejects.toMatchObject(unavailable);
  await expect(store.ping()).rejects.toMatchObject(unavailable);
  await expect(store.readStream('s')).rejects.toMatchObject(unavailable);
  const returned = await startServer(server.port);
  expect(await store.append('s', [event], 'no_stream')).toEqual({ revision: 0n });
  expect(returned.log).toHaveLength(1);
});

test('given a server that was away for long, then the first append after its return succeeds at once', async () => {
  const server = await startServer();
  const store = connect(server.url, { attemptMs: 300, totalMs: 300 });
  await store.append('s', [happened()], 'no_stream');
  await server.stop();
  // Enough failures for the channel's own back-off to have grown far beyond the append's time limit.
  for (let attempt = 0; attempt < 5; attempt += 1) {
    await expect(store.append('s', [happened()], 0n)).rejects.toMatchObject(unavailable);
  }
  const returned = await startServer(server.port);
  returned.store('s', 1);
  expect(await store.append('s', [happened()], 0n)).toEqual({ revision: 1n });
});

test('given clients of two servers, when one server fails, then the appends on the other do not notice', async () => {
  const [sick, healthy] = [await startServer(), await startServer()];
  sick.appendFaults.push(...Array.from({ length: 200 }, () => 'internal error' as const));
  const [toSick, toHealthy] = [connect(sick.url, { attemptMs: 200, totalMs: 300 }), connect(healthy.url)];
  const failing = Array.from({ length: 20 }, () =>
    toSick.append('s', [happened()], 'no_stream').catch((error: unknown) => error),
  );
  const fine = Array.from({ length: 20 }, (_, index) =>
    toHealthy.append(`s-${index}`, [happened()], 'no_stream'),
  );
  expect(await Promise.all(fine)).toEqual(Array.from({ length: 20 }, () => ({ revision: 0n })));
  for (const error of await Promise.all(failing)) expect(error).toMatchObject(unavailable);
});

const cycle: Record<string, unknown> = {};
cycle['self'] = { cycle };

test.each<{ name: string; event: NewEvent }>([
  { name: 'a BigInt', event: happened({ deep: [{ amount: 1n }] }) },
  { name: 'NaN', event: happened({ amount: Number.NaN }) },
  { name: 'a Date', event: happened({ at: new Date(0) }) },
  { name: 'a Map', event: happened(new Map()) },
  { name: 'a function', event: happened({ call: () => 1 }) },
  { name: 'undefined in a list', event: happened({ list: [undefined] }) },
  { name: 'a hole in a list', event: happened({ list: Array.from({ length: 2 }).fill(undefined) }) },
  { name: 'a cycle', event: happened(cycle) },
  { name: 'a BigInt in the metadata', event: { ...happened(), metadata: { big: 1n } } },
  { name: 'an id that is no UUID', event: { ...happened(), id: 'event-1' } },
  { name: 'no type', event: { ...happened(), type: '' } },
])('given $name in an event, then the append is refused before anything is sent', async ({ event }) => {
  const server = await startServer();
  await expect(connect(server.url).append('s', [happened(), event], 'no_stream')).rejects.toMatchObject({
    code: 'INVALID_EVENT',
  });
  expect(server.calls).toEqual([]);
});

test('given plain JSON of every kind, then it is read back as it was written', async () => {
  const server = await startServer();
  const store = connect(server.url);
  const data = {
    text: 'ü "\u0000" 𝒳',
    number: -1.5e300,
    yes: true,
    nothing: null,
    list: [1, [2], { three: 3 }],
    absent: undefined,
  };
  await store.append('s', [{ ...happened(data), metadata: { by: 'me' } }], 'no_stream');
  const [event] = await store.readStream('s');
  expect(event?.data).toEqual(data);
});

test('given no events, then the append is refused', async () => {
  const server = await startServer();
  await expect(connect(server.url).append('s', [], 'no_stream')).rejects.toMatchObject({
    code: 'INVALID_EVENT',
  });
});

test.each(['http://localhost:2113', 'esdb://', 'esdb://localhost:2113', 'esdb://localhost:2113?tls=true'])(
  'given the URL %s, then connecting throws and says what is expected',
  (url) => {
    expect(() => connectEventStore(url)).toThrow(/esdb|host/);
  },
);

test('given a closed store, then calls say that it is closed', async () => {
  const server = await startServer();
  const store = connect(server.url);
  await store.append('s', [happened()], 'no_stream');
  await store.close();
  await expect(store.append('s', [happened()], 0n)).rejects.toMatchObject(unavailable);
  await expect(store.ping()).rejects.toMatchObject(unavailable);
});
