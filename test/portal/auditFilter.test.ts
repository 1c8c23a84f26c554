import { describe, expect, it } from 'vitest';
import {
  queryOf,
  readFilter,
  writeFilter,
  type AuditFilter,
} from '../../portal/src/pages/audit/auditFilter.ts';
import { inputText, instantOf } from '../../portal/src/pages/audit/utcInput.ts';

const now = new Date('2026-11-21T06:30:00.000Z');

describe("the audit's filter in a URL", () => {
  it.each<AuditFilter>([
    {},
    { keyId: 'key_1', outcome: 'KEY_REVOKED', ip: '2001:db8::1' },
    { range: '7d' },
    { from: '2026-11-01T00:00:00.000Z', to: '2026-11-02T00:00:00.000Z' },
  ])('reads what it wrote: %j', (filter) => {
    expect(readFilter(writeFilter(filter))).toEqual(filter);
  });

  it.each([
    ['an outcome that there is not', 'outcome=NEVER'],
    ['a range that there is not', 'range=9y'],
    ['a name that every object has', 'range=toString'],
    ['no instant', 'from=yesterday&to='],
    ['spaces', 'ip=%20'],
  ])('given %s, leaves it out', (_, search) => {
    expect(readFilter(new URLSearchParams(search))).toEqual({});
  });

  it('takes any instant as UTC', () => {
    const filter = readFilter(new URLSearchParams({ from: '2026-11-21T02:00:00+02:00' }));
    expect(filter).toEqual({ from: '2026-11-21T00:00:00.000Z' });
  });
});

describe("the audit's filter as the API takes it", () => {
  it('given a quick range, asks from so long before now, without an end', () => {
    expect(queryOf({ range: '24h', ip: '203.0.113.7' }, now)).toEqual({
      from: '2026-11-20T06:30:00.000Z',
      ip: '203.0.113.7',
    });
  });
});

describe('a minute in an input', () => {
  it('is UTC both ways', () => {
    expect(inputText('2026-11-21T06:30:00.000Z')).toBe('2026-11-21T06:30');
    expect(instantOf('2026-11-21T06:30')).toBe('2026-11-21T06:30:00.000Z');
  });

  it('is none while the field is empty or half typed', () => {
    expect([instantOf(''), instantOf('2026-11')]).toEqual([undefined, undefined]);
  });
});
