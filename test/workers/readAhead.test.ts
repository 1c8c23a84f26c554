/** Reading ahead: what has come is taken together, in order, and no more is read than the limit allows. */
import { expect, test } from 'vitest';
import { readAhead, type Take } from '../../src/workers/readAhead.ts';

const forever = 60_000;
const soon = (least: number, most = 100): Take => ({ least, most, waitMs: forever });
const atOnce: Take = { least: 1, most: 100, waitMs: 0 };

/** A source that yields what it is given, when it is given. */
function source<T>() {
  const items: (T | Error | 'end')[] = [];
  let onItem = (): void => undefined;
  let pulled = 0;
  async function* read(): AsyncGenerator<T> {
    for (;;) {
      while (items.length === 0) await new Promise<void>((resolve) => (onItem = resolve));
      const item = items.shift();
      if (item === 'end') return;
      if (item instanceof Error) throw item;
      pulled += 1;
      yield item as T;
    }
  }
  return {
    give: (...given: (T | Error | 'end')[]) => {
      items.push(...given);
      onItem();
    },
    read,
    get pulled() {
      return pulled;
    },
  };
}

const tick = () => new Promise((resolve) => setImmediate(resolve));

test('given a quiet source, then an item is taken as soon as it comes', async () => {
  const { give, read } = source<number>();
  const ahead = readAhead(read(), 10);
  const taking = ahead.take(soon(1));
  give(1);
  expect(await taking).toEqual([1]);
});

test('given items that came while nobody was taking, then they are taken together, in order, at most so many', async () => {
  const { give, read } = source<number>();
  const ahead = readAhead(read(), 10);
  give(1, 2, 3, 4, 5);
  await tick();
  expect(await ahead.take(soon(1, 3))).toEqual([1, 2, 3]);
  expect(await ahead.take(soon(1, 3))).toEqual([4, 5]);
});

test('given fewer items than wanted, then it waits for them, but not longer than it was told', async () => {
  const { give, read } = source<number>();
  const ahead = readAhead(read(), 10);
  give(1);
  await tick();
  const taking = ahead.take(soon(3));
  give(2, 3);
  expect(await taking).toEqual([1, 2, 3]);
  give(4);
  expect(await ahead.take({ least: 3, most: 100, waitMs: 30 })).toEqual([4]);
  expect(await ahead.take(atOnce)).toEqual([]);
});

test('given a consumer that does not take, then the source is read up to the limit and no further', async () => {
  const { give, read } = source<number>();
  const reader = source<number>();
  reader.give(...Array.from({ length: 20 }, (_, index) => index));
  const ahead = readAhead(reader.read(), 5);
  for (let round = 0; round < 50; round += 1) await tick();
  expect(reader.pulled).toBe(5);
  expect(await ahead.take(soon(5))).toEqual([0, 1, 2, 3, 4]);
  for (let round = 0; round < 50; round += 1) await tick();
  expect(reader.pulled).toBe(10);
  give('end');
  expect(await readAhead(read(), 5).take(soon(1))).toBeUndefined();
});

test('given a source that ends or fails, then what came before is taken first, by whoever waits too', async () => {
  const ending = source<number>();
  const ended = readAhead(ending.read(), 10);
  ending.give(1, 'end');
  expect(await ended.take(soon(3))).toEqual([1]);
  expect(await ended.take(soon(3))).toBeUndefined();

  const failing = source<number>();
  const failed = readAhead(failing.read(), 10);
  const waiting = failed.take(soon(3));
  failing.give(1, new Error('broken'));
  expect(await waiting).toEqual([1]);
  await expect(failed.take(soon(1))).rejects.toThrow('broken');
});

test.each([
  ['full', 5],
  ['not full', 3],
])('given a consumer that leaves while the buffer is %s, then the source is let go', async (_, given) => {
  let released = false;
  const { give, read } = source<number>();
  async function* releasing() {
    try {
      yield* read();
    } finally {
      released = true;
    }
  }
  const ahead = readAhead(releasing(), 5);
  give(...Array.from({ length: given }, (__, index) => index));
  for (let round = 0; round < 50; round += 1) await tick();
  expect(released).toBe(false);
  ahead.stop();
  give(6); // whatever the source still had under way
  await expect.poll(() => released).toBe(true);
});
