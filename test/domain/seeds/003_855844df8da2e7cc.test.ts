/** What the vendor document states about the domain; what it states about HTTP is in `test/http/seeds`. */
import { describe, expect, it } from 'vitest';
import { parseExpiry } from '../../../src/domain/expiry.ts';
import { decide } from '../../../src/domain/key.ts';
import { evolve, statusAt } from '../../../src/domain/keyState.ts';
import type { KeyCommand } from '../../../src/domain/key.ts';
import type { KeyState } from '../../../src/domain/keyState.ts';
import { keyReader } from '../../../src/domain/keyFormat.ts';
import type { Environment } from '../../../src/domain/profiles.ts';
import { scopesAtCreation } from '../../../src/domain/scopes.ts';
import { judgeCaller, judgeRequest } from '../../../src/domain/verdict.ts';
import { actor, refusalOf } from '../given.ts';
import {
  apply,
  attempt,
  create,
  holderOf,
  issue,
  macKey,
  now,
  profileOf,
  profiles,
  secretNumber,
} from './vendorKeys.ts';

describe('seeds/003_855844df8da2e7cc.txt', () => {
  const enterprise = profileOf('enterprise');

  it.each([
    ['live', 'sk_live_'],
    ['test', 'sk_test_'],
  ] as const)('API Key Types: %s keys begin with %s', (environment, prefix) => {
    expect(enterprise.prefixes[environment]).toBe(prefix);
    expect(issue('enterprise', environment).secret.startsWith(prefix)).toBe(true);
  });

  it('Scopes: the twelve with their descriptions', () => {
    expect(Object.entries(enterprise.scopes)).toEqual([
      ['invoices:read', 'View invoices'],
      ['invoices:write', 'Create and update invoices'],
      ['payment-links:read', 'View payment links'],
      ['payment-links:write', 'Create payment links'],
      ['clients:read', 'View clients'],
      ['clients:write', 'Create and update clients'],
      ['payouts:read', 'View payouts'],
      ['payouts:write', 'Create payouts'],
      ['disbursements:read', 'View disbursements'],
      ['disbursements:write', 'Create disbursements'],
      ['webhooks:read', 'View webhook endpoints'],
      ['webhooks:write', 'Manage webhook endpoints'],
    ]);
  });

  it('Scopes: every one opens a route in both environments', () => {
    const opened = (environment: Environment) =>
      enterprise.routes
        .filter((routes) => routes.environment === environment)
        .flatMap((routes) => routes.endpoints.map(({ scope }) => scope));
    expect(opened('live').toSorted()).toEqual(Object.keys(enterprise.scopes).toSorted());
    expect(opened('test')).toEqual(opened('live'));
  });

  it('Full Access: the same as selecting all scopes', () => {
    const all = Object.keys(enterprise.scopes);
    expect(scopesAtCreation(enterprise, { fullAccess: true })).toEqual(all);
    expect(scopesAtCreation(enterprise, { scopes: all })).toEqual(all);
  });

  it('Minimal Scopes: what a reporting integration might need', () => {
    const scopes = ['invoices:read', 'payouts:read', 'clients:read'];
    expect(enterprise.presets.map((preset) => preset.scopes)).toEqual([scopes]);
    expect(scopesAtCreation(enterprise, { scopes }).toSorted()).toEqual(scopes.toSorted());
  });

  it('Rotating Keys: a new key with the same scopes, then revoke the old one', () => {
    const old = create('enterprise', { scopes: ['invoices:read'] });
    const next = create('enterprise', { scopes: ['invoices:read'], keyId: 'k_2', secret: secretNumber(2) });
    expect(judgeRequest(holderOf(next), true, ['invoices:read'])).toEqual({ allowed: true });
    const revoked = apply(old, { type: 'RevokeKey', reason: 'rotated' });
    expect(judgeCaller(holderOf(revoked), attempt)).toMatchObject({ code: 'KEY_REVOKED' });
    expect(judgeCaller(holderOf(next), attempt)).toEqual({ allowed: true });
  });

  describe('Key Expiration', () => {
    const state = create('enterprise', { expiresAt: parseExpiry('2026-03-31', now) });

    it.each([
      ['2026-03-30T23:59:59.999Z', 'active', { allowed: true }],
      ['2026-03-31T00:00:00.000Z', 'expired', { allowed: false, code: 'KEY_EXPIRED' }],
      ['2026-03-31T23:59:59.999Z', 'expired', { allowed: false, code: 'KEY_EXPIRED' }],
    ])('midnight UTC on the expiration date: at %s the key is %s', (clock, status, verdict) => {
      const at = new Date(clock);
      expect(statusAt(holderOf(state), at)).toBe(status);
      expect(judgeCaller(holderOf(state), { ...attempt, now: at })).toEqual(verdict);
    });

    it('Expired key: only a new key helps', () => {
      const late = new Date('2026-04-01T00:00:00Z');
      const attempts: readonly KeyCommand[] = [
        { type: 'SetExpiry', expiresAt: '2027-01-01T00:00:00.000Z' },
        { type: 'RegenerateKey', secret: secretNumber(2), gracePeriodSeconds: 0, expiresAt: null },
      ];
      for (const command of attempts) {
        expect(refusalOf(() => apply(state, command, late)).code).toBe('KEY_EXPIRED');
      }
    });
  });

  describe('API Key Webhooks', () => {
    const state = create('enterprise', { expiresAt: parseExpiry('2026-03-31', now) });
    const expiresAt = '2026-03-31T00:00:00.000Z';
    const announce = (type: 'AnnounceExpiring' | 'AnnounceExpired', of: KeyState, at: string) =>
      decide({ type }, of, { now: new Date(at), actor });

    it('api_key.expiring: Key expires in 7 days, said once', () => {
      expect(announce('AnnounceExpiring', state, '2026-03-23T23:59:59.999Z')).toEqual([]);
      const said = announce('AnnounceExpiring', state, '2026-03-24T00:00:00.000Z');
      expect(said).toMatchObject([{ type: 'ApiKeyExpiring', data: { expiresAt } }]);
      const told = said.reduce(evolve, state);
      expect(announce('AnnounceExpiring', told, '2026-03-30T00:00:00.000Z')).toEqual([]);
    });

    it('api_key.expired: Key has expired, at midnight UTC on the expiration date, said once', () => {
      expect(announce('AnnounceExpired', state, '2026-03-30T23:59:59.999Z')).toEqual([]);
      const said = announce('AnnounceExpired', state, '2026-03-31T00:00:00.000Z');
      expect(said).toMatchObject([{ type: 'ApiKeyExpired', data: { expiresAt } }]);
      const told = said.reduce(evolve, state);
      expect(announce('AnnounceExpired', told, '2026-04-01T00:00:00.000Z')).toEqual([]);
      expect(announce('AnnounceExpiring', told, '2026-03-30T00:00:00.000Z')).toEqual([]);
    });

    it('an end less than 7 days away is announced at once', () => {
      const command = {
        type: 'SetExpiry',
        expiresAt: parseExpiry('2026-03-01', now),
      } as const;
      expect(decide(command, state, { now, actor }).map(({ type }) => type)).toEqual([
        'ApiKeyExpirySet',
        'ApiKeyExpiring',
      ]);
    });
  });

  describe('Troubleshooting', () => {
    const holder = holderOf(create('enterprise', { scopes: ['invoices:read'] }));

    it('401 Invalid key: a typo is refused by the key itself', () => {
      const { secret } = issue('enterprise');
      expect(
        keyReader(profiles, macKey)(`${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`),
      ).toBeUndefined();
    });

    it('401 Revoked key: only a new key helps', () => {
      const revoked = apply(create('enterprise'), { type: 'RevokeKey', reason: null });
      const command: KeyCommand = {
        type: 'RegenerateKey',
        secret: secretNumber(2),
        gracePeriodSeconds: 0,
        expiresAt: undefined,
      };
      expect(refusalOf(() => apply(revoked, command)).code).toBe('KEY_REVOKED');
    });

    it('401 Wrong environment', () => {
      expect(judgeCaller(holder, { ...attempt, environment: 'test' })).toMatchObject({
        code: 'WRONG_ENVIRONMENT',
      });
    });

    it('403 Insufficient scopes', () => {
      expect(judgeRequest(holder, true, ['invoices:write'])).toMatchObject({ code: 'INSUFFICIENT_SCOPE' });
    });
  });
});
