/** Soft deletion hides a stream until it is written to again; a tombstone ends it for ever. */
import {
  ANY,
  NO_STREAM,
  STREAM_EXISTS,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APPEND_PATHS, collect, newStream, numbered, revisionsOf, startStore } from './support.ts';
import type { Store } from './support.ts';

let store: Store;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

async function streamOf(length: number): Promise<string> {
  const stream = newStream();
  await store.client.appendToStream(stream, numbered(length));
  return stream;
}

describe('a soft-deleted stream', () => {
  it('is not found, in either direction', async () => {
    const stream = await streamOf(3);
    const { position } = await store.client.deleteStream(stream);
    expect(position?.commit).toBeGreaterThan(0n);
    for (const direction of ['forwards', 'backwards'] as const)
      await expect(
        collect(store.client.readStream(stream, { direction, fromRevision: 'end' })),
      ).rejects.toThrow(StreamNotFoundError);
  });

  it('still has its events in $all', async () => {
    const stream = await streamOf(2);
    await store.client.deleteStream(stream);
    const all = await collect(store.client.readAll());
    expect(all.filter(({ event }) => event?.streamId === stream)).toHaveLength(2);
  });

  it.each(APPEND_PATHS)('comes back with new events only, by $path', async ({ options }) => {
    for (const expectedRevision of [NO_STREAM, ANY, 2n] as const) {
      const stream = await streamOf(3);
      await store.client.deleteStream(stream);
      const events = numbered(2);
      const append = () => store.client.appendToStream(stream, events, { ...options, expectedRevision });
      const result = await append();
      expect(result.nextExpectedRevision).toBe(4n);
      expect(revisionsOf(await collect(store.client.readStream(stream)))).toEqual([3n, 4n]);
      expect(
        revisionsOf(
          await collect(store.client.readStream(stream, { direction: 'backwards', fromRevision: 'end' })),
        ),
      ).toEqual([4n, 3n]);
    }
  });

  it.each(APPEND_PATHS)('does not exist for an append that wants it to, by $path', async ({ options }) => {
    const stream = await streamOf(1);
    await store.client.deleteStream(stream);
    await expect(
      store.client.appendToStream(stream, numbered(1), { ...options, expectedRevision: STREAM_EXISTS }),
    ).rejects.toThrow(StreamDeletedError);
  });

  it('keeps its old events hidden when only its metadata is written', async () => {
    const stream = await streamOf(2);
    await store.client.deleteStream(stream);
    await store.client.setStreamMetadata(stream, { cacheControl: 30 });
    const { metadata } = await store.client.getStreamMetadata(stream);
    expect(metadata).toMatchObject({ cacheControl: 30, truncateBefore: 2 });
    expect(await collect(store.client.readStream(stream))).toEqual([]);
    await store.client.appendToStream(stream, numbered(1));
    expect(revisionsOf(await collect(store.client.readStream(stream)))).toEqual([2n]);
  });

  it('can be deleted again after it came back', async () => {
    const stream = await streamOf(1);
    await store.client.deleteStream(stream);
    await store.client.appendToStream(stream, numbered(1));
    await store.client.deleteStream(stream, { expectedRevision: 1n });
    await expect(collect(store.client.readStream(stream))).rejects.toThrow(StreamNotFoundError);
  });
});

describe('deleting', () => {
  it('needs the revision that is expected', async () => {
    const stream = await streamOf(3);
    const error: unknown = await store.client
      .deleteStream(stream, { expectedRevision: 1n })
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(WrongExpectedVersionError);
    expect(error).toMatchObject({ streamName: stream, expectedVersion: 1n, actualVersion: 2n });
    await expect(store.client.deleteStream(stream, { expectedRevision: NO_STREAM })).rejects.toThrow(
      WrongExpectedVersionError,
    );
    expect(await collect(store.client.readStream(stream))).toHaveLength(3);
    await store.client.deleteStream(stream, { expectedRevision: 2n });
  });

  it('needs a stream, or at least metadata of one', async () => {
    await expect(store.client.deleteStream(newStream())).rejects.toThrow(WrongExpectedVersionError);
    const stream = newStream();
    await store.client.setStreamMetadata(stream, { cacheControl: 10 });
    await store.client.deleteStream(stream, { expectedRevision: NO_STREAM });
  });

  it('is refused for a metadata stream', async () => {
    const stream = await streamOf(1);
    await expect(store.client.deleteStream(`$$${stream}`)).rejects.toThrow('metadata stream');
    await expect(store.client.tombstoneStream(`$$${stream}`)).rejects.toThrow('metadata stream');
  });
});

describe('a tombstoned stream', () => {
  it.each(APPEND_PATHS)('is deleted for everybody and for ever, by $path', async ({ options }) => {
    const stream = await streamOf(2);
    const { position } = await store.client.tombstoneStream(stream);
    expect(position?.commit).toBeGreaterThan(0n);
    const deleted = { type: 'stream-deleted', streamName: stream };
    for (const expectedRevision of [ANY, NO_STREAM, STREAM_EXISTS, 1n] as const)
      await expect(
        store.client.appendToStream(stream, numbered(1), { ...options, expectedRevision }),
      ).rejects.toMatchObject(deleted);
    await expect(collect(store.client.readStream(stream))).rejects.toMatchObject(deleted);
    await expect(store.client.deleteStream(stream)).rejects.toMatchObject(deleted);
    await expect(store.client.tombstoneStream(stream)).rejects.toMatchObject(deleted);
    await expect(store.client.setStreamMetadata(stream, { maxCount: 1 })).rejects.toThrow(StreamDeletedError);
    await expect(collect(store.client.subscribeToStream(stream))).rejects.toMatchObject(deleted);
  });

  it('shows its end in $all', async () => {
    const stream = await streamOf(1);
    await store.client.tombstoneStream(stream, { expectedRevision: 0n });
    const [last] = await collect(
      store.client.readAll({ direction: 'backwards', fromPosition: 'end', maxCount: 1 }),
    );
    expect(last?.event).toMatchObject({ streamId: stream, type: '$streamDeleted', revision: 2n ** 63n - 1n });
  });

  it('ends those who follow it', async () => {
    const stream = await streamOf(1);
    const following = collect(store.client.subscribeToStream(stream));
    following.catch(() => undefined);
    await store.client.tombstoneStream(stream);
    await expect(following).rejects.toThrow(StreamDeletedError);
  });

  it('need never have existed, and must be at the revision that is expected', async () => {
    const missing = newStream();
    await store.client.tombstoneStream(missing, { expectedRevision: NO_STREAM });
    await expect(collect(store.client.readStream(missing))).rejects.toThrow(StreamDeletedError);
    const stream = await streamOf(2);
    for (const expectedRevision of [0n, 5n, NO_STREAM] as const)
      await expect(store.client.tombstoneStream(stream, { expectedRevision })).rejects.toThrow(
        WrongExpectedVersionError,
      );
    await store.client.tombstoneStream(stream, { expectedRevision: 1n });
  });
});
