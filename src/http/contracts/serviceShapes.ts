/** What answers about the service carry: who is signed in, the catalogue of profiles, health, errors. */
import { z } from 'zod';
import { environments, profileSchema } from '../../domain/profiles.ts';
import { answerShape, instant } from '../openapi/shapes.ts';
import { roles } from '../tokens.ts';

const details = z
  .array(
    z.strictObject({
      field: z.string().describe('Where it stands: `scopes.0`; a parameter or a header by its name'),
      message: z.string(),
    }),
  )
  .describe('What is wrong with which field')
  .optional();

export const errorShape = answerShape(
  'Error',
  z.strictObject({ error: z.string().describe('A stable code'), message: z.string(), details }),
  {
    description: 'Why the request was refused',
    examples: [
      {
        error: 'INVALID_INPUT',
        message: 'The query cannot be accepted: see details',
        details: [{ field: 'limit', message: 'is a whole number from 1 to 100' }],
      },
    ],
  },
);

export const signedOutShape = answerShape(
  'SignedOut',
  z.strictObject({
    error: z.literal('UNAUTHORIZED'),
    message: z.string(),
    signIn: z.enum(['oidc', 'local', 'none']).describe('How one can sign in'),
  }),
  {
    description: 'Nobody is signed in',
    examples: [
      {
        error: 'UNAUTHORIZED',
        message: 'A valid management token is needed, or a session of the portal',
        signIn: 'oidc',
      },
    ],
  },
);

export const sessionShape = answerShape(
  'Session',
  z.strictObject({
    actor: z.string(),
    merchantId: z.string(),
    role: z.enum(roles),
    address: z.string().describe("The caller's address as IP rules see it"),
    csrfToken: z
      .string()
      .nullable()
      .describe('For X-CSRF-Token; `null` with a bearer token, which needs none'),
    expiresAt: instant.describe('When the token ends, or the session unless it is used'),
  }),
  {
    description: 'Who is signed in',
    examples: [
      {
        actor: 'alice',
        merchantId: 'm_1',
        role: 'admin',
        address: '203.0.113.7',
        csrfToken: 'mB0Vd1f0d0bWl9vQmVn7Jm0xqk3o2bq1m2yJk8sT0hA',
        expiresAt: '2026-11-21T10:32:11.000Z',
      },
    ],
  },
);

export const signedOutToShape = answerShape(
  'SignOut',
  z.strictObject({ redirectTo: z.string().describe("Where to end the identity provider's session too") }),
  { description: 'The session has ended', examples: [{ redirectTo: 'https://id.example.com/session/end' }] },
);

const { name, prefixes, scopes, defaultScopes, presets, requestsPerMinute, routes } = profileSchema.shape;

const profile = answerShape(
  'Profile',
  z.strictObject({
    name,
    environments: z.array(z.enum(environments)),
    prefixes: prefixes.describe('How the keys of each environment begin'),
    scopes: z.array(z.string()).describe('In the order of the catalogue'),
    scopeDescriptions: scopes.describe('What each scope permits'),
    defaultScopes: defaultScopes.describe('Given when a creation names none'),
    presets,
    requestsPerMinute,
    routes: routes.describe('What keys of this profile open'),
  }),
  {
    description: "A product's kind of key",
    examples: [
      {
        name: 'sentrial',
        environments: ['live'],
        prefixes: { live: 'sentrial_live_' },
        scopes: ['full_access'],
        scopeDescriptions: { full_access: 'Everything that the API offers' },
        defaultScopes: ['full_access'],
        presets: [],
        requestsPerMinute: 60,
        routes: [
          {
            environment: 'live',
            basePath: '/api/sdk',
            endpoints: [{ method: 'GET', path: 'sessions', scope: 'full_access' }],
          },
        ],
      },
    ],
  },
);

export const profilesShape = answerShape(
  'Profiles',
  z.strictObject({ items: z.array(profile), nextCursor: z.null() }),
  { description: 'All profiles, on one page', examples: [{ items: [], nextCursor: null }] },
);

export const aliveShape = answerShape('Alive', z.strictObject({ status: z.literal('ok') }), {
  description: 'The process answers',
  examples: [{ status: 'ok' }],
});

export const readinessShape = answerShape(
  'Readiness',
  z.strictObject({ ready: z.boolean(), checks: z.record(z.string(), z.string()) }),
  {
    description: 'What was checked, and how it went: `ok`, or what is wrong',
    examples: [{ ready: true, checks: { database: 'ok', eventStore: 'ok' } }],
  },
);

export const sandboxItemShape = answerShape('SandboxItem', z.looseObject({ id: z.string() }), {
  description: 'What was posted, with an id',
  examples: [{ id: '5d0c1f6e-0d4b-4f7e-9a39-3a5a5ef2a1c4', amount: 100 }],
});
export const sandboxItemsShape = answerShape(
  'SandboxItems',
  z.strictObject({ items: z.array(sandboxItemShape) }),
  {
    description: 'What was posted',
    examples: [{ items: [{ id: '5d0c1f6e-0d4b-4f7e-9a39-3a5a5ef2a1c4', amount: 100 }] }],
  },
);

/** Events of `GET /events`, by name. */
export const eventShapes = {
  key: answerShape('KeyChanged', z.strictObject({ keyId: z.string(), revision: z.int().min(0) }), {
    description: 'A key changed',
    examples: [{ keyId: 'key_3Jq0mWc7', revision: 4 }],
  }),
  webhook_endpoint: answerShape('WebhookEndpointChanged', z.strictObject({ endpointId: z.string() }), {
    description: 'A webhook endpoint changed',
    examples: [{ endpointId: 'whe_9Qd2kT' }],
  }),
};
