/** A feed follows its table: nothing is left out and nothing comes twice, however much comes at once. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { feed, type Feed } from '../../src/projections/feed.ts';
import type { Subscription } from '../../src/projections/subscription.ts';
import { checkpointChannel } from '../../src/stores/checkpoints.ts';
import { connectNotifications, type Notifications } from '../../src/stores/notifications.ts';
import { eventually } from '../support/condition.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';

const group = 'fed';

let stores: TestStores;
let notifications: Notifications;
beforeAll(async () => {
  stores = await startTestStores();
  notifications = connectNotifications(stores.databaseUrl);
  await stores.ownerDatabase.query('create table fed (position numeric(20) primary key, name text not null)');
});
afterAll(async () => {
  await notifications.close();
  await stores.stop();
});

const feeds: Feed<string>[] = [];
const warnings: string[] = [];
beforeEach(async () => {
  await stores.database.query('delete from projection_checkpoints');
  await make(1);
});
afterEach(async () => {
  for (const each of feeds.splice(0)) await each.close();
  warnings.length = 0;
});

function newFeed(): Feed<string> {
  const made = feed<{ readonly name: string }, string>(
    { database: stores.database, notifications, log: { warn: (_, message) => warnings.push(message) } },
    { group, table: 'fed', columns: 'name', read: ({ name }) => name },
  );
  feeds.push(made);
  return made;
}

/** The table, for the so manieth time: empty, with the checkpoint where it was. */
async function make(generation: number, { ready = true } = {}): Promise<void> {
  await stores.database.query('delete from fed');
  await stores.database.query(
    `insert into projection_checkpoints (projection_group, fingerprint, generation, ready) values ($1, '', $2, $3)
     on conflict (projection_group) do update set generation = excluded.generation, ready = excluded.ready`,
    [group, generation, ready],
  );
}

/** Rows up to a position, and the checkpoint there, in one transaction, as whoever runs projections writes them. */
async function write(from: number, to: number): Promise<void> {
  await stores.database.transaction(async (tx) => {
    await tx.query('insert into fed select n, n::text from generate_series($1::int, $2) n', [from, to]);
    await tx.query(
      `update projection_checkpoints set commit_position = $2, prepare_position = $2, event_id = gen_random_uuid()
       where projection_group = $1`,
      [group, to],
    );
    await tx.query('select pg_notify($1, $2)', [checkpointChannel(group), '']);
  });
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
const everything = () => true;

/** What comes, until there is so much. */
async function taken(subscription: Subscription<string>, count: number): Promise<readonly string[]> {
  const items: string[] = [];
  let missed = false;
  await eventually(`${count} come`, async () => {
    const news = await subscription.next(100);
    items.push(...(news?.items.map(({ item }) => item) ?? []));
    missed ||= news?.missed === true;
    return items.length >= count || missed;
  });
  return missed ? ['missed', ...items] : items;
}

test('of more rows than are read at once none is left out', async () => {
  const subscription = await newFeed().subscribe(undefined, (item) => item.endsWith('0'));
  await write(1, 3500);
  expect(await taken(subscription, 350)).toEqual(numbers(1, 350).map((item) => `${item}0`));
});

test('each of many who follow gets what it wants', async () => {
  const following = newFeed();
  const wanted = [2, 3, 5].map((divisor) => (item: string) => Number(item) % divisor === 0);
  const all = await Promise.all(wanted.map((wants) => following.subscribe(undefined, wants)));
  await write(1, 20);
  for (const [index, subscription] of all.entries()) {
    const expected = numbers(1, 20).filter((item) => wanted[index]?.(item));
    expect(await taken(subscription, expected.length)).toEqual(expected);
  }
});

describe('whoever comes back', () => {
  const cursorAfter = async (following: Feed<string>, from: number, to: number) => {
    const subscription = await following.subscribe(undefined, everything);
    await write(from, to);
    let cursor = '';
    await eventually('it is there', async () => {
      const news = await subscription.next(100);
      cursor = news?.cursor ?? '';
      return cursor === `1.${to}`;
    });
    subscription.close();
    return cursor;
  };

  test('to one that reads, or to one that begins only then, goes on where it was', async () => {
    const cursor = await cursorAfter(newFeed(), 1, 10);
    const reading = newFeed();
    await reading.subscribe(undefined, everything);
    await write(11, 15);
    for (const following of [reading, newFeed()]) {
      expect(await taken(await following.subscribe(cursor, everything), 5)).toEqual(numbers(11, 15));
    }
  });

  test('to rows that are gone is told so', async () => {
    const cursor = await cursorAfter(newFeed(), 1, 10);
    await write(11, 15);
    await stores.database.query('delete from fed where position <= 12');
    expect(await taken(await newFeed().subscribe(cursor, everything), 1)).toEqual(['missed']);
  });

  test('after more than anybody remembers is told so', async () => {
    const cursor = await cursorAfter(newFeed(), 1, 10);
    await write(11, 6000);
    expect(await taken(await newFeed().subscribe(cursor, everything), 1)).toEqual(['missed']);
  });
});

test('while the tables are made anew nothing is told, and then that they were', async () => {
  const subscription = await newFeed().subscribe(undefined, everything);
  await write(1, 1);
  expect(await taken(subscription, 1)).toEqual(['1']);
  await make(2, { ready: false });
  await eventually('it is noticed', () => warnings.length > 0);
  await make(2);
  expect(await taken(subscription, 1)).toEqual(['missed']);
  await write(2, 3);
  expect(await taken(subscription, 2)).toEqual(['2', '3']);
});

test('nobody can begin while they are being made', async () => {
  await make(1, { ready: false });
  const following = newFeed();
  await expect(following.subscribe(undefined, everything)).rejects.toMatchObject({
    code: 'READ_MODELS_NOT_READY',
  });
  await make(1);
  const subscription = await following.subscribe(undefined, everything);
  await write(1, 2);
  expect(await taken(subscription, 2)).toEqual(['1', '2']);
});

test('one that was left by all is there for whoever comes next', async () => {
  const following = newFeed();
  for (const round of [1, 2, 3]) {
    const subscription = await following.subscribe(undefined, everything);
    await write(round, round);
    expect(await taken(subscription, 1)).toEqual([String(round)]);
    subscription.close();
  }
});

test('its end ends all who follow, and who come later', async () => {
  const following = newFeed();
  const subscription = await following.subscribe(undefined, everything);
  const coming = subscription.next(1e9);
  await following.close();
  const late = await following.subscribe(undefined, everything);
  expect([await coming, await late.next(1e9)]).toEqual([undefined, undefined]);
});
