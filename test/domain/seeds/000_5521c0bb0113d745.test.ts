/**
 * What the vendor documents 000 and 001 (one page in two renderings) state about the domain; what they state about
 * HTTP is in `test/http/seeds`.
 */
import { describe, expect, it } from 'vitest';
import { parseExpiry } from '../../../src/domain/expiry.ts';
import { canonicalIpRules } from '../../../src/domain/ipRules.ts';
import { scopesAtCreation } from '../../../src/domain/scopes.ts';
import { hashSecret, verifySecret } from '../../../src/domain/secretHash.ts';
import { judgeCaller, judgeRequest } from '../../../src/domain/verdict.ts';
import {
  apply,
  attempt,
  create,
  holderOf,
  issue,
  now,
  pepper,
  profileOf,
  secretNumber,
} from './vendorKeys.ts';

describe.each(['seeds/000_5521c0bb0113d745.txt', 'seeds/001_9299de2e482d9fe0.txt'])('%s', () => {
  describe('Creating API Keys', () => {
    it('OpenClaw Invoice Bot: five scopes, no expiration, no IP restrictions', () => {
      const scopes = scopesAtCreation(profileOf('sentry'), {
        scopes: ['customer:read', 'customer:write', 'invoice:read', 'invoice:write', 'sales:read'],
      });
      expect(create('sentry', { scopes })).toMatchObject({
        status: 'active',
        name: 'OpenClaw Invoice Bot',
        scopes: ['customer:read', 'customer:write', 'invoice:read', 'invoice:write', 'sales:read'],
        expiresAt: null,
        ipRules: [],
      });
    });

    it.each([
      ['1 year for security', '2027-02-26'],
      ['every 90 days', '2026-05-27'],
      ['every 180 days', '2026-08-25'],
    ])('may set an expiry date: %s', (_, date) => {
      const expiresAt = parseExpiry(date, now);
      expect(create('sentry', { expiresAt })).toMatchObject({ expiresAt: `${date}T00:00:00.000Z` });
    });

    it('may restrict to specific IP addresses or CIDR ranges', () => {
      const ipRules = canonicalIpRules(['192.168.1.100', '203.0.113.0/24']);
      const holder = holderOf(create('sentry', { ipRules }));
      expect(judgeCaller(holder, { ...attempt, address: '192.168.1.100' })).toEqual({ allowed: true });
      expect(judgeCaller(holder, { ...attempt, address: '203.0.113.99' })).toEqual({ allowed: true });
      expect(judgeCaller(holder, { ...attempt, address: '192.168.1.101' })).toMatchObject({
        code: 'IP_NOT_ALLOWED',
      });
    });
  });

  describe('Key Security', () => {
    it('Hashing: v1$salt$hash, with a pepper', async () => {
      const { secret } = issue('sentry');
      const stored = await hashSecret(secret, pepper, (bytes) => Buffer.alloc(bytes, 'salt'));
      expect(stored).toMatch(/^v1\$[^$]+\$[^$]+$/);
      expect(await verifySecret(secret, stored, pepper)).toBe(true);
      expect(await verifySecret(secret, stored, Buffer.from('another pepper'))).toBe(false);
    });

    it('Prefix Lookup: the first 16 characters (its example sntr_abcdefghijklmn has 19)', () => {
      const { prefix, secret } = issue('sentry');
      expect(prefix).toBe(secret.slice(0, 16));
      expect(prefix).toHaveLength('sntr_'.length + 11);
    });
  });

  describe('Managing Keys', () => {
    it('Revoke Key: immediately invalidates the key', () => {
      const state = apply(create('sentry'), { type: 'RevokeKey', reason: null });
      expect(judgeCaller(holderOf(state), attempt)).toEqual({ allowed: false, code: 'KEY_REVOKED' });
    });

    it('Regenerate: create new key, automatically revokes old', () => {
      const state = apply(create('sentry'), {
        type: 'RegenerateKey',
        secret: secretNumber(2),
        gracePeriodSeconds: 0,
        expiresAt: undefined,
      });
      expect(state).toMatchObject({ status: 'active', secret: secretNumber(2), previous: null });
    });
  });

  describe('Integration Examples', () => {
    it.each([
      [
        'OpenClaw Skill',
        ['customer:write', 'invoice:write', 'sales:read'],
        'AI agent sending invoices',
        'customer:read',
      ],
      [
        'Website Checkout',
        ['customer:write', 'invoice:write'],
        'E-commerce payment processing',
        'sales:read',
      ],
      [
        'Analytics Dashboard',
        ['sales:read', 'invoice:read'],
        'Revenue reporting and analytics',
        'customer:read',
      ],
      [
        'CRM Integration',
        ['customer:read', 'customer:write', 'invoice:read'],
        'Customer data synchronization',
        'invoice:write',
      ],
    ])('%s', (name, scopes, useCase, notGiven) => {
      const sentry = profileOf('sentry');
      expect(sentry.presets).toContainEqual({ name, scopes, useCase });

      const holder = holderOf(create('sentry', { scopes: scopesAtCreation(sentry, { scopes }) }));
      for (const scope of scopes) expect(judgeRequest(holder, true, [scope])).toEqual({ allowed: true });
      expect(judgeRequest(holder, true, [notGiven])).toMatchObject({ code: 'INSUFFICIENT_SCOPE' });
    });

    it('are all the presets that there are', () => {
      expect(profileOf('sentry').presets).toHaveLength(4);
    });
  });
});
