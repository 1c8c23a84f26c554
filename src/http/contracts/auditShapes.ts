/** What answers about the audit carry, and what it can be asked. */
import { z } from 'zod';
import { auditEntrySchema, outcomes, type AuditEntry } from '../../domain/auditEntry.ts';
import { environments } from '../../domain/profiles.ts';
import { refusals } from '../../domain/verdict.ts';
import {
  answerShape,
  instant,
  instantOrNull,
  pageShape,
  requestShape,
  viewShape,
} from '../openapi/shapes.ts';
import { callerAddressText, verifyBody } from '../schemas.ts';
import { rangeQuery } from '../timeRange.ts';

const exampleEntry: AuditEntry = {
  timestamp: '2026-11-21T10:02:11.482Z',
  apiKeyId: 'key_3Jq0mWc7',
  apiKeyName: 'Website checkout',
  merchantId: 'm_1',
  endpoint: '/public/api/v1/invoices',
  method: 'POST',
  status: 201,
  ip: '203.0.113.7',
  id: '019aa5c1-6b5a-7c3e-9f10-2b6d0c4e8a71',
  prefix: 'sntr_Xk29fLq0aZr',
  outcome: 'ALLOWED',
  requestId: 'f6c1a0de-52f1-4a53-9b0e-0c8f2b7a9d11',
  userAgent: 'checkout/2.1',
};

export const auditEntryShape = viewShape<AuditEntry>()('AuditEntry', auditEntrySchema, {
  description: 'A request that a key was presented for, and how it ended',
  examples: [exampleEntry],
});
export const auditPageShape = pageShape('AuditPage', auditEntryShape, exampleEntry);
export const exampleEntryLine = JSON.stringify(exampleEntry);

/** What `GET /audit/live` leaves out. */
export const skippedShape = answerShape('Skipped', z.strictObject({ count: z.int().min(1) }), {
  description: 'How many entries came besides those that are shown',
  examples: [{ count: 120 }],
});

/** What every question to the audit can be narrowed to, but its time. */
export const auditFilterQuery = {
  keyId: z
    .string()
    .regex(/^[\w-]{1,100}$/, 'is the id of a key')
    .optional(),
  outcome: z.enum(outcomes).optional(),
  ip: callerAddressText.describe('One address, exactly').optional(),
};
export const auditRangeQuery = { ...auditFilterQuery, ...rangeQuery };

export const callersShape = answerShape(
  'Callers',
  z.strictObject({
    since: instant.describe('How far back this looks'),
    items: z.array(
      z.strictObject({
        prefix: z.string().describe('Of the secret that was used'),
        current: z.boolean().describe("Whether that is the key's current secret"),
        ip: z.string(),
        userAgent: z.string().nullable(),
        requestCount: z.int().min(1),
        lastSeenAt: instant,
      }),
    ),
  }),
  {
    description: 'Who used which secret of a key, newest first',
    examples: [
      {
        since: '2026-11-14T10:30:00.000Z',
        items: [
          {
            prefix: exampleEntry.prefix,
            current: true,
            ip: exampleEntry.ip,
            userAgent: exampleEntry.userAgent,
            requestCount: 41,
            lastSeenAt: exampleEntry.timestamp,
          },
        ],
      },
    ],
  },
);

export const verifyShape = requestShape('VerifyKey', verifyBody, {
  description: 'A key, and what it should be good for',
  examples: [{ key: 'sntr_EXAMPLE-ONLY-not-a-real-key-0000', scopes: ['invoice:write'], ip: '203.0.113.7' }],
});

export const verdictShape = answerShape(
  'Verdict',
  z.discriminatedUnion('valid', [
    z.strictObject({
      valid: z.literal(true),
      keyId: z.string(),
      merchantId: z.string(),
      name: z.string(),
      environment: z.enum(environments),
      scopes: z.array(z.string()).readonly(),
      expiresAt: instantOrNull.describe('Of the secret that was asked about, where that ends before its key'),
    }),
    z.strictObject({ valid: z.literal(false), code: z.enum(refusals) }),
  ]),
  {
    description: 'Whether the key may do that, and why not',
    examples: [
      {
        valid: true,
        keyId: 'key_3Jq0mWc7',
        merchantId: 'm_1',
        name: 'Website checkout',
        environment: 'live',
        scopes: ['customer:write', 'invoice:write'],
        expiresAt: '2027-02-19T00:00:00.000Z',
      },
      { valid: false, code: 'KEY_REVOKED' },
    ],
  },
);
