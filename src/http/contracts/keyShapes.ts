/** What requests and answers about keys carry. */
import { z } from 'zod';
import { keyStatuses } from '../../domain/keyState.ts';
import { environments } from '../../domain/profiles.ts';
import type { KeyView } from '../../projections/keyList.ts';
import type { KeyUsage } from '../../projections/usage.ts';
import {
  answerShape,
  instant,
  instantOrNull,
  pageShape,
  requestShape,
  viewShape,
} from '../openapi/shapes.ts';
import {
  createKeyBody,
  expiryBody,
  ipRulesBody,
  regenerateBody,
  renameBody,
  revokeBody,
  scopesBody,
} from '../schemas.ts';

const exampleKey: KeyView = {
  id: 'key_3Jq0mWc7',
  name: 'Website checkout',
  profile: 'sentry',
  environment: 'live',
  prefix: 'sntr_Xk29fLq0aZr',
  scopes: ['customer:write', 'invoice:write'],
  ipRules: ['203.0.113.0/24'],
  status: 'active',
  createdAt: '2026-11-21T09:30:00.000Z',
  createdBy: 'alice',
  expiresAt: '2027-02-19T00:00:00.000Z',
  lastUsedAt: '2026-11-21T10:02:11.482Z',
  requestCount: 128,
  revokedAt: null,
  revision: 3,
};
/** No key that exists: its last characters are no MAC of ours. */
const exampleSecret = 'sntr_EXAMPLE-ONLY-not-a-real-key-0000';

const keyFields = {
  id: z.string(),
  name: z.string(),
  profile: z.string().describe('The product that the key is for; `GET /profiles` lists them'),
  environment: z.enum(environments),
  prefix: z.string().describe('How the secret begins: enough to find the key by, not to use it'),
  scopes: z.array(z.string()).readonly(),
  ipRules: z
    .array(z.string())
    .readonly()
    .describe('Addresses and CIDR ranges that may use it; none: any may'),
  status: z.enum(keyStatuses).describe('As it is effective now'),
  createdAt: instant,
  createdBy: z.string().describe('The actor'),
  expiresAt: instantOrNull.describe('The exact instant of its end; `null`: it has none'),
  lastUsedAt: instantOrNull.describe('Refused requests count too'),
  requestCount: z.int().min(0).describe('Refused requests count too'),
  revokedAt: instantOrNull,
  revision: z.int().min(0).describe('Counts its lifecycle events; its ETag'),
};

export const keyShape = viewShape<KeyView>()('Key', z.strictObject(keyFields), {
  description: 'A key, without its secret',
  examples: [exampleKey],
});

const secret = z.string().describe('The secret. It is shown this once and kept nowhere');

export const createdKeyShape = viewShape<KeyView & { readonly key: string }>()(
  'CreatedKey',
  z.strictObject({ ...keyFields, key: secret }),
  {
    description: 'A key with its new secret',
    examples: [{ ...exampleKey, lastUsedAt: null, requestCount: 0, revision: 0, key: exampleSecret }],
  },
);

export const keyPageShape = pageShape('KeyPage', keyShape, exampleKey);

export const unprovenKeyShape = answerShape(
  'UnprovenKey',
  z.strictObject({
    error: z.literal('SERVICE_UNAVAILABLE'),
    message: z.string(),
    id: z.string().describe('The key that it was recorded for'),
    key: secret.optional(),
  }),
  {
    description:
      'The command was recorded and takes effect soon, but that was not proven in time. Do not repeat it; a new secret comes with this answer only',
    examples: [
      {
        error: 'SERVICE_UNAVAILABLE',
        message:
          'This was recorded and takes effect soon, but not within the time of this request. Do not repeat it; read the key',
        id: exampleKey.id,
        key: exampleSecret,
      },
    ],
  },
);

export const usageShape = viewShape<KeyUsage>()(
  'Usage',
  z.strictObject({
    requestCount: z.int().min(0).describe('Since the key was made'),
    deniedCount: z.int().min(0).describe('Since the key was made'),
    lastUsedAt: instantOrNull,
    buckets: z
      .array(z.strictObject({ start: instant, allowed: z.int().min(0), denied: z.int().min(0) }))
      .readonly()
      .describe('Of the range, whole and without gaps'),
  }),
  {
    description: 'How much a key is used',
    examples: [
      {
        requestCount: 128,
        deniedCount: 3,
        lastUsedAt: '2026-11-21T10:02:11.482Z',
        buckets: [{ start: '2026-11-21T10:00:00.000Z', allowed: 41, denied: 1 }],
      },
    ],
  },
);

/** The bodies of requests, each with a value that it accepts. */
export const keyBodies = {
  create: requestShape('CreateKey', createKeyBody, {
    description: 'A new key. Name its scopes, or say `fullAccess` for all that the profile has now',
    examples: [
      {
        name: 'Website checkout',
        profile: 'sentry',
        scopes: ['customer:write', 'invoice:write'],
        expiresAt: '2027-02-19',
        ipRules: ['203.0.113.0/24'],
      },
    ],
  }),
  rename: requestShape('RenameKey', renameBody, {
    description: 'Another name',
    examples: [{ name: 'Website checkout (EU)' }],
  }),
  scopes: requestShape('SetScopes', scopesBody, {
    description: 'Some of the scopes that the key has',
    examples: [{ scopes: ['invoice:write'] }],
  }),
  ipRules: requestShape('SetIpRules', ipRulesBody, {
    description: 'The addresses and CIDR ranges that may use the key; an empty list lets any',
    examples: [{ ipRules: ['203.0.113.0/24', '2001:db8::1'] }],
  }),
  expiry: requestShape('SetExpiry', expiryBody, {
    description: 'A nearer end: a date (its first instant, UTC) or a timestamp',
    examples: [{ expiresAt: '2027-01-31' }],
  }),
  revoke: requestShape('RevokeKey', revokeBody, {
    description: 'Why, for the history',
    examples: [{ reason: 'Found in a public repository' }],
  }),
  regenerate: requestShape('RegenerateKey', regenerateBody, {
    description:
      'For how many seconds the old secret works too (none, unless said; at most 604800), and a new end where it should have one',
    examples: [{ gracePeriodSeconds: 86400, expiresAt: '2027-05-20' }],
  }),
};
