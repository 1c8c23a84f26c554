import { describe, expect, test } from 'vitest';
import { retryAfterSeconds, retryDelay, retrySchedule } from '../../src/domain/retries.ts';

const day = 24 * 60 * 60;

describe('retries', () => {
  test('go on for about three days', () => {
    expect(retrySchedule).toEqual([5, 60, 300, 1800, 7200, 21_600, 43_200, day, day]);
    const days = retrySchedule.reduce((sum, seconds) => sum + seconds, 0) / day;
    expect(days).toBeCloseTo(2.86, 2);
  });

  test.each(retrySchedule.map((seconds, index) => [index + 1, seconds]))(
    'after failure %i come after %i seconds, a fifth more or less',
    (failures, seconds) => {
      expect(retryDelay(failures, 0.5)).toBeCloseTo(seconds);
      expect(retryDelay(failures, 0)).toBeCloseTo(seconds * 0.8);
      expect(retryDelay(failures, 0.999_999)).toBeCloseTo(seconds * 1.2, 0);
    },
  );

  test('end with the tenth failure, whatever the receiver asks', () => {
    expect(retryDelay(10, 0.5)).toBeUndefined();
    expect(retryDelay(10, 0.5, 60)).toBeUndefined();
    expect(retryDelay(11, 0.5)).toBeUndefined();
  });

  test.each([
    [1, 120, 120],
    [1, 3, 5],
    [1, 10 * day, day],
    [9, 60, day],
  ])('after failure %i and a wish of %i seconds come after %i', (failures, wish, seconds) => {
    expect(retryDelay(failures, 0.5, wish)).toBeCloseTo(seconds);
  });
});

describe('Retry-After', () => {
  const now = new Date('2026-03-01T12:00:00Z');

  test.each([
    ['0', 0],
    ['120', 120],
    [' 120 ', 120],
    ['Sun, 01 Mar 2026 12:02:00 GMT', 120],
    ['Sunday, 01-Mar-26 12:02:00 GMT', 120],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
  ])('%s is %i seconds', (header, seconds) => {
    expect(retryAfterSeconds(header, now)).toBe(seconds);
  });

  test.each([undefined, '', '-1', '1.5', '1e3', 'soon', '1 Mar 2026', '99999999999', 'Infinity'])(
    '%s is nothing',
    (header) => {
      expect(retryAfterSeconds(header, now)).toBeUndefined();
    },
  );
});
