/** Reads of streams and of $all: both directions, from anywhere, by pages, with filters. */
import { credentials } from '@grpc/grpc-js';
import { jsonEvent, StreamNotFoundError } from '@eventstore/db-client';
import type { AllStreamResolvedEvent, Position, ReadRevision } from '@eventstore/db-client';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect, idsOf, newStream, numbered, revisionsOf, startStore } from './support.ts';
import type { Store } from './support.ts';

let store: Store;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

const positionOf = (resolved: AllStreamResolvedEvent | undefined): Position =>
  resolved?.event?.position ?? { commit: -1n, prepare: -1n };

const range = (from: number, to: number): bigint[] =>
  Array.from({ length: to - from + 1 }, (_, index) => BigInt(from + index));

describe('a stream', () => {
  let stream: string;
  beforeAll(async () => {
    stream = newStream();
    await store.client.appendToStream(stream, numbered(10));
  });

  it.each<{
    direction: 'forwards' | 'backwards';
    fromRevision: ReadRevision;
    maxCount?: number;
    seen: bigint[];
  }>([
    { direction: 'forwards', fromRevision: 'start', seen: range(0, 9) },
    { direction: 'forwards', fromRevision: 'start', maxCount: 4, seen: range(0, 3) },
    { direction: 'forwards', fromRevision: 4n, seen: range(4, 9) },
    { direction: 'forwards', fromRevision: 4n, maxCount: 2, seen: range(4, 5) },
    { direction: 'forwards', fromRevision: 9n, seen: range(9, 9) },
    { direction: 'forwards', fromRevision: 10n, seen: [] },
    { direction: 'forwards', fromRevision: 2n ** 64n - 1n, seen: [] },
    { direction: 'forwards', fromRevision: 'end', seen: [] },
    { direction: 'backwards', fromRevision: 'end', seen: range(0, 9).toReversed() },
    { direction: 'backwards', fromRevision: 'end', maxCount: 1, seen: [9n] },
    { direction: 'backwards', fromRevision: 4n, seen: range(0, 4).toReversed() },
    { direction: 'backwards', fromRevision: 4n, maxCount: 2, seen: [4n, 3n] },
    { direction: 'backwards', fromRevision: 'start', seen: [0n] },
    { direction: 'backwards', fromRevision: 1000n, maxCount: 3, seen: [9n, 8n, 7n] },
  ])('$direction from $fromRevision, at most $maxCount', async ({ seen, ...options }) => {
    expect(revisionsOf(await collect(store.client.readStream(stream, options)))).toEqual(seen);
  });

  it('that does not exist is not found', async () => {
    const missing = newStream();
    await expect(collect(store.client.readStream(missing))).rejects.toThrow(StreamNotFoundError);
  });

  it('is read in full when it is longer, and heavier, than one page', async () => {
    const long = newStream();
    for (let part = 0; part < 3; part++) await store.client.appendToStream(long, numbered(900));
    expect(revisionsOf(await collect(store.client.readStream(long)))).toEqual(range(0, 2699));
    expect(
      revisionsOf(
        await collect(store.client.readStream(long, { direction: 'backwards', fromRevision: 'end' })),
      ),
    ).toEqual(range(0, 2699).toReversed());

    const heavy = newStream();
    const data = { text: 'x'.repeat(900_000) };
    for (let part = 0; part < 12; part++)
      await store.client.appendToStream(heavy, jsonEvent({ type: 'Heavy', data }));
    expect(revisionsOf(await collect(store.client.readStream(heavy)))).toEqual(range(0, 11));
  });
});

describe('$all', () => {
  let events: AllStreamResolvedEvent[];
  let own: AllStreamResolvedEvent[];
  beforeAll(async () => {
    const streams = [newStream('all'), newStream('all')];
    for (let turn = 0; turn < 600; turn++)
      await store.client.appendToStream(streams[turn % 2] ?? '', numbered(2));
    events = await collect(store.client.readAll());
    own = events.filter(({ event }) => event?.streamId.startsWith('all-'));
  });

  it('has every event once, at strictly increasing, sparse positions', () => {
    expect(own).toHaveLength(1200);
    const positions = events.map((event) => positionOf(event).commit);
    for (const [index, position] of positions.entries()) {
      const before = positions[index - 1] ?? 0n;
      expect(position).toBeGreaterThan(before + 1n);
    }
    expect(events.every((event) => positionOf(event).prepare === positionOf(event).commit)).toBe(true);
    expect(events.every((event) => event.commitPosition === positionOf(event).commit)).toBe(true);
  });

  it('backwards is the same in reverse', async () => {
    const reverse = await collect(store.client.readAll({ direction: 'backwards', fromPosition: 'end' }));
    expect(reverse).toEqual(events.toReversed());
  });

  it('forwards from a position begins with the event there', async () => {
    for (const index of [0, 1, 500, events.length - 1]) {
      const read = store.client.readAll({ fromPosition: positionOf(events[index]), maxCount: 3 });
      expect(idsOf(await collect(read))).toEqual(idsOf(events.slice(index, index + 3)));
    }
  });

  it('forwards from between two positions begins with the later event', async () => {
    const { commit } = positionOf(events[500]);
    const between = { commit: commit - 1n, prepare: commit - 1n };
    const read = store.client.readAll({ fromPosition: between, maxCount: 1 });
    expect(idsOf(await collect(read))).toEqual(idsOf(events.slice(500, 501)));
  });

  it('backwards from a position begins before the event there', async () => {
    for (const index of [0, 1, 500, events.length - 1]) {
      const read = store.client.readAll({
        direction: 'backwards',
        fromPosition: positionOf(events[index]),
        maxCount: 3,
      });
      expect(idsOf(await collect(read))).toEqual(
        idsOf(events.slice(Math.max(0, index - 3), index).toReversed()),
      );
    }
  });

  it('has nothing before its start, at its end or beyond it', async () => {
    const beyond = { commit: 2n ** 62n, prepare: 2n ** 62n };
    expect(await collect(store.client.readAll({ direction: 'backwards', fromPosition: 'start' }))).toEqual(
      [],
    );
    expect(await collect(store.client.readAll({ fromPosition: 'end' }))).toEqual([]);
    expect(await collect(store.client.readAll({ fromPosition: beyond }))).toEqual([]);
  });

  it('can be paged by the position of the last event seen', async () => {
    const paged: AllStreamResolvedEvent[] = [];
    for (;;) {
      const from = paged.at(-1);
      const page = await collect(
        store.client.readAll({ ...(from && { fromPosition: positionOf(from) }), maxCount: 101 }),
      );
      const fresh = from === undefined ? page : page.slice(1);
      if (fresh.length === 0) break;
      paged.push(...fresh);
    }
    expect(paged).toEqual(events);
  });
});

describe('a filtered read of $all', () => {
  beforeAll(async () => {
    for (const stream of ['fish-1', 'Fish-1', 'fowl-1', 'fowl-2'])
      await store.client.appendToStream(stream, [...numbered(2, 'Swam'), ...numbered(2, 'SwamFar')]);
  });

  it.each([
    { on: 'stream', prefixes: ['fish-'], seen: ['fish-1'] },
    { on: 'stream', prefixes: ['fish-', 'fowl-2'], seen: ['fish-1', 'fowl-2'] },
    { on: 'stream', prefixes: ['ish-'], seen: [] },
    { on: 'stream', regex: '^f(i|o)[a-z]+-1$', seen: ['fish-1', 'fowl-1'] },
    { on: 'stream', regex: 'owl', seen: ['fowl-1', 'fowl-2'] },
    { on: 'type', prefixes: ['SwamF'], seen: ['fish-1', 'Fish-1', 'fowl-1', 'fowl-2'] },
    { on: 'type', regex: '^Swam$', seen: ['fish-1', 'Fish-1', 'fowl-1', 'fowl-2'] },
  ])('by $on, $prefixes $regex', async ({ on, prefixes, regex, seen }) => {
    const options = allOptions({ on, prefixes: prefixes ?? [], regex: regex ?? '' });
    const read = await rawRead(options);
    const perStream = on === 'type' ? 2 : 4;
    expect(read).toEqual(seen.flatMap((stream) => Array.from({ length: perStream }, () => stream)));
    options.setReadDirection(streamsPb.ReadReq.Options.ReadDirection.BACKWARDS);
    options.getAll()?.setEnd(new sharedPb.Empty());
    expect(await rawRead(options)).toEqual(read.toReversed());
    options.setCount('3');
    expect(await rawRead(options)).toEqual(read.toReversed().slice(0, 3));
  });

  it.each([
    { what: 'a regex that is none', regex: '(', prefixes: [] },
    { what: 'neither regex nor prefix', regex: '', prefixes: [] },
  ])('refuses $what', async ({ regex, prefixes }) => {
    await expect(rawRead(allOptions({ on: 'stream', regex, prefixes }))).rejects.toMatchObject({ code: 3 });
  });
});

it('sends structured ids to a client that asks for them', async () => {
  const stream = newStream();
  const [event] = numbered(1);
  await store.client.appendToStream(stream, event ?? []);
  const options = allOptions({ on: 'stream', prefixes: [stream], regex: '' });
  options.getUuidOption()?.setStructured(new sharedPb.Empty());
  const [response] = await rawResponses(options);
  const id = response?.getEvent()?.getEvent()?.getId()?.getStructured();
  const halves = [id?.getMostSignificantBits(), id?.getLeastSignificantBits()].map((half) =>
    BigInt.asUintN(64, BigInt(half ?? '0'))
      .toString(16)
      .padStart(16, '0'),
  );
  expect(halves.join('')).toBe(event?.id.replaceAll('-', ''));
});

/** Options that the client has no way to send: a filter on a read. */
function allOptions(filter: { on: string; prefixes: string[]; regex: string }): ReadReq.Options {
  const expression = new streamsPb.ReadReq.Options.FilterOptions.Expression();
  expression.setPrefixList(filter.prefixes);
  expression.setRegex(filter.regex);
  const filterOptions = new streamsPb.ReadReq.Options.FilterOptions();
  if (filter.on === 'type') filterOptions.setEventType(expression);
  else filterOptions.setStreamIdentifier(expression);
  filterOptions.setMax(32);
  const all = new streamsPb.ReadReq.Options.AllOptions();
  all.setStart(new sharedPb.Empty());
  const uuids = new streamsPb.ReadReq.Options.UUIDOption();
  uuids.setString(new sharedPb.Empty());
  const options = new streamsPb.ReadReq.Options();
  options.setAll(all);
  options.setCount(String(Number.MAX_SAFE_INTEGER));
  options.setUuidOption(uuids);
  options.setFilter(filterOptions);
  return options;
}

async function rawResponses(options: ReadReq.Options): Promise<ReadResp[]> {
  const client = new StreamsClient(`127.0.0.1:${store.server.port}`, credentials.createInsecure());
  const request = new streamsPb.ReadReq();
  request.setOptions(options);
  try {
    return await collect(client.read(request) as AsyncIterable<ReadResp>);
  } finally {
    client.close();
  }
}

const rawRead = async (options: ReadReq.Options): Promise<string[]> =>
  (await rawResponses(options)).map((response) =>
    Buffer.from(
      response.getEvent()?.getEvent()?.getStreamIdentifier()?.getStreamName_asU8() ?? [],
    ).toString(),
  );

describe('$all while it grows', () => {
  it('read backwards from the end begins with the newest event that there is', async () => {
    const done = new AbortController();
    const appending = Promise.all(
      Array.from({ length: 8 }, async () => {
        while (!done.signal.aborted) await store.client.appendToStream(newStream(), numbered(1));
      }),
    );
    let last = -1n;
    for (let turn = 0; turn < 100; turn++) {
      for (const fromPosition of ['end', { commit: 2n ** 63n - 1n, prepare: 2n ** 63n - 1n }] as const) {
        const [newest] = await collect(
          store.client.readAll({ direction: 'backwards', fromPosition, maxCount: 1 }),
        );
        expect(positionOf(newest).commit).toBeGreaterThanOrEqual(last);
        last = positionOf(newest).commit;
      }
    }
    done.abort();
    await appending;
    expect(last).toBeGreaterThan(0n);
  });
});
