import { describe, expect, it } from 'vitest';
import type { HistoryEntry, Key } from '../../portal/src/api/types.ts';
import { describeHistory } from '../../portal/src/pages/key/history/describeEvent.ts';
import { graceEnd, oldSecretOf } from '../../portal/src/pages/key/secret/grace.ts';

const at = (hour: number) => new Date(Date.UTC(2026, 10, 21, hour)).toISOString();

const created: HistoryEntry = {
  revision: 0,
  type: 'ApiKeyCreated',
  at: at(0),
  actor: 'alice',
  data: {
    keyId: 'key_1',
    merchantId: 'm_1',
    name: 'Checkout',
    profile: 'sentry',
    environment: 'live',
    scopes: ['invoice:read', 'invoice:write'],
    ipRules: [],
    expiresAt: null,
    prefix: 'sntr_first',
  },
};

function regenerated(revision: number, hour: number, until: number, prefix: string): HistoryEntry {
  return {
    revision,
    type: 'ApiKeyRegenerated',
    at: at(hour),
    actor: 'alice',
    data: { prefix, expiresAt: null, previousSecretEndsAt: at(until) },
  };
}

const key = { status: 'active', expiresAt: null } as Key;

describe('a history in words', () => {
  const told = describeHistory([
    created,
    { revision: 1, type: 'ApiKeyRenamed', at: at(1), actor: 'bob', data: { name: 'Shop' } },
    { revision: 2, type: 'ApiKeyScopesSet', at: at(2), actor: 'bob', data: { scopes: ['invoice:read'] } },
    {
      revision: 3,
      type: 'ApiKeyIpRulesSet',
      at: at(3),
      actor: 'bob',
      data: { ipRules: ['10.0.0.1', '::1'] },
    },
    {
      revision: 4,
      type: 'ApiKeyIpRulesSet',
      at: at(4),
      actor: 'bob',
      data: { ipRules: ['::1', '10.0.0.2'] },
    },
    regenerated(5, 5, 6, 'sntr_second'),
    { revision: 6, type: 'ApiKeyRevoked', at: at(7), actor: 'bob', data: { reason: 'Leaked' } },
  ]);

  it('tells each event by what it changed', () => {
    expect(told.map(({ title }) => title)).toEqual([
      'Key created',
      'Renamed',
      'Scopes taken away',
      'Limited to addresses',
      'IP rules changed',
      'Secret regenerated',
      'Revoked',
    ]);
    expect(told[1]?.lines).toEqual([{ kind: 'text', text: '“Checkout” → “Shop”' }]);
    expect(told[2]?.lines).toEqual([{ kind: 'items', change: 'lost', items: ['invoice:write'] }]);
    expect(told[4]?.lines).toEqual([
      { kind: 'items', change: 'lost', items: ['10.0.0.1'] },
      { kind: 'items', change: 'gained', items: ['10.0.0.2'] },
    ]);
    expect(told[5]?.lines).toEqual([
      { kind: 'items', change: 'lost', items: ['sntr_first…'] },
      { kind: 'items', change: 'gained', items: ['sntr_second…'] },
      { kind: 'instant', text: 'Old secret until', at: at(6) },
    ]);
    expect(told[6]?.lines).toEqual([{ kind: 'text', text: '“Leaked”' }]);
  });
});

describe('the old secret of a key', () => {
  const history = [created, regenerated(1, 1, 9, 'sntr_second'), regenerated(2, 2, 8, 'sntr_third')];

  it('is the one that the last regeneration replaced, until its grace period ends', () => {
    expect(oldSecretOf(key, history, new Date(at(3)))).toEqual({
      prefix: 'sntr_second',
      endsAt: at(8),
      regeneratedAt: at(2),
    });
    expect(oldSecretOf(key, history, new Date(at(8)))).toBeUndefined();
  });

  it('ends with its key', () => {
    expect(oldSecretOf({ ...key, expiresAt: at(5) }, history, new Date(at(3)))?.endsAt).toBe(at(5));
    expect(oldSecretOf({ ...key, status: 'revoked' }, history, new Date(at(3)))).toBeUndefined();
  });

  it('is none where nothing was regenerated', () => {
    expect(oldSecretOf(key, [created], new Date(at(1)))).toBeUndefined();
    expect(oldSecretOf(key, [], new Date(at(1)))).toBeUndefined();
  });

  it('never outlives the end that it or the new one has', () => {
    const now = new Date(at(0));
    expect(graceEnd(now, 3600, null)).toBe(at(1));
    expect(graceEnd(now, 7200, at(1), null)).toBe(at(1));
    expect(graceEnd(now, 7200, null, at(1))).toBe(at(1));
  });
});
