import { describe, expect, it } from 'vitest';
import { bucketLabel, tickLabel } from '../../portal/src/pages/key/usage/bucketLabels.ts';
import {
  offers,
  ranges,
  usageQuery,
  viewOf,
  type Range,
} from '../../portal/src/pages/key/usage/usageRange.ts';
import { duration } from '../../portal/src/pages/key/words.ts';

const now = new Date('2026-11-21T07:23:45.678Z');
const mostBuckets = 1000;

describe('the usage that is asked for', () => {
  it('is of whole buckets, the last being the one that runs', () => {
    expect(usageQuery({ range: '24h', interval: 'hour' }, now)).toEqual({
      interval: 'hour',
      from: '2026-11-20T08:00:00.000Z',
      to: '2026-11-21T08:00:00.000Z',
    });
    expect(usageQuery({ range: '7d', interval: 'day' }, now)).toEqual({
      interval: 'day',
      from: '2026-11-15T00:00:00.000Z',
      to: '2026-11-22T00:00:00.000Z',
    });
  });

  it.each(Object.keys(ranges) as Range[])('has no more buckets over %s than the service gives', (range) => {
    for (const interval of ranges[range].intervals) {
      expect(offers(range, interval)).toBe(true);
      const { from, to } = usageQuery({ range, interval }, now);
      const ms = interval === 'hour' ? 3_600_000 : 86_400_000;
      expect((Date.parse(to) - Date.parse(from)) / ms).toBeLessThanOrEqual(mostBuckets);
    }
    expect(ranges[range].intervals).toContain(viewOf(range).interval);
  });

  it('is labelled in UTC', () => {
    expect(bucketLabel('2026-11-20T23:00:00.000Z', 'hour')).toBe('Fri 20 Nov, 23:00–00:00 UTC');
    expect(bucketLabel('2026-11-20T00:00:00.000Z', 'day')).toBe('Fri 20 Nov, UTC');
    expect(tickLabel('2026-11-20T23:00:00.000Z', false)).toBe('23:00');
    expect(tickLabel('2026-11-20T23:00:00.000Z', true)).toBe('20 Nov');
  });
});

describe('a duration', () => {
  it.each([
    [0, 'no time'],
    [1, '1 second'],
    [90, '1 minute 30 seconds'],
    [14_400, '4 hours'],
    [90_061, '1 day 1 hour'],
    [604_800, '7 days'],
  ])('of %i seconds is "%s"', (seconds, words) => {
    expect(duration(seconds)).toBe(words);
  });
});
