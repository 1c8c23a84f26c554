/** The keys of a merchant that has used them for some months, as its lifecycle events tell of them. */
import { encodeKeyEvent, keyStream, type KeyEvent } from '../../../src/domain/keyEvents.ts';
import { generateKey } from '../../../src/domain/keyFormat.ts';
import type { Environment } from '../../../src/domain/profiles.ts';
import type { EventStore } from '../../../src/stores/eventStore.ts';
import { macKey, profiles } from '../../support/app.ts';
import { daysFrom, eventId, randomBytes } from './chance.ts';

export const merchantId = 'northwind';

/** Days from now; what is past is negative. */
type Days = number;

export interface DemoKey {
  readonly name: string;
  readonly profile: string;
  readonly environment?: Environment;
  readonly scopes: readonly string[];
  readonly made: Days;
  readonly by: string;
  readonly ends?: Days;
  readonly ipRules?: readonly string[];
  readonly later?: readonly Change[];
}

type Change =
  | { readonly on: Days; readonly by: string; readonly name: string }
  | { readonly on: Days; readonly by: string; readonly scopes: readonly string[] }
  | { readonly on: Days; readonly by: string; readonly ipRules: readonly string[] }
  | { readonly on: Days; readonly by: string; readonly graceDays: Days; readonly ends: Days }
  | { readonly on: Days; readonly by: string; readonly revoked: string };

/** The one whose page is shown. */
export const shown = 'CRM integration';

export const keys: readonly DemoKey[] = [
  {
    name: 'Old point of sale',
    profile: 'sentry',
    scopes: ['customer:write', 'invoice:write', 'sales:read'],
    made: -301,
    by: 'omar',
    later: [{ on: -41, by: 'maya', revoked: 'Replaced by the new tills' }],
  },
  {
    name: 'Revenue dashboard',
    profile: 'sentry',
    scopes: ['invoice:read', 'sales:read'],
    made: -174,
    by: 'maya',
    ends: 6,
  },
  {
    name: 'CRM sync',
    profile: 'sentry',
    scopes: ['customer:read', 'customer:write', 'invoice:read', 'sales:read'],
    made: -118,
    by: 'omar',
    ends: -0.2 + 62,
    later: [
      { on: -96, by: 'omar', name: shown },
      { on: -63, by: 'maya', scopes: ['customer:read', 'customer:write', 'invoice:read'] },
      { on: -31, by: 'maya', ipRules: ['203.0.113.0/26', '2001:db8:4f1::/48'] },
      { on: -0.15, by: 'lena', graceDays: 1, ends: 90 },
    ],
  },
  {
    name: 'Session import',
    profile: 'sentrial',
    scopes: ['full_access'],
    made: -102,
    by: 'lena',
    ends: -12,
  },
  {
    name: 'Reporting export',
    profile: 'enterprise',
    scopes: ['invoices:read', 'payouts:read', 'clients:read'],
    made: -88,
    by: 'maya',
  },
  {
    name: 'Payouts service (sandbox)',
    profile: 'enterprise',
    environment: 'test',
    scopes: ['payouts:read', 'payouts:write', 'disbursements:read'],
    made: -72,
    by: 'lena',
    ends: 18,
  },
  {
    name: 'Payouts service',
    profile: 'enterprise',
    scopes: ['payouts:read', 'payouts:write'],
    made: -70,
    by: 'lena',
    ends: 110,
    ipRules: ['198.51.100.0/28'],
  },
  {
    name: 'Agent tracing',
    profile: 'sentrial',
    scopes: ['full_access'],
    made: -55,
    by: 'omar',
    ends: 35,
  },
  {
    name: 'Mobile app staging',
    profile: 'enterprise',
    environment: 'test',
    scopes: ['invoices:read', 'invoices:write', 'payment-links:read', 'payment-links:write', 'clients:read'],
    made: -49,
    by: 'omar',
    ends: 41,
    later: [{ on: -9, by: 'maya', revoked: 'The secret stood in a public repository' }],
  },
  {
    name: 'Invoice assistant',
    profile: 'sentry',
    scopes: ['customer:write', 'invoice:write', 'sales:read'],
    made: -37,
    by: 'maya',
    ends: 53,
  },
  {
    name: 'Website checkout',
    profile: 'sentry',
    scopes: ['customer:write', 'invoice:write'],
    made: -34,
    by: 'omar',
    ends: 146,
    ipRules: ['203.0.113.24', '203.0.113.25'],
  },
  {
    name: 'Load tests',
    profile: 'enterprise',
    environment: 'test',
    scopes: ['invoices:read', 'clients:read'],
    made: -16,
    by: 'lena',
    ends: 14,
  },
  {
    name: 'Partner portal',
    profile: 'enterprise',
    scopes: ['invoices:read', 'payment-links:write'],
    made: -1.2,
    by: 'maya',
    ends: 89,
  },
];

/** A key as its requests know it. */
export interface RecordedKey extends DemoKey {
  readonly keyId: string;
  readonly prefix: string;
  /** After its last regeneration. */
  readonly newPrefix: string | undefined;
}

/** Writes what happened to the keys, and says which they are. */
export async function recordKeys(eventStore: EventStore): Promise<readonly RecordedKey[]> {
  const recorded: RecordedKey[] = [];
  for (const key of keys) {
    const keyId = `key_${randomBytes(16).toString('hex')}`;
    const [prefix, newPrefix] = [secretOf(key).prefix, secretOf(key).prefix];
    const events = historyOf(key, keyId, prefix, newPrefix);
    const written = events.map((event) => ({ id: eventId(), ...encodeKeyEvent(event) }));
    await eventStore.append(keyStream(keyId), written, 'no_stream');
    const isRegenerated = events.some(({ type }) => type === 'ApiKeyRegenerated');
    recorded.push({ ...key, keyId, prefix, newPrefix: isRegenerated ? newPrefix : undefined });
  }
  return recorded;
}

function secretOf({ profile, environment = 'live' }: DemoKey) {
  const known = profiles.get(profile);
  if (known === undefined) throw new Error(`No product "${profile}"`);
  const { prefix } = generateKey(known, environment, macKey, randomBytes);
  return {
    prefix,
    hash: `v1$${randomBytes(16).toString('base64url')}$${randomBytes(32).toString('base64url')}`,
  };
}

function historyOf(key: DemoKey, keyId: string, prefix: string, newPrefix: string): readonly KeyEvent[] {
  const { name, profile, environment = 'live', scopes, made, by, ends, ipRules = [], later = [] } = key;
  const expiresAt = ends === undefined ? null : daysFrom(ends);
  const secret = { ...secretOf(key), prefix };
  const events: KeyEvent[] = [
    {
      type: 'ApiKeyCreated',
      at: daysFrom(made),
      actor: by,
      data: {
        keyId,
        merchantId,
        name,
        profile,
        environment,
        scopes,
        ipRules,
        expiresAt,
        secret,
        requestFingerprint: null,
      },
    },
    ...later.map((change) => eventOf(change, { ...secretOf(key), prefix: newPrefix })),
  ];
  if (expiresAt === null || later.some((change) => 'revoked' in change || 'ends' in change)) return events;
  const announced = { actor: 'keyledger', data: { expiresAt } } as const;
  if ((ends ?? 0) < 7) events.push({ type: 'ApiKeyExpiring', at: daysFrom((ends ?? 0) - 7), ...announced });
  if ((ends ?? 0) < 0) events.push({ type: 'ApiKeyExpired', at: expiresAt, ...announced });
  return events;
}

function eventOf(change: Change, secret: { readonly prefix: string; readonly hash: string }): KeyEvent {
  const head = { at: daysFrom(change.on), actor: change.by };
  if ('name' in change) return { type: 'ApiKeyRenamed', ...head, data: { name: change.name } };
  if ('scopes' in change) return { type: 'ApiKeyScopesSet', ...head, data: { scopes: change.scopes } };
  if ('ipRules' in change) return { type: 'ApiKeyIpRulesSet', ...head, data: { ipRules: change.ipRules } };
  if ('revoked' in change) return { type: 'ApiKeyRevoked', ...head, data: { reason: change.revoked } };
  const previousSecretEndsAt = daysFrom(change.on + change.graceDays);
  return {
    type: 'ApiKeyRegenerated',
    ...head,
    data: { secret, expiresAt: daysFrom(change.ends), previousSecretEndsAt },
  };
}
