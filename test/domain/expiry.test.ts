import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasEnded, isLaterEnd, nearerEnd, parseExpiry } from '../../src/domain/expiry.ts';
import { refusalOf } from './given.ts';

const now = new Date('2026-11-20T12:00:00.000Z');

describe('an expiry that is asked for', () => {
  it.each([
    ['2026-11-21', '2026-11-21T00:00:00.000Z'],
    ['2027-01-31', '2027-01-31T00:00:00.000Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
    ['9999-12-31', '9999-12-31T00:00:00.000Z'],
    ['2026-11-20T12:00:00.001Z', '2026-11-20T12:00:00.001Z'],
    ['2026-11-20T12:00:01Z', '2026-11-20T12:00:01.000Z'],
    ['2027-01-31T12:00:00Z', '2027-01-31T12:00:00.000Z'],
    ['2027-01-31T12:00:00+02:00', '2027-01-31T10:00:00.000Z'],
    ['2027-01-31T23:00:00-05:30', '2027-02-01T04:30:00.000Z'],
    ['2026-11-20T11:30:00-01:00', '2026-11-20T12:30:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
    // Finer than we keep: never later than what was asked for.
    ['2027-01-31T12:00:00.123999Z', '2027-01-31T12:00:00.123Z'],
  ])('%s is %s', (text, instant) => {
    expect(parseExpiry(text, now)).toBe(instant);
  });

  it.each([
    '',
    'tomorrow',
    '2027',
    '2027-01',
    '2027-1-31',
    '31.01.2027',
    '01/31/2027',
    '20270131',
    '2027-02-29',
    '2027-02-30',
    '2027-04-31',
    '2027-13-01',
    '2027-00-10',
    '2027-01-31T12:00:00',
    '2027-01-31 12:00:00Z',
    '2027-01-31T24:00:00Z',
    '2027-01-31T12:60:00Z',
    '2027-01-31T12:00:60Z',
    '2027-02-30T12:00:00Z',
    '2027-01-31T12:00:00+25:00',
    '2027-01-31T12:00:00 UTC',
    '1800000000',
    '1800000000000',
    '+002027-01-31T00:00:00Z',
    '12027-01-31',
    ' 2027-01-31',
    '2027-01-31\n',
    '2027-01-31[Europe/Prague]',
  ])('%j is no date and no timestamp', (text) => {
    const error = refusalOf(() => parseExpiry(text, now));
    expect(error.code).toBe('INVALID_INPUT');
    expect(error.message).toMatch(/is a date .* or a timestamp with zone/);
    expect(error.details.map(({ field }) => field)).toEqual(['expiresAt']);
  });

  it.each([
    '2026-11-20',
    '2026-11-19',
    '1970-01-01',
    '0001-01-01',
    '2026-11-20T12:00:00Z',
    '2026-11-20T11:59:59.999Z',
    '2026-11-20T13:00:00+01:00',
    '0000-01-01T00:00:00+01:00',
  ])('%s is not in the future', (text) => {
    const error = refusalOf(() => parseExpiry(text, now));
    expect(error.code).toBe('INVALID_INPUT');
    expect(error.message).toContain('must be in the future');
  });

  it('that its offset pushes past the year 9999 is refused: no store could hold it', () => {
    const error = refusalOf(() => parseExpiry('9999-12-31T23:59:59-01:00', now));
    expect(error.code).toBe('INVALID_INPUT');
    expect(error.message).toContain('year 10000');
  });

  it('is either an instant in the future, to the millisecond, or INVALID_INPUT, whatever the text', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          const instant = parseExpiry(text, now);
          expect(instant).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
          expect(hasEnded(instant, now)).toBe(false);
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID_INPUT' });
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('an end', () => {
  const end = '2026-11-20T12:00:00.000Z';

  it.each([
    [end, '2026-11-20T11:59:59.999Z', false],
    [end, '2026-11-20T12:00:00.000Z', true],
    [end, '2026-11-20T12:00:00.001Z', true],
    [null, '9999-12-31T23:59:59.999Z', false],
  ])('%s at %s is reached: %s', (one, clock, reached) => {
    expect(hasEnded(one, new Date(clock))).toBe(reached);
  });

  it('that cannot be read counts as reached, so that a defect closes rather than opens', () => {
    expect(hasEnded('whenever', now)).toBe(true);
  });

  it.each([
    ['2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['2026-01-01T00:00:00.000Z', null],
  ])('%s is nearer than %s, from either side', (near, far) => {
    expect(nearerEnd(near, far)).toBe(near);
    expect(nearerEnd(far, near)).toBe(near);
    expect(isLaterEnd(far, near)).toBe(true);
    expect(isLaterEnd(near, far)).toBe(false);
  });

  it.each([[null], [end]])('%s is not later than itself', (one) => {
    expect(nearerEnd(one, one)).toBe(one);
    expect(isLaterEnd(one, one)).toBe(false);
  });

  it('is the same however it is written', () => {
    expect(isLaterEnd('2026-11-20T12:00:00Z', end)).toBe(false);
    expect(isLaterEnd(end, '2026-11-20T12:00:00Z')).toBe(false);
  });
});
