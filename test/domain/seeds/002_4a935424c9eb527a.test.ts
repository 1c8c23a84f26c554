/** What the vendor document states about the domain; what it states about HTTP is in `test/http/seeds`. */
import { describe, expect, it } from 'vitest';
import { keyReader } from '../../../src/domain/keyFormat.ts';
import { scopesAtCreation } from '../../../src/domain/scopes.ts';
import { judgeCaller, judgeRequest } from '../../../src/domain/verdict.ts';
import { refusalOf } from '../given.ts';
import { apply, attempt, create, holderOf, issue, macKey, profileOf, profiles } from './vendorKeys.ts';

const sentryScopes = [
  ['customer:read', 'View customers'],
  ['customer:write', 'Create/update customers'],
  ['invoice:read', 'View invoices'],
  ['invoice:write', 'Create/update invoices'],
  ['invoice:remind', 'Send invoice reminders'],
  ['sales:read', 'View sales history'],
];

describe('seeds/002_4a935424c9eb527a.txt', () => {
  const example = 'sntr_abcdefghijklmnopqrstuvwxyz123456';

  it('API Key Format: sntr_ followed by random base64url characters, as many as in the example', () => {
    const { secret } = issue('sentry');
    expect(secret).toMatch(/^sntr_[A-Za-z0-9_-]+$/);
    expect(secret).toHaveLength(example.length);
  });

  it('API Key Format: the example itself was not issued here, so it is refused', () => {
    expect(keyReader(profiles, macKey)(example)).toBeUndefined();
  });

  it('Scoped Permissions: the six scopes with their descriptions', () => {
    expect(Object.entries(profileOf('sentry').scopes)).toEqual(sentryScopes);
  });

  it('Scoped Permissions: assigned when creating the key and cannot be escalated', () => {
    const state = create('sentry', { scopes: ['customer:read'] });
    const widening = () => apply(state, { type: 'SetScopes', scopes: ['customer:read', 'customer:write'] });
    expect(refusalOf(widening).code).toBe('SCOPE_ESCALATION');
  });

  it('All Scopes: full access to customer, invoice, and sales operations', () => {
    expect(scopesAtCreation(profileOf('sentry'), { fullAccess: true }).join(',')).toBe(
      'customer:read,customer:write,invoice:read,invoice:write,invoice:remind,sales:read',
    );
  });

  it('Error Responses: each code has its refusal', () => {
    const holder = holderOf(create('sentry', { scopes: ['customer:read'], ipRules: ['203.0.113.0/24'] }));
    expect(profileOf('sentry').errorStyle).toBe('codes');
    expect(judgeCaller(undefined, attempt)).toMatchObject({ code: 'KEY_NOT_FOUND' });
    expect(judgeCaller(holder, { ...attempt, address: '198.51.100.1' })).toMatchObject({
      code: 'IP_NOT_ALLOWED',
    });
    expect(judgeRequest(holder, true, ['invoice:read'])).toMatchObject({ code: 'INSUFFICIENT_SCOPE' });
  });

  it('Rate Limiting: 60 requests per minute per key', () => {
    expect([...profiles.values()].map((profile) => profile.requestsPerMinute)).toEqual([60, 60, 60]);
    expect(judgeRequest(holderOf(create('sentry')), false, [])).toMatchObject({
      code: 'RATE_LIMIT_EXCEEDED',
    });
  });
});
