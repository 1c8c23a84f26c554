/** What an append does, by both of the client's ways to append. */
import { randomUUID } from 'node:crypto';
import {
  ANY,
  binaryEvent,
  jsonEvent,
  MaxAppendSizeExceededError,
  NO_STREAM,
  STREAM_EXISTS,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import type { AppendExpectedRevision, BinaryEventData } from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APPEND_PATHS, collect, idsOf, newStream, numbered, revisionsOf, startStore } from './support.ts';
import type { Store } from './support.ts';

const large = (bytes: number): BinaryEventData => binaryEvent({ type: 'Large', data: new Uint8Array(bytes) });

let store: Store;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

describe.each(APPEND_PATHS)('by $path', ({ options }) => {
  const append = (
    stream: string,
    events: Parameters<Store['client']['appendToStream']>[1],
    expectedRevision: AppendExpectedRevision = ANY,
  ) => store.client.appendToStream(stream, events, { ...options, expectedRevision });

  async function streamOf(length: number): Promise<string> {
    const stream = newStream();
    if (length > 0) await append(stream, numbered(length));
    return stream;
  }

  describe('the number of events', () => {
    const tiny = (count: number) =>
      Array.from({ length: count }, () => jsonEvent({ id: randomUUID(), type: 'T', data: {} }));

    it('may be 10,000', async () => {
      const stream = newStream();
      expect(await append(stream, tiny(10_000))).toMatchObject({ nextExpectedRevision: 9_999n });
    });

    it('may not be more', async () => {
      const stream = newStream();
      await expect(append(stream, tiny(10_001))).rejects.toThrow('not have more than 10000 events');
      await expect(collect(store.client.readStream(stream))).rejects.toThrow('not found');
    });
  });

  describe('the expected revision', () => {
    it.each<{ length: number; expected: AppendExpectedRevision; revision: bigint }>([
      { length: 0, expected: ANY, revision: 0n },
      { length: 0, expected: NO_STREAM, revision: 0n },
      { length: 3, expected: ANY, revision: 3n },
      { length: 3, expected: STREAM_EXISTS, revision: 3n },
      { length: 3, expected: 2n, revision: 3n },
    ])('given $length events, when $expected is expected, then the next is $revision', async (given) => {
      const stream = await streamOf(given.length);
      const result = await append(stream, numbered(1), given.expected);
      expect(result).toMatchObject({ success: true, nextExpectedRevision: given.revision });
      const [last] = await collect(store.client.readStream(stream, { fromRevision: given.revision }));
      expect(last?.event?.position).toEqual(result.position);
    });

    it.each<{ length: number; expected: AppendExpectedRevision; actual: bigint | 'no_stream' }>([
      { length: 0, expected: STREAM_EXISTS, actual: 'no_stream' },
      { length: 0, expected: 0n, actual: 'no_stream' },
      { length: 0, expected: 7n, actual: 'no_stream' },
      { length: 3, expected: NO_STREAM, actual: 2n },
      { length: 3, expected: 0n, actual: 2n },
      { length: 3, expected: 1n, actual: 2n },
      { length: 3, expected: 3n, actual: 2n },
      { length: 3, expected: 2n ** 64n - 1n, actual: 2n },
    ])('given $length events, when $expected is expected, then it is refused', async (given) => {
      const stream = await streamOf(given.length);
      const error: unknown = await append(stream, numbered(1), given.expected).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(WrongExpectedVersionError);
      expect(error).toMatchObject({ streamName: stream, actualVersion: given.actual });
      if (typeof given.expected === 'string' || given.expected < 2n ** 63n)
        expect(error).toMatchObject({ expectedVersion: given.expected });
      if (given.length > 0) expect(await collect(store.client.readStream(stream))).toHaveLength(given.length);
    });

    it('takes a stream that only has metadata for one that exists', async () => {
      const stream = newStream();
      await store.client.setStreamMetadata(stream, { maxCount: 10 });
      const result = await append(stream, numbered(1), STREAM_EXISTS);
      expect(result.nextExpectedRevision).toBe(0n);
    });
  });

  describe('a retry with the same ids', () => {
    const retried: readonly AppendExpectedRevision[] = [NO_STREAM, ANY];
    it.each(retried)('given a new stream and %s, then it answers as the first time', async (expected) => {
      const stream = newStream();
      const events = numbered(3);
      const first = await append(stream, events, expected);
      await append(stream, numbered(2));
      expect(await append(stream, events, expected)).toEqual(first);
      expect(await collect(store.client.readStream(stream))).toHaveLength(5);
    });

    const existing: readonly AppendExpectedRevision[] = [2n, ANY, STREAM_EXISTS];
    it.each(existing)('given three events and %s, then it answers as the first time', async (expected) => {
      const stream = await streamOf(3);
      const events = numbered(2);
      const first = await append(stream, events, expected);
      await append(stream, numbered(1));
      expect(await append(stream, events, expected)).toEqual(first);
      expect(await collect(store.client.readStream(stream))).toHaveLength(6);
    });

    it('given only the first of the events again, then it answers for that one', async () => {
      const stream = newStream();
      const events = numbered(3);
      await append(stream, events, NO_STREAM);
      const again = await append(stream, events.slice(0, 1), NO_STREAM);
      expect(again.nextExpectedRevision).toBe(0n);
    });

    it.each<AppendExpectedRevision>([NO_STREAM, ANY])(
      'given ids of which only the first are recorded, and %s, then it is refused',
      async (expected) => {
        const stream = newStream();
        const events = numbered(2);
        await append(stream, events, NO_STREAM);
        await expect(append(stream, [...events, ...numbered(1)], expected)).rejects.toThrow(
          WrongExpectedVersionError,
        );
        expect(await collect(store.client.readStream(stream))).toHaveLength(2);
      },
    );

    it('given another id at the revision, then it is refused', async () => {
      const stream = await streamOf(2);
      await expect(append(stream, numbered(1), 0n)).rejects.toThrow(WrongExpectedVersionError);
    });

    it('given the right revision for a second time, then it is recorded again', async () => {
      const stream = newStream();
      const events = numbered(1);
      await append(stream, events, NO_STREAM);
      expect((await append(stream, events, 0n)).nextExpectedRevision).toBe(1n);
    });

    it('given the ids in another stream, then they are new', async () => {
      const events = numbered(2);
      await append(newStream(), events);
      const other = newStream();
      expect((await append(other, events)).nextExpectedRevision).toBe(1n);
      expect(idsOf(await collect(store.client.readStream(other)))).toEqual(events.map(({ id }) => id));
    });

    it('given both at once, then it is recorded once', async () => {
      const stream = newStream();
      const events = numbered(2);
      const answers = await Promise.all(Array.from({ length: 8 }, () => append(stream, events, NO_STREAM)));
      expect(new Set(answers.map(({ position }) => position?.commit))).toHaveProperty('size', 1);
      expect(await collect(store.client.readStream(stream))).toHaveLength(2);
    });
  });

  it('given many who expect the same revision, then exactly one wins', async () => {
    const stream = await streamOf(1);
    const results = await Promise.allSettled(
      Array.from({ length: 16 }, () => append(stream, numbered(1), 0n)),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await collect(store.client.readStream(stream))).toHaveLength(2);
  });

  it('records many events at once without another one between them', async () => {
    const streams = Array.from({ length: 4 }, () => newStream('atomic'));
    await Promise.all(streams.map((stream) => append(stream, numbered(50), NO_STREAM)));
    const order = (await collect(store.client.readAll()))
      .map(({ event }) => event?.streamId ?? '')
      .filter((stream) => streams.includes(stream));
    const turns = order.filter((stream, index) => stream !== order[index - 1]);
    expect(turns).toHaveLength(streams.length);
  });

  it('keeps data, metadata, type and id as they came', async () => {
    const stream = newStream();
    const id = randomUUID();
    const data = { text: 'grüße 🎉 "\\', deep: [{ a: null }], number: 1.5 };
    const metadata = { $correlationId: randomUUID(), words: ['ä'] };
    const before = Date.now();
    await append(stream, jsonEvent({ id, type: 'Tést', data, metadata }));
    const [read] = await collect(store.client.readStream(stream));
    expect(read?.event).toMatchObject({ id, type: 'Tést', data, metadata, isJson: true, streamId: stream });
    expect(read?.event?.created.getTime()).toBeGreaterThanOrEqual(before - 1);
    expect(read?.event?.created.getTime()).toBeLessThanOrEqual(Date.now() + 1);
  });

  it('keeps bytes as they came', async () => {
    const stream = newStream();
    const data = Uint8Array.from({ length: 512 }, (_, index) => index % 256);
    const metadata = Uint8Array.from([0, 255, 254, 0]);
    await append(stream, binaryEvent({ type: 'Bytes', data, metadata }));
    const [read] = await collect(store.client.readStream(stream));
    expect(read?.event?.isJson).toBe(false);
    expect(Buffer.from(read?.event?.data as Uint8Array)).toEqual(Buffer.from(data));
    expect(Buffer.from(read?.event?.metadata as Uint8Array)).toEqual(Buffer.from(metadata));
  });

  it('takes an append of just under 1 MiB and refuses a larger one, all of it', async () => {
    const stream = newStream();
    const half = 524_288 - 2 * 'Large'.length;
    await append(stream, [large(half), large(half)]);
    const error: unknown = await append(stream, [large(half), large(half), large(1)]).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(MaxAppendSizeExceededError);
    expect(error).toMatchObject({ maxAppendSize: 1_048_576 });
    await expect(append(stream, large(9 * 1024 * 1024))).rejects.toThrow(MaxAppendSizeExceededError);
    expect(revisionsOf(await collect(store.client.readStream(stream)))).toEqual([0n, 1n]);
  });

  it('answers an append of no events with the revision that there is', async () => {
    const stream = await streamOf(3);
    expect(await append(stream, [], ANY)).toMatchObject({ success: true, nextExpectedRevision: 2n });
    expect(await collect(store.client.readStream(stream))).toHaveLength(3);
  });

  it.each([
    { what: 'no name', stream: '', id: randomUUID(), type: 'T' },
    { what: 'the name of the log', stream: '$all', id: randomUUID(), type: 'T' },
    { what: 'a name with NUL', stream: 'a\0b', id: randomUUID(), type: 'T' },
    { what: 'a name that is too long', stream: 'x'.repeat(1025), id: randomUUID(), type: 'T' },
    { what: 'a type with NUL', stream: 'bad-type', id: randomUUID(), type: 'a\0b' },
    { what: 'an id that is no UUID', stream: 'bad-id', id: 'not-a-uuid', type: 'T' },
  ])('refuses $what and goes on', async ({ stream, id, type }) => {
    await expect(append(stream, jsonEvent({ id, type, data: {} }))).rejects.toThrow();
    expect((await append(newStream(), numbered(1))).success).toBe(true);
  });

  it('answers a refused append to a stream whose name is not ASCII', async () => {
    const stream = newStream('schlüssel');
    await append(stream, numbered(1), NO_STREAM);
    await expect(append(stream, numbered(1), NO_STREAM)).rejects.toThrow(WrongExpectedVersionError);
    await store.client.tombstoneStream(stream);
    await expect(append(stream, numbered(1))).rejects.toMatchObject({ type: 'stream-deleted' });
  });
});
