/** Cursors come back from callers, who may have written them themselves. */
import { expect, test } from 'vitest';
import { decodeCursor, encodeCursor } from '../../src/projections/cursor.ts';

test('a cursor of ours comes back as it was', () => {
  const key = ['2026-11-21T01:02:03.004Z', 'key_1'] as const;
  expect(decodeCursor(encodeCursor(key))).toEqual(key);
  expect(decodeCursor(undefined)).toEqual([]);
});

test.each([
  '0000-01-01T00:00:00Z',
  '0000-01-01T00:00:00.000Z',
  '2026-02-30T00:00:00.000Z',
  '2026-01-01T00:00:00Z',
  '2026-01-01T00:00:00.0000001Z',
  '+012026-01-01T00:00:00.000Z',
  '-000001-01-01T00:00:00.000Z',
  '2026-01-01',
])('an instant that we do not write is refused: %s', (instant) => {
  expect(() => decodeCursor(encodeCursor([instant, 'a']))).toThrow(/nextCursor of an earlier page/);
});
