import { describe, expect, it } from 'vitest';
import { compileIpRules } from '../../src/domain/ipRules.ts';
import { judgeCaller, judgeRequest } from '../../src/domain/verdict.ts';
import type { Attempt, Holder, Refusal } from '../../src/domain/verdict.ts';

const now = new Date('2026-11-20T12:00:00.000Z');
const justPast = '2026-11-20T12:00:00.000Z';
const ahead = '2026-11-20T12:00:00.001Z';

const holder: Holder = {
  profile: 'enterprise',
  environment: 'live',
  scopes: ['invoices:read', 'payouts:read'],
  status: 'active',
  expiresAt: ahead,
  secretEndsAt: null,
  allowsAddress: compileIpRules(['203.0.113.0/24']),
};
const attempt: Attempt = { now, profile: 'enterprise', environment: 'live', address: '203.0.113.7' };

/** Everything that can be wrong with a caller, in the order in which it is found out. */
const faults: readonly {
  readonly code: Refusal;
  readonly what: string;
  readonly of: Partial<Holder>;
  readonly by: Partial<Attempt>;
}[] = [
  { what: 'key of another product', code: 'KEY_NOT_FOUND', of: {}, by: { profile: 'sentry' } },
  { what: 'revoked key', code: 'KEY_REVOKED', of: { status: 'revoked' }, by: {} },
  { what: 'expired key', code: 'KEY_EXPIRED', of: { expiresAt: justPast }, by: {} },
  { what: 'secret regenerated away', code: 'KEY_REVOKED', of: { secretEndsAt: justPast }, by: {} },
  { what: 'wrong environment', code: 'WRONG_ENVIRONMENT', of: {}, by: { environment: 'test' } },
  { what: 'address not allowed', code: 'IP_NOT_ALLOWED', of: {}, by: { address: '198.51.100.1' } },
];

describe('a caller', () => {
  it('with a good key is let through', () => {
    expect(judgeCaller(holder, attempt)).toEqual({ allowed: true });
  });

  it('without a key that we know is refused', () => {
    expect(judgeCaller(undefined, attempt)).toEqual({ allowed: false, code: 'KEY_NOT_FOUND' });
  });

  it.each(faults)('is refused for one fault: $what → $code', ({ code, of, by }) => {
    expect(judgeCaller({ ...holder, ...of }, { ...attempt, ...by })).toEqual({ allowed: false, code });
  });

  const pairs = faults.flatMap((first, index) =>
    faults.slice(index + 1).map((second) => ({ first, second, title: `${first.what}, ${second.what}` })),
  );

  it.each(pairs)('with two faults is told of the first: $title → $first.code', ({ first, second }) => {
    const verdict = judgeCaller(
      { ...holder, ...second.of, ...first.of },
      { ...attempt, ...second.by, ...first.by },
    );
    expect(verdict).toEqual({ allowed: false, code: first.code });
  });

  it('with every fault at once is told of the first', () => {
    const worst = Object.assign({}, ...faults.map(({ of }) => of)) as Partial<Holder>;
    const worstBy = Object.assign({}, ...faults.map(({ by }) => by)) as Partial<Attempt>;
    expect(judgeCaller({ ...holder, ...worst }, { ...attempt, ...worstBy })).toEqual({
      allowed: false,
      code: 'KEY_NOT_FOUND',
    });
  });

  it('is not judged by what was not asked', () => {
    const bare: Attempt = { now, profile: undefined, environment: undefined, address: undefined };
    expect(judgeCaller(holder, bare)).toEqual({ allowed: true });
    expect(judgeCaller({ ...holder, status: 'revoked' }, bare)).toMatchObject({ code: 'KEY_REVOKED' });
  });

  it('whose address cannot be read is refused where there are rules, and only there', () => {
    const unreadable = { ...attempt, address: 'unknown' };
    expect(judgeCaller(holder, unreadable)).toMatchObject({ code: 'IP_NOT_ALLOWED' });
    expect(judgeCaller({ ...holder, allowsAddress: compileIpRules([]) }, unreadable)).toEqual({
      allowed: true,
    });
  });

  it('may use a secret until the end of its grace period, to the millisecond', () => {
    expect(judgeCaller({ ...holder, secretEndsAt: ahead }, attempt)).toEqual({ allowed: true });
    expect(judgeCaller({ ...holder, secretEndsAt: justPast }, attempt)).toMatchObject({ allowed: false });
  });
});

/** None of this runs for a caller who was refused above, so a refused caller uses no quota: that is the signature. */
describe('a request of a caller who was let through', () => {
  it.each([
    ['no scope asked', true, [], { allowed: true }],
    ['one scope that it has', true, ['invoices:read'], { allowed: true }],
    ['all scopes that it has', true, ['payouts:read', 'invoices:read'], { allowed: true }],
    ['a scope that it lacks', true, ['clients:read'], { allowed: false, code: 'INSUFFICIENT_SCOPE' }],
    [
      'one of two that it lacks',
      true,
      ['invoices:read', 'clients:read'],
      { allowed: false, code: 'INSUFFICIENT_SCOPE' },
    ],
    [
      'the write scope of a read scope',
      true,
      ['invoices:write'],
      { allowed: false, code: 'INSUFFICIENT_SCOPE' },
    ],
    ['over its quota', false, ['invoices:read'], { allowed: false, code: 'RATE_LIMIT_EXCEEDED' }],
    [
      'over its quota and without the scope',
      false,
      ['clients:read'],
      { allowed: false, code: 'RATE_LIMIT_EXCEEDED' },
    ],
  ])('%s', (_, withinQuota, scopes, verdict) => {
    expect(judgeRequest(holder, withinQuota, scopes)).toEqual(verdict);
  });
});
