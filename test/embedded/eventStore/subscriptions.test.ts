/** Subscriptions: history and news in one order, each event once, whatever happens in between. */
import { eventTypeFilter, excludeSystemEvents, START, streamNameFilter } from '@eventstore/db-client';
import type {
  AllStreamResolvedEvent,
  AllStreamSubscription,
  Position,
  StreamSubscription,
} from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../support/condition.ts';
import { collect, idsOf, newStream, numbered, revisionsOf, startStore, take } from './support.ts';
import type { Store } from './support.ts';

let store: Store;
beforeEach(async () => {
  store = await startStore();
});
afterEach(() => store.close());

const append = (stream: string, count: number, type?: string) =>
  store.client.appendToStream(stream, numbered(count, type));

/** Everything that a subscription says, in its order. */
function follow(subscription: AllStreamSubscription | StreamSubscription): {
  said: (string | undefined)[];
  end: () => Promise<void>;
} {
  const said: (string | undefined)[] = [];
  // The two classes share these events, but their listeners' types have no common overload.
  (subscription as AllStreamSubscription)
    .on('confirmation', () => said.push('confirmed'))
    .on('caughtUp', () => said.push('caught up'))
    .on('data', (resolved: AllStreamResolvedEvent) =>
      said.push(`${resolved.event?.streamId}@${resolved.event?.revision}`),
    );
  return { said, end: () => subscription.unsubscribe() };
}

describe('to $all', () => {
  it('sends history from the start, says once that it caught up, and then news', async () => {
    await append('a', 2);
    await append('b', 1);
    const { said, end } = follow(store.client.subscribeToAll());
    await eventually('the history', () => said.includes('caught up'));
    await append('a', 1);
    await eventually('the first news', () => said.includes('a@2'));
    await append('c', 2);
    await eventually('the last news', () => said.includes('c@1'));
    expect(said).toEqual(['confirmed', 'a@0', 'a@1', 'b@0', 'caught up', 'a@2', 'c@0', 'c@1']);
    await end();
  });

  it('from a position begins after the event there', async () => {
    await append('a', 3);
    const [, second] = await collect(store.client.readAll());
    const { said, end } = follow(
      store.client.subscribeToAll({ fromPosition: second?.event?.position ?? START }),
    );
    await eventually('the history', () => said.includes('caught up'));
    expect(said).toEqual(['confirmed', 'a@2', 'caught up']);
    await end();
  });

  it('from the end sends only what is appended from then on', async () => {
    await append('a', 3);
    const { said, end } = follow(store.client.subscribeToAll({ fromPosition: 'end' }));
    await eventually('the end', () => said.includes('caught up'));
    await append('b', 1);
    await eventually('the news', () => said.includes('b@0'));
    expect(said).toEqual(['confirmed', 'caught up', 'b@0']);
    await end();
  });

  it('loses and repeats nothing while appends go on', async () => {
    const streams = Array.from({ length: 8 }, () => newStream('busy'));
    const appending = Promise.all(
      streams.map(async (stream) => {
        for (let turn = 0; turn < 60; turn++) await append(stream, 1 + (turn % 3));
      }),
    );
    const total = 8 * 120;
    const followers = await Promise.all(
      Array.from({ length: 4 }, () => take(store.client.subscribeToAll(), total)),
    );
    await appending;
    const all = idsOf(await collect(store.client.readAll()));
    for (const follower of followers) expect(idsOf(follower)).toEqual(all);
  });

  it('waits for a reader that is slow, and then goes on', async () => {
    await append('slow', 10);
    const subscription = store.client.subscribeToAll();
    const iterator = (subscription as AsyncIterable<AllStreamResolvedEvent>)[Symbol.asyncIterator]();
    await iterator.next();
    for (let turn = 0; turn < 40; turn++) await append('slow', 100);
    let last: bigint | undefined = 0n;
    while (last !== 4009n) {
      const { value } = (await iterator.next()) as IteratorYieldResult<AllStreamResolvedEvent>;
      expect(value.event?.revision).toBe((last ?? 0n) + 1n);
      last = value.event?.revision;
    }
    await iterator.return?.();
  });

  it('ends when the client leaves, and holds nothing up', async () => {
    for (let turn = 0; turn < 20; turn++) {
      const [event] = await Promise.all([
        take(store.client.subscribeToAll({ fromPosition: 'start' }), 1),
        append('left', 1),
      ]);
      expect(event).toHaveLength(1);
    }
  });
});

describe('to $all with a filter', () => {
  const cases = [
    {
      name: 'a prefix of the stream',
      filter: streamNameFilter({ prefixes: ['key-'] }),
      seen: ['key-1', 'key-2'],
    },
    {
      name: 'one of several prefixes',
      filter: streamNameFilter({ prefixes: ['key-2', 'other-'] }),
      seen: ['other-1', 'key-2'],
    },
    {
      name: 'a regex of the stream',
      filter: streamNameFilter({ regex: '^[a-z]+-1$' }),
      seen: ['key-1', 'other-1'],
    },
    { name: 'a prefix of the type', filter: eventTypeFilter({ prefixes: ['Ki'] }), seen: ['key-1'] },
    { name: 'a regex of the type', filter: eventTypeFilter({ regex: 'y$' }), seen: ['other-1', 'key-2'] },
    { name: 'no system events', filter: excludeSystemEvents(), seen: ['key-1', 'other-1', 'key-2'] },
  ];

  it.each(cases)('that wants $name, sends those of history and of news', async ({ filter, seen }) => {
    const appendAll = async (): Promise<void> => {
      await append('key-1', 1, 'Kind');
      await append('other-1', 1, 'Any');
      await store.client.setStreamMetadata('Key-3', { owner: 'x' });
      await append('key-2', 1, 'Many');
    };
    await appendAll();
    const subscription = store.client.subscribeToAll({ filter });
    const taking = take(subscription, 2 * seen.length);
    const caughtUp = new Promise((resolve) => subscription.once('caughtUp', resolve));
    await caughtUp;
    await appendAll();
    const streams = (await taking).map(({ event }) => event?.streamId);
    expect(streams).toEqual([...seen, ...seen]);
  });

  it('reports a checkpoint each time that it has considered enough events', async () => {
    await append('unwanted', 100);
    await append('wanted', 1);
    const checkpoints: Position[] = [];
    const subscription = store.client.subscribeToAll({
      filter: streamNameFilter({
        prefixes: ['wanted'],
        maxSearchWindow: 5,
        checkpointInterval: 4,
        checkpointReached: (_, position) => {
          checkpoints.push(position);
          return Promise.resolve();
        },
      }),
    });
    const { said, end } = follow(subscription);
    await eventually('the history', () => said.includes('caught up'));
    for (let turn = 0; turn < 13; turn++) await append('unwanted', 3);
    await append('wanted', 1);
    await eventually('the news', () => said.includes('wanted@1'));
    await end();

    const events = await collect(store.client.readAll());
    const everyTwentieth = events.filter((_, index) => (index + 1) % 20 === 0);
    expect(checkpoints).toEqual(everyTwentieth.map(({ event }) => event?.position));
  });

  it('goes on after a checkpoint as after an event', async () => {
    await append('unwanted', 40);
    const positions: Position[] = [];
    const { said, end } = follow(
      store.client.subscribeToAll({
        filter: streamNameFilter({
          prefixes: ['wanted'],
          checkpointReached: (_, position) => {
            positions.push(position);
            return Promise.resolve();
          },
        }),
      }),
    );
    await eventually('a checkpoint', () => positions.length > 0 && said.includes('caught up'));
    await end();
    await append('wanted', 1);
    const again = store.client.subscribeToAll({
      fromPosition: positions[0] ?? START,
      filter: streamNameFilter({ prefixes: ['wanted'] }),
    });
    expect(revisionsOf(await take(again, 1))).toEqual([0n]);
  });
});

describe('to a stream', () => {
  it('sends its history, says once that it caught up, and then news', async () => {
    await append('mine', 2);
    await append('other', 2);
    const { said, end } = follow(store.client.subscribeToStream('mine'));
    await eventually('the history', () => said.includes('caught up'));
    await append('other', 1);
    await append('mine', 2);
    await eventually('the news', () => said.includes('mine@3'));
    await append('mine', 1);
    await eventually('the last', () => said.includes('mine@4'));
    expect(said).toEqual(['confirmed', 'mine@0', 'mine@1', 'caught up', 'mine@2', 'mine@3', 'mine@4']);
    await end();
  });

  it('listens once, however many pages its history has', async () => {
    const warnings: Error[] = [];
    const hear = (warning: Error): unknown => warnings.push(warning);
    process.on('warning', hear);
    await append('long', 6_000);
    await append('long', 6_000);
    expect(await take(store.client.subscribeToStream('long'), 12_000)).toHaveLength(12_000);
    process.off('warning', hear);
    expect(warnings).toEqual([]);
  });

  it('from a revision begins after it, and from the end with what comes', async () => {
    await append('mine', 4);
    const fromSecond = follow(store.client.subscribeToStream('mine', { fromRevision: 1n }));
    const fromEnd = follow(store.client.subscribeToStream('mine', { fromRevision: 'end' }));
    await eventually('both', () => [fromSecond, fromEnd].every(({ said }) => said.includes('caught up')));
    await append('mine', 1);
    await eventually('the news', () => [fromSecond, fromEnd].every(({ said }) => said.includes('mine@4')));
    expect(fromSecond.said).toEqual(['confirmed', 'mine@2', 'mine@3', 'caught up', 'mine@4']);
    expect(fromEnd.said).toEqual(['confirmed', 'caught up', 'mine@4']);
    await Promise.all([fromSecond.end(), fromEnd.end()]);
  });

  it('may begin after the largest revision there is', async () => {
    await append('mine', 1);
    const { said, end } = follow(store.client.subscribeToStream('mine', { fromRevision: 2n ** 64n - 1n }));
    await eventually('the empty history', () => said.includes('caught up'));
    expect(said).toEqual(['confirmed', 'caught up']);
    await end();
  });

  it('may be made before the stream is', async () => {
    const { said, end } = follow(store.client.subscribeToStream('later'));
    await eventually('the empty history', () => said.includes('caught up'));
    await append('later', 1);
    await eventually('the first event', () => said.includes('later@0'));
    await end();
  });

  it('that is soft-deleted sends what brings it back', async () => {
    await append('gone', 3);
    await store.client.deleteStream('gone');
    const { said, end } = follow(store.client.subscribeToStream('gone'));
    await eventually('the empty history', () => said.includes('caught up'));
    await append('gone', 1);
    await eventually('the new event', () => said.includes('gone@3'));
    expect(said).toEqual(['confirmed', 'caught up', 'gone@3']);
    await end();
  });

  it('follows the metadata of a stream', async () => {
    const { said, end } = follow(store.client.subscribeToStream('$$watched'));
    await store.client.setStreamMetadata('watched', { maxCount: 3 });
    await eventually('the metadata', () => said.includes('$$watched@0'));
    await end();
  });
});
