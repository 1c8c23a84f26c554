/** Subscriptions and reads through the wrapper: order, backpressure, and no break that goes unnoticed. */
import { connect as connectSocket, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import { afterEach, expect, test } from 'vitest';
import { connectEventStore } from '../../src/stores/eventStore.ts';
import type { Delivery, EventStore, EventStoreLimits, Position } from '../../src/stores/eventStore.ts';
import { startFaultyEventStore, type FaultyEventStore } from '../support/faultyEventStore.ts';
import { startProxy } from '../support/proxy.ts';

const releases: (() => Promise<void> | void)[] = [];
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
  limits: Partial<EventStoreLimits> = { attemptMs: 400, totalMs: 2000 },
): EventStore {
  const store = connectEventStore(url, limits);
  releases.push(() => store.close());
  return store;
}

function subscribe(store: EventStore, after: Position | 'start' = 'start') {
  const stop = new AbortController();
  releases.push(() => stop.abort());
  const subscription = store.subscribe({ prefixes: ['s-'], after, signal: stop.signal });
  const deliveries = subscription[Symbol.asyncIterator]();
  return { stop, next: () => deliveries.next() };
}

const revisions = (deliveries: readonly IteratorResult<Delivery>[]) =>
  deliveries.map(({ value }: IteratorResult<Delivery, undefined>) =>
    value?.kind === 'event' ? Number(value.event.revision) : value?.kind,
  );

const unavailable = { code: 'EVENT_STORE_UNAVAILABLE' };

test('given history and a slow consumer, then events come in order, then caught up once, then the live ones', async () => {
  const server = await startServer();
  server.store('s-1', 300);
  const store = connect(server.url);
  const { next } = subscribe(store);
  const history = [await next()];
  await expect.poll(() => server.sent).toBe(302);
  for (let round = 0; round < 20; round += 1) await store.ping(); // all of it has arrived when these answers have
  for (let index = 1; index < 301; index += 1) history.push(await next());
  expect(revisions(history)).toEqual([...Array.from({ length: 300 }, (_, index) => index), 'caughtUp']);
  server.store('s-1', 2);
  expect(revisions([await next(), await next()])).toEqual([300, 301]);
});

test('given a position, then the subscription begins after it', async () => {
  const server = await startServer();
  server.store('s-1', 5);
  const { next } = subscribe(connect(server.url), { commit: 300n, prepare: 300n });
  expect(revisions([await next(), await next(), await next()])).toEqual([3, 4, 'caughtUp']);
});

test('given a consumer that does not pull, then the server is made to wait', async () => {
  const server = await startServer();
  server.store('s-1', 3000, JSON.stringify({ text: 'x'.repeat(10_000) }));
  const store = connect(server.url);
  const { next } = subscribe(store);
  await next();
  for (let index = 0; index < 100; index += 1) await store.ping(); // time enough to send all 30 MB
  expect(server.sent).toBeLessThan(2000);
  for (let index = 1; index < 3000; index += 1) await next();
  expect(revisions([await next()])).toEqual(['caughtUp']);
});

test.each([
  { name: 'with UNAVAILABLE', code: status.UNAVAILABLE },
  { name: 'with INTERNAL', code: status.INTERNAL },
  { name: 'as if all were well', code: status.OK },
])(
  'given a server that ends a subscription $name, then it throws, and another one can be made',
  async ({ code }) => {
    const server = await startServer();
    server.store('s-1', 1);
    const store = connect(server.url);
    const { next } = subscribe(store);
    expect(revisions([await next(), await next()])).toEqual([0, 'caughtUp']);
    const broken = expect(next()).rejects.toMatchObject(unavailable);
    server.endSubscriptions(code);
    await broken;
    const again = subscribe(store, { commit: 100n, prepare: 100n });
    expect(revisions([await again.next()])).toEqual(['caughtUp']);
  },
);

test('given a server that vanishes, then the subscription throws', async () => {
  const server = await startServer();
  const { next } = subscribe(connect(server.url));
  expect(revisions([await next()])).toEqual(['caughtUp']);
  const broken = expect(next()).rejects.toMatchObject(unavailable);
  await server.stop();
  await broken;
});

test('given a server that never confirms a subscription, then it throws within the time limit', async () => {
  const server = await startServer();
  server.subscriptionFaults.push('unconfirmed');
  await expect(subscribe(connect(server.url, { attemptMs: 200 })).next()).rejects.toMatchObject(unavailable);
});

test('given a subscription that is confirmed and quiet, then it is left alone for longer than any time limit', async () => {
  const server = await startServer();
  const { next } = subscribe(connect(server.url, { attemptMs: 100 }));
  expect(revisions([await next()])).toEqual(['caughtUp']);
  const quiet = next();
  await sleep(300);
  server.store('s-1', 1);
  expect(revisions([await quiet])).toEqual([0]);
});

test('given an abort, then the subscription ends, on the server too, and a later death of the server is nobody’s business', async () => {
  const server = await startServer();
  const { next, stop } = subscribe(connect(server.url));
  await next();
  const waiting = next();
  stop.abort();
  expect((await waiting).done).toBe(true);
  await expect.poll(() => server.openSubscriptions).toBe(0);
  await server.stop();
});

test('given a signal that was aborted before, then nothing is asked of the server', async () => {
  const server = await startServer();
  const store = connect(server.url);
  for await (const delivery of store.subscribe({
    prefixes: ['s-'],
    after: 'start',
    signal: AbortSignal.abort(),
  })) {
    expect.unreachable(delivery.kind);
  }
  expect(server.calls).toEqual([]);
});

test('given an append that is not answered, then the subscription on the same connection breaks too, rather than wait on a dead one', async () => {
  const server = await startServer();
  const store = connect(server.url, { attemptMs: 200, totalMs: 200 });
  const { next } = subscribe(store);
  await next();
  const broken = expect(next()).rejects.toMatchObject(unavailable);
  server.appendFaults.push('silence');
  const append = store.append(
    's-1',
    [{ id: randomUUID(), type: 'Happened', data: {}, metadata: {} }],
    'no_stream',
  );
  await expect(append).rejects.toMatchObject(unavailable);
  await broken;
});

test('given connections that a firewall forgot, then calls go on over new ones, whoever else still holds on to the old', async () => {
  const server = await startServer();
  const firewall = await startFirewall(server.port);
  const url = `esdb://127.0.0.1:${firewall.port}?tls=false`;
  const [store, other] = [connect(url, { attemptMs: 300, totalMs: 2000 }), connect(url)];
  await Promise.all([store.ping(), other.ping()]);
  firewall.forget();
  const event = { id: randomUUID(), type: 'Happened', data: {}, metadata: {} };
  expect(await store.append('s-1', [event], 'no_stream')).toEqual({ revision: 0n });
  firewall.forget();
  expect(await store.readStream('s-1')).toHaveLength(1);
  firewall.forget();
  // Others find that out for the ping, which only looks.
  await expect(store.ping()).rejects.toMatchObject(unavailable);
  expect(await store.readStream('s-1')).toHaveLength(1);
  await store.ping();
});

test('given a ping that is answered late, then the subscription on the same connection goes on', async () => {
  const server = await startServer();
  const proxy = await startProxy(server.port);
  releases.push(() => proxy.stop());
  const store = connect(`esdb://127.0.0.1:${proxy.port}?tls=false`);
  const { next } = subscribe(store);
  expect((await next()).value).toMatchObject({ kind: 'caughtUp' });
  proxy.stall();
  await expect(store.ping()).rejects.toMatchObject(unavailable);
  await proxy.heal();
  await store.ping();
  server.store('s-1', 1);
  expect((await next()).value).toMatchObject({ kind: 'event' });
});

test('given connections that are given up again and again, then they are closed', async () => {
  const server = await startServer();
  const firewall = await startFirewall(server.port);
  const store = connect(`esdb://127.0.0.1:${firewall.port}?tls=false`);
  server.appendFaults.push(...Array.from({ length: 5 }, () => 'internal error' as const));
  await store.append('s-1', [{ id: randomUUID(), type: 'Happened', data: {}, metadata: {} }], 'no_stream');
  await expect.poll(() => firewall.connections).toBe(1);
  await store.close();
  await expect.poll(() => firewall.connections).toBe(0);
});

test('given calls that end before a server was found, then the failure that follows is nobody’s business', async () => {
  const store = connect('esdb+discover://127.0.0.1:1?tls=false&maxDiscoverAttempts=3&discoveryInterval=50', {
    attemptMs: 20,
    totalMs: 20,
  });
  const { stop, next } = subscribe(store);
  const waiting = next();
  stop.abort();
  expect((await waiting).done).toBe(true);
  await expect(store.ping()).rejects.toMatchObject(unavailable);
  await expect(store.readStream('s-1')).rejects.toMatchObject(unavailable);
  await sleep(400); // the library's search, which cannot be stopped, has ended by then
});

test.each([
  { name: 'no more comes', appendFails: false },
  { name: 'another call gives up the connection', appendFails: true },
])(
  'given a read of which the first event has come when $name, then it is never taken for the whole',
  async ({ appendFails }) => {
    const server = await startServer();
    server.store('s-1', 3);
    server.halfReads = 1;
    const store = connect(server.url, { attemptMs: 1000, totalMs: 4000 });
    const reading = store.readStream('s-1');
    if (appendFails) {
      await expect.poll(() => server.calls.length).toBe(1);
      server.appendFaults.push('internal error');
      await store.append(
        's-2',
        [{ id: randomUUID(), type: 'Happened', data: {}, metadata: {} }],
        'no_stream',
      );
    }
    expect(await reading).toHaveLength(3);
  },
);

test('given a stream that does not exist, then it is read as empty', async () => {
  const server = await startServer();
  expect(await connect(server.url).readStream('missing')).toEqual([]);
});

test('given a position, then the event at exactly that position is found, and no neighbour of it', async () => {
  const server = await startServer();
  const store = connect(server.url);
  server.store('s-1', 3);
  const at = (commit: bigint) => store.eventAt({ commit, prepare: commit });
  expect(await at(200n)).toMatchObject({
    stream: 's-1',
    revision: 1n,
    position: { commit: 200n, prepare: 200n },
  });
  expect(await at(150n)).toBeUndefined();
  expect(await at(400n)).toBeUndefined();
});

test('given streams of several kinds, then the newest event under the prefixes is found', async () => {
  const server = await startServer();
  const store = connect(server.url);
  expect(await store.lastPosition(['s-'])).toBeUndefined();
  server.store('s-1', 2);
  server.store('other-1', 3);
  expect(await store.lastPosition(['s-'])).toEqual({ commit: 200n, prepare: 200n });
  expect(await store.lastPosition(['s-', 'other-'])).toEqual({ commit: 500n, prepare: 500n });
  expect(await store.lastPosition(['none-'])).toBeUndefined();
});

interface Firewall {
  readonly port: number;
  readonly connections: number;
  forget(): void;
}

/** Forwards TCP; after `forget` the connections of that moment stay open and carry nothing any more. */
async function startFirewall(target: number): Promise<Firewall> {
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((client) => {
    const upstream = connectSocket(target, '127.0.0.1');
    const pair = [client, upstream] as const;
    pairs.add(pair);
    client.on('close', () => pairs.delete(pair));
    for (const [from, to] of [pair, [upstream, client] as const]) {
      from.on('data', (chunk) => to.write(chunk));
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  releases.push(() => {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
    server.close();
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    get connections() {
      return pairs.size;
    },
    forget() {
      for (const pair of pairs) for (const socket of pair) socket.removeAllListeners('data').pause();
    },
  };
}
