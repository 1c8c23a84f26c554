/** How long a stream of events lasts, and what it says when there is nothing to say. */
import { expect, test } from 'vitest';
import { eventStream, eventText } from '../../src/http/eventStream.ts';
import type { News, Subscription } from '../../src/projections/subscription.ts';

const until = new Date('2026-11-21T12:00:00Z');
const longBefore = () => new Date('2026-11-21T11:00:00Z');

/** A subscription that has these news, one after the other, and notes what is asked of it. */
function having(...all: readonly (Partial<News<string>> | undefined)[]) {
  const waits: number[] = [];
  const news = [...all];
  let isClosed = false;
  const subscription: Subscription<string> = {
    next(timeoutMs) {
      waits.push(timeoutMs);
      const next = news.shift();
      return Promise.resolve(next && { missed: false, items: [], cursor: '1.1', ...next });
    },
    close: () => (isClosed = true),
  };
  return { subscription, waits, isClosed: () => isClosed };
}

const item = (text: string, cursor: string) => ({ item: text, cursor });
const texts = ({ items }: News<string>) => items.map((each) => eventText('said', each.cursor, each.item));

async function read(subscription: Subscription<string>, now = longBefore) {
  const said: string[] = [];
  const gone = new AbortController().signal;
  for await (const text of eventStream({ subscription, caller: { until }, now, gone }, texts))
    said.push(text);
  return said;
}

test('it begins with where to go on, before there is any event', async () => {
  const { subscription, waits } = having({ cursor: '1.7' });
  expect(await read(subscription)).toEqual(['retry: 1000\n\n: \nid: 1.7\n\n']);
  expect(waits[0]).toBe(0);
});

test('what may be missing is said before what came after it', async () => {
  const { subscription } = having({ missed: true, items: [item('hello', '1.8')], cursor: '1.9' });
  expect(await read(subscription)).toEqual([
    'retry: 1000\n\nevent: reset\nid: 1.9\ndata: {}\n\nevent: said\nid: 1.8\ndata: "hello"\n\n',
  ]);
});

test('it waits 15 seconds at most before it shows that it is there', async () => {
  const { subscription, waits } = having({}, { items: [item('hello', '1.8')] });
  await read(subscription);
  expect(waits.slice(1).every((waitMs) => waitMs > 14_000 && waitMs <= 15_000)).toBe(true);
});

test('it waits no longer than the caller may listen, and then ends', async () => {
  const { subscription, waits, isClosed } = having({}, { items: [item('too late', '1.8')] }, undefined);
  const clock = [longBefore(), longBefore(), new Date('2026-11-21T11:59:58Z'), until];
  const said = await read(subscription, () => clock.shift() ?? until);
  expect([said.length, waits[1], isClosed()]).toEqual([1, 2000, true]);
});

test('it ends with its subscription', async () => {
  const { subscription, isClosed } = having(undefined);
  expect(await read(subscription)).toEqual([]);
  expect(isClosed()).toBe(true);
});
