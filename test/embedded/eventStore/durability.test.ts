/** What was acknowledged stays, whatever happens to the server or to its Postgres; what is away comes back. */
import { once } from 'node:events';
import { EventStoreDBClient, jsonEvent, START } from '@eventstore/db-client';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { startEventStore } from '../../../src/embedded/eventStore/server.ts';
import type { EventStoreServer } from '../../../src/embedded/eventStore/server.ts';
import { built, startChild } from '../../support/child.ts';
import { eventually } from '../../support/condition.ts';
import { createTestDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { startProxy } from '../../support/proxy.ts';
import { collect, idsOf, newStream, numbered, take } from './support.ts';

let database: TestDatabase;
const running = new Set<EventStoreServer>();
const clients = new Set<EventStoreDBClient>();

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  for (const client of clients) await client.dispose();
  for (const server of running) await server.stop();
  clients.clear();
  running.clear();
  await database.drop();
});

async function start(port = 0): Promise<EventStoreServer> {
  const server = await startEventStore({ databaseUrl: database.ownerUrl, port });
  running.add(server);
  return server;
}

async function stop(server: EventStoreServer): Promise<void> {
  running.delete(server);
  await server.stop();
}

function connect(url: string): EventStoreDBClient {
  const client = EventStoreDBClient.connectionString(url);
  clients.add(client);
  return client;
}

/** By Append, so that a client whose server dies has a deadline and no other client suffers. */
const credentials = { username: 'any', password: 'any' };

describe('a restart', () => {
  it('keeps events, positions, metadata, deletions and the knowledge of retries', async () => {
    const first = await start();
    const before = connect(first.url);
    const events = numbered(3);
    const answer = await before.appendToStream('kept', events, { expectedRevision: 'any' });
    await before.setStreamMetadata('kept', { truncateBefore: 1 });
    await before.appendToStream('hidden', numbered(1));
    await before.deleteStream('hidden');
    await before.appendToStream('dead', numbered(1));
    await before.tombstoneStream('dead');
    const all = await collect(before.readAll());
    await stop(first);

    const after = connect((await start()).url);
    expect(await collect(after.readAll())).toEqual(all);
    expect(await collect(after.readStream('kept'))).toHaveLength(2);
    await expect(collect(after.readStream('hidden'))).rejects.toMatchObject({ type: 'stream-not-found' });
    await expect(collect(after.readStream('dead'))).rejects.toMatchObject({ type: 'stream-deleted' });
    expect(await after.appendToStream('kept', events, { expectedRevision: 'any' })).toEqual(answer);
    expect(await after.appendToStream('kept', events, { expectedRevision: 'no_stream' })).toEqual(answer);
    const next = await after.appendToStream('kept', numbered(1), { expectedRevision: 2n });
    expect(next.position?.commit).toBeGreaterThan(all.at(-1)?.event?.position.commit ?? 0n);
  });

  it('lets a subscription go on from where it was', async () => {
    const first = await start();
    const before = connect(first.url);
    await before.appendToStream('log', numbered(5));
    const seen = await take(before.subscribeToAll(), 3);
    await stop(first);
    const after = connect((await start()).url);
    const rest = await take(after.subscribeToAll({ fromPosition: seen.at(-1)?.event?.position ?? START }), 2);
    expect(idsOf([...seen, ...rest])).toEqual(idsOf(await collect(after.readAll())));
  });
});

describe('a stop', () => {
  it('answers what is under way and ends subscriptions as UNAVAILABLE', async () => {
    const server = await start();
    const client = connect(server.url);
    const subscription = client.subscribeToAll();
    const ended = collect(subscription);
    ended.catch(() => undefined);
    await once(subscription, 'caughtUp');
    const appends = Array.from({ length: 50 }, () =>
      client.appendToStream(newStream(), numbered(1), { credentials }).then(() => true),
    );
    const answers = Promise.allSettled(appends);
    await Promise.race(appends);
    await stop(server);
    await expect(ended).rejects.toMatchObject({ code: 14 });

    const acknowledged = (await answers).filter(({ status }) => status === 'fulfilled');
    const kept = await collect(connect((await start()).url).readAll());
    expect(kept.length).toBeGreaterThanOrEqual(acknowledged.length);
    expect(acknowledged.length).toBeGreaterThan(0);
  });

  it('ends also those who append by BatchAppend', async () => {
    const server = await start();
    await connect(server.url).appendToStream('batch', numbered(1));
    const began = performance.now();
    await stop(server);
    expect(performance.now() - began).toBeLessThan(1500);
  });
});

describe('a stop while Postgres hangs', () => {
  /** More than the time for the calls under way, for the queue, and for the goodbye. */
  const STOPS_WITHIN_MS = 8_000;

  async function stopBehindStall(meanwhile: (client: EventStoreDBClient) => void): Promise<number> {
    const url = new URL(database.ownerUrl);
    const proxy = await startProxy(Number(url.port));
    url.port = String(proxy.port);
    try {
      const server = await startEventStore({ databaseUrl: url.href });
      const client = connect(server.url);
      await client.appendToStream('before', numbered(1), { credentials });
      await collect(client.readStream('before'));
      proxy.stall();
      meanwhile(client);
      // Refused without Postgres, so when both are answered what was asked before is under way.
      const noName = 'x'.repeat(2_000);
      for (let turn = 0; turn < 2; turn++)
        await expect(collect(client.readStream(noName))).rejects.toMatchObject({ code: 3 });
      const began = performance.now();
      await server.stop();
      return performance.now() - began;
    } finally {
      await proxy.stop();
    }
  }

  it('does not wait for its goodbye', async () => {
    expect(await stopBehindStall(() => undefined)).toBeLessThan(STOPS_WITHIN_MS);
  });

  it('ends the appends and the reads under way', async () => {
    const answers: Promise<unknown>[] = [];
    const took = await stopBehindStall((client) => {
      answers.push(client.appendToStream('under way', numbered(1), { credentials }));
      answers.push(collect(client.readStream('before')), collect(client.readAll({ direction: 'backwards' })));
      for (const answer of answers) answer.catch(() => undefined);
    });
    expect(took).toBeLessThan(STOPS_WITHIN_MS);
    for (const { status } of await Promise.allSettled(answers)) expect(status).toBe('rejected');
  });
});

describe('a second server on the same database', () => {
  it('is refused while the first lives, and starts when it is gone', { timeout: 30_000 }, async () => {
    const first = await start();
    await expect(start()).rejects.toThrow('Another event store is using this database');
    const waiting = start();
    await stop(first);
    await connect((await waiting).url).appendToStream('second', numbered(1));
  });
});

/** How many events an append to this stream has; the last part of the name is a number. */
const lengthOf = (stream: string): number => 1 + (Number(stream.split('-')[2]) % 3);

it('tells that its port is taken', async () => {
  const { port } = await start();
  const other = await createTestDatabase();
  await expect(startEventStore({ databaseUrl: other.ownerUrl, port })).rejects.toThrow('EADDRINUSE');
  await other.drop();
});

it('can serve with no more rights than to select and to insert, once the schema is there', async () => {
  await stop(await start());
  const owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const { username: runner } = new URL(database.url);
  await owner.query(`grant usage on schema event_store to ${runner}`);
  await owner.query(`grant select, insert on event_store.events to ${runner}`);
  await owner.end();

  const server = await startEventStore({ databaseUrl: database.url });
  const client = connect(server.url);
  await client.appendToStream('as-runner', numbered(2));
  expect(await collect(client.readStream('as-runner'))).toHaveLength(2);
  await server.stop();
});

describe('a client that dies', () => {
  it('in the middle of appends and a subscription harms nobody', { timeout: 30_000 }, async () => {
    const server = await start();
    const client = connect(server.url);
    for (let round = 0; round < 3; round++) {
      const child = await startChild(`
        import { EventStoreDBClient, jsonEvent } from ${JSON.stringify(import.meta.resolve('@eventstore/db-client'))};
        const client = EventStoreDBClient.connectionString(${JSON.stringify(server.url)});
        for await (const _ of client.readAll()) break;
        client.subscribeToAll();
        for (const options of [{}, { credentials: { username: 'a', password: 'b' } }])
          for (let n = 0; n < 500; n++)
            client.appendToStream('dying-' + n, jsonEvent({ type: 'Dying', data: {} }), options).catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, 50));
        console.log('1');
        setInterval(() => client.appendToStream('dying', jsonEvent({ type: 'Dying', data: {} })), 1);
      `);
      await child.kill('SIGKILL');
      await client.appendToStream('surviving', numbered(1));
    }
    expect(await collect(client.readStream('surviving'))).toHaveLength(3);
  });
});

describe('kill -9 of the server', () => {
  it('loses no acknowledged append', { timeout: 60_000 }, async () => {
    const acknowledged = new Set<string>();
    for (let round = 0; round < 5; round++) {
      await using child = await startChild(`
        import { startEventStore } from ${JSON.stringify(built('embedded/eventStore/server.js'))};
        const server = await startEventStore({ databaseUrl: ${JSON.stringify(database.ownerUrl)} });
        console.log(JSON.stringify(server.url));
      `);
      const client = connect(String(child.said));
      const goal = acknowledged.size + 200;
      const appending = Promise.all(
        Array.from({ length: 16 }, async (_, worker) => {
          for (let turn = 0; ; turn++) {
            const stream = `${round}-${worker}-${turn}`;
            const events = numbered(lengthOf(stream));
            try {
              await client.appendToStream(stream, events, { credentials, expectedRevision: 'no_stream' });
            } catch {
              return;
            }
            for (const { id } of events) acknowledged.add(id ?? '');
          }
        }),
      );
      await eventually('enough appends', () => acknowledged.size >= goal);
      await child.kill('SIGKILL');
      await appending;
    }

    const events = await collect(connect((await start()).url).readAll());
    const kept = new Set(idsOf(events));
    expect([...acknowledged].filter((id) => !kept.has(id))).toEqual([]);
    // An append that was not acknowledged may be there, but then all of it.
    const lengths = new Map<string, number>();
    for (const { event } of events)
      if (event) lengths.set(event.streamId, (lengths.get(event.streamId) ?? 0) + 1);
    for (const [stream, length] of lengths) expect(length).toBe(lengthOf(stream));
  });
});

/** Ends every connection of the server, as a restart of Postgres would. */
async function terminateConnections(): Promise<void> {
  await asAdmin(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_name and application_name like 'event-store-%'`,
  );
}

async function asAdmin(statement: string): Promise<void> {
  const admin = new Client({ connectionString: inject('postgresUrl') });
  await admin.connect();
  try {
    const name = new URL(database.ownerUrl).pathname.slice(1);
    await admin.query(statement.replace('current_name', `'${name}'`));
  } finally {
    await admin.end();
  }
}

describe('without Postgres', () => {
  it('answers UNAVAILABLE, recovers by itself, and has every event once', async () => {
    const client = connect((await start()).url);
    const received: (string | undefined)[] = [];
    client
      .subscribeToAll()
      .on('data', ({ event }) => received.push(event?.id))
      .on('error', () => undefined);
    const acknowledged: string[] = [];
    const failures: unknown[] = [];

    const appending = Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let turn = 0; turn < 60; turn++) {
          const events = numbered(1);
          const stream = newStream();
          // The same ids and the same expectation until there is an answer: it must be there once in the end.
          for (;;) {
            try {
              await client.appendToStream(stream, events, { credentials, expectedRevision: 'no_stream' });
              break;
            } catch (error) {
              failures.push(error);
              await new Promise((resolve) => setTimeout(resolve, 20));
            }
          }
          acknowledged.push(...events.map(({ id }) => id ?? ''));
        }
      }),
    );
    for (const goal of [60, 200, 350]) {
      await eventually('some appends', () => acknowledged.length >= goal);
      await terminateConnections();
    }
    await appending;

    expect(failures.length).toBeGreaterThan(0);
    for (const error of failures) expect(error).toMatchObject({ code: 14 });
    const ids = idsOf(await collect(client.readAll()));
    expect(ids).toHaveLength(acknowledged.length);
    expect(new Set(ids)).toEqual(new Set(acknowledged));
    // A subscription either ended, to be resumed by its owner, or it has missed nothing.
    expect(received).toEqual(ids.slice(0, received.length));
  });

  it('keeps a subscription that was only waiting, and its events come after the recovery', async () => {
    const client = connect((await start()).url);
    const subscription = client.subscribeToAll();
    await once(subscription, 'caughtUp');
    await terminateConnections();
    const append = async (): Promise<boolean> =>
      client
        .appendToStream('after', jsonEvent({ type: 'After', data: {} }), { credentials })
        .then(() => true)
        .catch(() => false);
    await eventually('the recovery', append);
    expect(await take(subscription, 1)).toHaveLength(1);
  });

  it('tells why it cannot go on, once, and ends subscriptions when another server writes', async () => {
    const url = new URL(database.ownerUrl);
    const proxy = await startProxy(Number(url.port));
    url.port = String(proxy.port);
    const reports: string[] = [];
    const server = await startEventStore({
      databaseUrl: url.href,
      report: (message) => reports.push(message),
    });
    running.add(server);
    const client = connect(server.url);
    await client.appendToStream('one', numbered(1), { credentials });
    const subscriptions = [client.subscribeToAll(), client.subscribeToStream('one')];
    const ends = subscriptions.map((subscription) => collect<unknown>(subscription));
    for (const end of ends) end.catch(() => undefined);
    await Promise.all(subscriptions.map((subscription) => once(subscription, 'caughtUp')));

    await proxy.cut();
    await eventually('the reason', () => reports.some((report) => report.includes('ECONNREFUSED')));
    await start();
    await proxy.heal();
    for (const end of ends) await expect(end).rejects.toMatchObject({ code: 14 });
    await eventually('the other reason', () =>
      reports.some((report) => report.includes('Another event store')),
    );
    expect(new Set(reports).size).toBe(reports.length);
    await stop(server);
    await proxy.stop();
  });

  it('answers reads and appends UNAVAILABLE as long as the database refuses connections', async () => {
    const client = connect((await start()).url);
    await client.appendToStream('before', numbered(1), { credentials });
    await asAdmin(`update pg_database set datallowconn = false where datname = current_name`);
    await terminateConnections();
    await expect(client.appendToStream('meanwhile', numbered(1), { credentials })).rejects.toMatchObject({
      code: 14,
    });
    await expect(collect(client.readStream('before'))).rejects.toMatchObject({ code: 14 });
    await expect(collect(client.readAll())).rejects.toMatchObject({ code: 14 });
    await asAdmin(`update pg_database set datallowconn = true where datname = current_name`);
    await eventually('the recovery', async () =>
      client
        .appendToStream('after', numbered(1), { credentials })
        .then(() => true)
        .catch(() => false),
    );
    expect(await collect(client.readStream('before'))).toHaveLength(1);
  });
});
