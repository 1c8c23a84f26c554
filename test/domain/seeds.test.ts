/**
 * What the vendor documents state about the domain, statement by statement and named after the document; what they
 * state about HTTP is tested beside the routes. `docs/seeds.md` maps all of it.
 */
import { describe, expect, it } from 'vitest';
import { builtInProfiles } from '../../src/domain/builtInProfiles.ts';
import { parseExpiry } from '../../src/domain/expiry.ts';
import { canonicalIpRules, compileIpRules } from '../../src/domain/ipRules.ts';
import { decide, evolve, initialState, statusAt } from '../../src/domain/key.ts';
import type { KeyCommand, KeyState } from '../../src/domain/key.ts';
import { generateKey, keyReader } from '../../src/domain/keyFormat.ts';
import { loadProfiles } from '../../src/domain/profiles.ts';
import type { Environment, Profile } from '../../src/domain/profiles.ts';
import { scopesAtCreation } from '../../src/domain/scopes.ts';
import { hashSecret, verifySecret } from '../../src/domain/secretHash.ts';
import { judgeCaller, judgeRequest } from '../../src/domain/verdict.ts';
import type { Holder } from '../../src/domain/verdict.ts';
import { actor, refusalOf } from './given.ts';

const profiles = loadProfiles(builtInProfiles);
const macKey = Buffer.from('a MAC key of the tests, 32 bytes');
const pepper = Buffer.from('a pepper of the tests, 32 bytes.');
const now = new Date('2026-02-26T15:30:00Z');

function profileOf(name: string): Profile {
  const profile = profiles.get(name);
  if (profile === undefined) throw new Error(`no profile "${name}"`);
  return profile;
}

const issue = (profile: string, environment: Environment = 'live') =>
  generateKey(profileOf(profile), environment, macKey, (bytes) => Buffer.alloc(bytes, 'random bytes'));

const secretNumber = (count: number) => ({ prefix: `prefix${count}`, hash: `v1$salt$hash${count}` });

/** A key of this profile as the decider makes it. */
function create(
  profile: string,
  choices: Partial<Extract<KeyCommand, { type: 'CreateKey' }>> = {},
): KeyState {
  return apply(initialState, {
    type: 'CreateKey',
    keyId: 'cmm3znnc000026oqzs8nq58jm',
    merchantId: 'cmm3zkkx000006ogg8arp52qb',
    name: 'OpenClaw Invoice Bot',
    profile,
    environment: 'live',
    scopes: Object.keys(profileOf(profile).scopes),
    ipRules: [],
    expiresAt: null,
    secret: secretNumber(1),
    requestFingerprint: null,
    ...choices,
  });
}

function apply(state: KeyState, command: KeyCommand, at: Date = now): KeyState {
  return decide(command, state, { now: at, actor }).reduce(evolve, state);
}

/** The key's current secret, as its verifier sees it. */
function holderOf(state: KeyState): Holder {
  if (state.status === 'none') throw new Error('there is no key');
  return { ...state, secretEndsAt: null, allowsAddress: compileIpRules(state.ipRules) };
}

const attempt = { now, profile: undefined, environment: undefined, address: undefined };

const sentryScopes = [
  ['customer:read', 'View customers'],
  ['customer:write', 'Create/update customers'],
  ['invoice:read', 'View invoices'],
  ['invoice:write', 'Create/update invoices'],
  ['invoice:remind', 'Send invoice reminders'],
  ['sales:read', 'View sales history'],
];

// The two are one page in two renderings.
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

describe('seeds/004_86cc600f8053c97a.txt', () => {
  const sentrial = profileOf('sentrial');

  it('API Key Format: sentrial_, live_ and a random string as long as in the example', () => {
    const { secret } = issue('sentrial');
    expect(secret).toMatch(/^sentrial_live_[A-Za-z0-9_-]+$/);
    expect(secret).toHaveLength('sentrial_live_xxxxxxxxxxxxxxxxxxxxxxxxxxxx'.length);
  });

  it.each(['sentrial_live_xxxxxxxxxxxxx', 'sentrial_live_xxxxxxxxxxxxxxxxxxxxxxxxxxxx'])(
    'Using API Keys: the example %s was not issued here, so it is refused',
    (example) => {
      expect(keyReader(profiles, macKey)(example)).toBeUndefined();
    },
  );

  it('Getting Your API Key: a name is enough, scopes are given', () => {
    expect(scopesAtCreation(sentrial, {})).toEqual(['full_access']);
    expect(Object.keys(sentrial.prefixes)).toEqual(['live']);
  });

  it('Using API Keys: sessions are created with it', () => {
    const holder = holderOf(create('sentrial'));
    const endpoint = sentrial.routes[0]?.endpoints.find(({ method }) => method === 'POST');
    expect(endpoint).toMatchObject({ path: 'sessions', scope: 'full_access' });
    expect(sentrial.routes[0]?.basePath).toBe('/api/sdk');
    expect(judgeRequest(holder, true, ['full_access'])).toEqual({ allowed: true });
  });

  it('Error Responses: written as titles', () => {
    expect(sentrial.errorStyle).toBe('titles');
  });

  it('Revoke compromised keys immediately: to delete is to revoke', () => {
    const state = apply(create('sentrial'), { type: 'RevokeKey', reason: 'exposed' });
    expect(judgeCaller(holderOf(state), attempt)).toMatchObject({ code: 'KEY_REVOKED' });
  });
});
