/** Stream metadata, and what it lets a read of the stream see. */
import { EventStoreDBClient, StreamNotFoundError } from '@eventstore/db-client';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEventStore } from '../../../src/embedded/eventStore/server.ts';
import { createTestDatabase } from '../../support/database.ts';
import { collect, newStream, numbered, revisionsOf, startStore, take } from './support.ts';
import type { Store } from './support.ts';

let store: Store;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

const forwards = async (stream: string) => revisionsOf(await collect(store.client.readStream(stream)));
const backwards = async (stream: string) =>
  revisionsOf(
    await collect(store.client.readStream(stream, { direction: 'backwards', fromRevision: 'end' })),
  );

async function streamOf(length: number): Promise<string> {
  const stream = newStream();
  await store.client.appendToStream(stream, numbered(length));
  return stream;
}

it('is read back as it was set, the newest only', async () => {
  const stream = newStream();
  const acl = { readRoles: ['$all'], writeRoles: ['ops'] };
  await store.client.setStreamMetadata(stream, { maxCount: 1, owner: 'first' });
  await store.client.setStreamMetadata(
    stream,
    { maxCount: 7, maxAge: 60, acl, owner: 'second' },
    { expectedRevision: 0n },
  );
  const { metadata } = await store.client.getStreamMetadata(stream);
  expect(metadata).toEqual({ maxCount: 7, maxAge: 60, acl, owner: 'second' });
  expect(await forwards(`$$${stream}`)).toEqual([1n]);
});

it('is none for a stream without it', async () => {
  expect((await store.client.getStreamMetadata(newStream())).metadata).toBeUndefined();
});

it('alone makes no stream', async () => {
  const stream = newStream();
  await store.client.setStreamMetadata(stream, { maxCount: 5 });
  await expect(forwards(stream)).rejects.toThrow(StreamNotFoundError);
});

it('has no metadata of its own', async () => {
  await expect(store.client.setStreamMetadata('$$stream', {})).rejects.toThrow();
});

it.each([
  { metadata: { maxCount: 2 }, seen: [3n, 4n] },
  { metadata: { maxCount: 9 }, seen: [0n, 1n, 2n, 3n, 4n] },
  { metadata: { truncateBefore: 3 }, seen: [3n, 4n] },
  { metadata: { truncateBefore: 5 }, seen: [] },
  { metadata: { truncateBefore: 1, maxCount: 2 }, seen: [3n, 4n] },
  { metadata: { truncateBefore: 4, maxCount: 3 }, seen: [4n] },
  { metadata: { maxAge: 3600 }, seen: [0n, 1n, 2n, 3n, 4n] },
])('given five events and $metadata, then $seen are seen', async ({ metadata, seen }) => {
  const stream = await streamOf(5);
  await store.client.setStreamMetadata(stream, metadata);
  expect(await forwards(stream)).toEqual(seen);
  expect(await backwards(stream)).toEqual(seen.toReversed());
  const all = await collect(store.client.readAll());
  expect(all.filter(({ event }) => event?.streamId === stream)).toHaveLength(5);
});

it('limits a read that begins within what is hidden, and one that is paged', async () => {
  const stream = await streamOf(10);
  await store.client.setStreamMetadata(stream, { truncateBefore: 4 });
  const read = async (fromRevision: bigint, maxCount: number) =>
    revisionsOf(await collect(store.client.readStream(stream, { fromRevision, maxCount })));
  expect(await read(0n, 2)).toEqual([4n, 5n]);
  expect(await read(2n, 100)).toEqual([4n, 5n, 6n, 7n, 8n, 9n]);
  const subscribed = await take(store.client.subscribeToStream(stream, { fromRevision: 1n }), 6);
  expect(revisionsOf(subscribed)).toEqual([4n, 5n, 6n, 7n, 8n, 9n]);
});

describe('$maxAge', () => {
  it('hides events older than so many seconds', async () => {
    const database = await createTestDatabase();
    const stream = newStream();
    await (await startEventStore({ databaseUrl: database.ownerUrl })).stop();
    const now = Date.now();
    await insertAged(database.ownerUrl, stream, [now - 61_000, now - 61_000, now - 50_000]);

    const server = await startEventStore({ databaseUrl: database.ownerUrl });
    const client = EventStoreDBClient.connectionString(server.url);
    await client.setStreamMetadata(stream, { maxAge: 60 });
    const seen = async () => revisionsOf(await collect(client.readStream(stream)));
    expect(await seen()).toEqual([2n]);
    await client.appendToStream(stream, numbered(1), { expectedRevision: 2n });
    expect(await seen()).toEqual([2n, 3n]);
    const reverse = client.readStream(stream, { direction: 'backwards', fromRevision: 'end' });
    expect(revisionsOf(await collect(reverse))).toEqual([3n, 2n]);
    expect(revisionsOf(await take(client.subscribeToStream(stream), 2))).toEqual([2n, 3n]);

    await client.dispose();
    await server.stop();
    await database.drop();
  });
});

/** Events with a past, put into the log while no server uses it. */
async function insertAged(databaseUrl: string, stream: string, created: readonly number[]): Promise<void> {
  const db = new Client({ connectionString: databaseUrl });
  await db.connect();
  try {
    for (const [revision, milliseconds] of created.entries())
      await db.query(
        `insert into event_store.events
         values ($2 + 1, $1, $2, gen_random_uuid(), 'Aged', true, to_timestamp($3), '{}', '')`,
        [stream, revision, milliseconds / 1000],
      );
  } finally {
    await db.end();
  }
}
