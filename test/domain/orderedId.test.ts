import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { firstIdAt, orderedIds } from '../../src/domain/orderedId.ts';

const instant = fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true });
const millisecondsOf = (id: string) => Number.parseInt(id.replace('-', '').slice(0, 12), 16);

test('an id is a UUID of version 7 that tells its millisecond', () => {
  const newId = orderedIds(randomBytes);
  fc.assert(
    fc.property(instant, (at) => {
      const id = newId(at.getTime());
      expect(z.uuidv7().safeParse(id).success).toBe(true);
      expect(millisecondsOf(id)).toBe(at.getTime());
    }),
  );
});

test('given many in one millisecond, then they sort in the order in which they were made', () => {
  const newId = orderedIds(randomBytes);
  const made = Array.from({ length: 70_000 }, () => newId(1_772_119_800_000));
  expect(made.toSorted()).toEqual(made);
  expect(new Set(made).size).toBe(made.length);
});

test('given two processes in the same millisecond, then no id is made twice', () => {
  const [one, two] = [orderedIds(randomBytes), orderedIds(randomBytes)];
  const made = Array.from({ length: 1000 }, () => [one(5), two(5)]).flat();
  expect(new Set(made).size).toBe(2000);
});

test('the first id of a millisecond: none of that millisecond comes before it, none of an earlier one after', () => {
  fc.assert(
    fc.property(instant, instant, (a, b) => {
      const id = orderedIds(randomBytes)(a.getTime());
      expect(id >= firstIdAt(b)).toBe(a >= b);
    }),
  );
});

test('given an instant before 1970, then the first id is the first of all', () => {
  expect(firstIdAt(new Date(-1))).toBe('00000000-0000-7000-8000-000000000000');
});
