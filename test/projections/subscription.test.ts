/** One who follows a feed: from its place on, in order, each item once, and told when some may be missing. */
import { describe, expect, test } from 'vitest';
import { readCursor, subscriber, type Known } from '../../src/projections/subscription.ts';

/** What is known of a log of even numbers, behind `floor` and up to `position`. */
function known(floor: number, position: number, generation = 1): Known<number> {
  const items = [];
  for (let at = floor + 2; at <= position; at += 2) items.push({ position: BigInt(at), item: at });
  return { generation, floor: BigInt(floor), position: BigInt(position), items };
}

const all = (): boolean => true;

function following(
  position: number,
  { generation = 1, wants = all }: { generation?: number; wants?: (item: number) => boolean } = {},
) {
  const ended: string[] = [];
  const one = subscriber<number>(wants, () => ended.push('ended'));
  one.begin({ generation, position: BigInt(position) });
  return { one, ended };
}

const itemsOf = async (one: ReturnType<typeof following>['one']) => {
  const news = await one.next(0);
  return news?.items.map(({ item }) => item);
};

test('what lies behind its place comes in order, each item once', async () => {
  const { one } = following(4);
  one.hear(known(0, 10));
  expect(await itemsOf(one)).toEqual([6, 8, 10]);
  one.hear(known(0, 14));
  one.hear(known(4, 16));
  expect(await itemsOf(one)).toEqual([12, 14, 16]);
  one.hear(known(0, 16));
  expect(await itemsOf(one)).toEqual([]);
});

test('only what it wants comes, and its place moves all the same', async () => {
  const { one } = following(0, { wants: (item) => item % 4 === 0 });
  one.hear(known(0, 10));
  const news = await one.next(0);
  expect(news).toEqual({
    missed: false,
    items: [
      { cursor: '1.4', item: 4 },
      { cursor: '1.8', item: 8 },
    ],
    cursor: '1.10',
  });
});

test('it waits for what comes', async () => {
  const { one } = following(0);
  const coming = one.next(1e9);
  one.hear(known(0, 0));
  one.hear(known(0, 2));
  expect((await coming)?.items.map(({ item }) => item)).toEqual([2]);
});

describe('something may be missing', () => {
  test.each([
    ['its place is older than what is known', following(2), known(4, 10)],
    ['its place is of tables before these', following(4), known(0, 10, 2)],
    ['its place was never reached', following(12), known(0, 10)],
    ['its cursor is none of ours', following(0, { generation: 0 }), known(0, 10)],
  ])('when %s, and it goes on from what is known', async (_, { one }, then) => {
    one.hear(then);
    expect(await one.next(0)).toEqual({ missed: true, items: [], cursor: `${then.generation}.10` });
    one.hear(known(0, 12, then.generation));
    expect(await one.next(0)).toMatchObject({ missed: false, items: [{ item: 12 }] });
  });

  test('when it is told before anything is taken, nothing older follows', async () => {
    const { one } = following(0);
    one.hear(known(0, 4));
    one.hear(known(0, 8, 2));
    one.hear(known(0, 10, 2));
    expect(await one.next(0)).toMatchObject({ missed: true, items: [{ item: 10 }] });
  });

  test('and never when its place is the oldest that is known', async () => {
    const { one } = following(4);
    one.hear(known(4, 10));
    expect(await one.next(0)).toMatchObject({
      missed: false,
      items: [{ item: 6 }, { item: 8 }, { item: 10 }],
    });
  });
});

test('whoever takes nothing for long is told to look at everything, for others must not remember it all', async () => {
  const { one } = following(0);
  one.hear(known(0, 2000));
  one.hear(known(0, 2002));
  one.hear(known(0, 2004));
  expect(await one.next(0)).toEqual({
    missed: true,
    items: [{ cursor: '1.2004', item: 2004 }],
    cursor: '1.2004',
  });
  const { one: other } = following(0);
  other.hear(known(0, 2000));
  expect(await other.next(0)).toMatchObject({ missed: false, items: { length: 1000 } });
});

test('once closed it is over, also for whoever waits', async () => {
  const { one, ended } = following(0);
  const coming = one.next(1e9);
  one.close();
  expect([await coming, await one.next(0), ended]).toEqual([undefined, undefined, ['ended']]);
});

test.each([
  ['1.5', { generation: 1, position: 5n }],
  ['12.-1', { generation: 12, position: -1n }],
  ['3.18446744073709551615', { generation: 3, position: 18446744073709551615n }],
  ['', { generation: 0, position: -1n }],
  ['1', { generation: 0, position: -1n }],
  ['1.5 ', { generation: 0, position: -1n }],
  ['a.b', { generation: 0, position: -1n }],
])('the cursor %j', (cursor, place) => {
  expect(readCursor(cursor)).toEqual(place);
});
