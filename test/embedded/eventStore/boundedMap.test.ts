import { expect, test } from 'vitest';
import { createBoundedMap } from '../../../src/embedded/eventStore/boundedMap.ts';

test('forgets what was put longest ago, and counts what was put again as new', () => {
  const map = createBoundedMap<number>(3);
  const kept = (keys: string) =>
    keys
      .split('')
      .filter((key) => map.get(key) !== undefined)
      .join('');
  for (const key of 'abc') map.set(key, 1);
  map.set('a', 2);
  map.set('d', 1);
  expect(kept('abcd')).toBe('acd');
  map.set('e', 1);
  expect([kept('abcde'), map.get('a')]).toEqual(['ade', 2]);
  for (const key of 'fgh') map.set(key, 1);
  expect(kept('abcdefgh')).toBe('fgh');
});

test('holds its limit through many times as many keys, in whatever order they come again', () => {
  const map = createBoundedMap<number>(100);
  const order: number[] = [];
  let next = 7;
  for (let step = 0; step < 20_000; step += 1) {
    next = (next * 7_919 + 13) % 1_009;
    map.set(String(next), step);
    const before = order.indexOf(next);
    if (before >= 0) order.splice(before, 1);
    order.push(next);
    if (order.length > 100) order.shift();
  }
  const held = Array.from({ length: 1_009 }, (_, key) => key).filter(
    (key) => map.get(String(key)) !== undefined,
  );
  expect(held).toEqual(order.toSorted((a, b) => a - b));
});
