/** What requests may look like. Meanings (does this scope exist?) are the domain's. */
import type { Request } from 'express';
import { z } from 'zod';
import { DomainError, invalidInput } from '../domain/errors.ts';
import { canonicalAddress } from '../domain/ipRules.ts';
import { environments } from '../domain/profiles.ts';
import { noSuchEndpoint } from '../domain/webhookEndpoint.ts';
import { webhookTypes } from '../domain/webhookTypes.ts';
import { maxUrlLength } from '../domain/webhookUrl.ts';
import { problem } from './problem.ts';

/** What a name shown to people must not have: controls (NUL among them), lone surrogates, and what was no UTF-8. */
const unprintable = /[\p{Cc}\p{Cs}\uFFFD]/u;

/** Text for people, of so many characters, trimmed. */
function text(min: number, max: number) {
  return z
    .string()
    .refine((value) => !unprintable.test(value), 'must not contain control characters or broken Unicode')
    .trim()
    .min(min)
    .max(max);
}

const token = (max: number) => text(1, max);
const list = (maxLength: number) => z.array(token(maxLength)).max(100);
const name = text(1, 100).describe('For people: who or what uses the key');
const scopes = list(100);
const ipRules = list(60).describe('Addresses and CIDR ranges that may use the key; none: any may');
const expiresAt = token(40);
const end = 'A date, meaning its first instant in UTC, or a timestamp with its zone';

export const createKeyBody = z.strictObject({
  name,
  profile: token(32)
    .default('sentry')
    .describe('The product that the key is for; `GET /api/v1/profiles` lists them'),
  environment: z.enum(environments).default('live').describe('Where the key works: one that its product has'),
  scopes: scopes
    .optional()
    .describe(
      "What the key may do, of its product's scopes. Left out, those that the product gives by default",
    ),
  fullAccess: z.boolean().optional().describe('All scopes that the product has now, in place of `scopes`'),
  expiresAt: expiresAt
    .nullable()
    .optional()
    .describe(`When the key ends. ${end}. Left out or \`null\`, it has no end`),
  ipRules: ipRules.optional(),
});
export const renameBody = z.strictObject({ name });
export const scopesBody = z.strictObject({ scopes: scopes.describe('Those that the key keeps') });
export const ipRulesBody = z.strictObject({ ipRules });
export const expiryBody = z.strictObject({
  expiresAt: expiresAt.describe(`${end}; no later than the key's present end`),
});
export const revokeBody = z.strictObject({
  reason: text(0, 500).nullable().default(null).describe("For people; it stands in the key's history"),
});
export const regenerateBody = z.strictObject({
  gracePeriodSeconds: z
    .number()
    .optional()
    .describe(
      'How long the old secret works beside the new one: whole seconds, at most 604800. Left out, not at all',
    ),
  expiresAt: expiresAt
    .nullable()
    .optional()
    .describe(`The new secret's end, which may be later. ${end}; \`null\`: none. Left out, the end stays`),
});
const url = token(maxUrlLength).describe(
  'Where to send: a whole `https` URL that the public internet reaches, without credentials and fragment',
);
const events = list(60).describe(
  `What to send: any of ${webhookTypes.map((type) => `\`${type}\``).join(', ')}`,
);
const description = text(1, 200).nullable().optional().describe('For people: whose it is, what it does');
export const createEndpointBody = z.strictObject({ url, events, description });
export const changeEndpointBody = z.strictObject({
  url: url.optional(),
  events: events.optional(),
  description,
  status: z
    .enum(['enabled', 'disabled'])
    .optional()
    .describe('What happens while it is disabled is not sent later'),
});
export const verifyBody = z.strictObject({
  key: token(1000).describe('The secret that was presented'),
  scopes: scopes.optional().describe('All of which the key must have'),
  ip: token(100).optional().describe("The caller's address. Left out, the key's IP rules are not looked at"),
  environment: z.enum(environments).optional().describe('The one that the key must be of'),
});

/** `?limit=&cursor=`, of every list. */
export const pageQuery = {
  limit: z
    .string()
    .regex(/^(?:[1-9]\d?|100)$/, 'is a whole number from 1 to 100')
    .transform(Number)
    .default(20)
    // In a URL all is text; callers are told what it means.
    .meta({ type: 'integer', minimum: 1, maximum: 100, pattern: undefined }),
  cursor: z.string().max(500).describe('The `nextCursor` of the page before').optional(),
};
export const searchText = text(0, 100);

/** A caller's address in any notation, as the audit's entries have it: in one, or `unknown`. */
export const callerAddressText = z
  .string()
  .max(100)
  .transform((value) => (value === 'unknown' ? value : canonicalAddress(value)))
  .refine((value) => value !== undefined, 'is an IP address, such as 203.0.113.7 or 2001:db8::7');

const maxProblems = 20;

/**
 * The value as the schema understands it.
 * @throws DomainError INVALID_INPUT that names each wrong field, `whole` standing for the value itself.
 */
export function parse<T>(schema: z.ZodType<T>, value: unknown, whole: 'body' | 'query' = 'body'): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues
    .flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({ path: [...issue.path, key], message: 'There is no such field' }))
        : [{ path: issue.path, message: issue.message }],
    )
    .slice(0, maxProblems)
    .map(({ path, message }) => ({ field: path.join('.').slice(0, 100) || whole, message }));
  throw new DomainError('INVALID_INPUT', `The ${whole} cannot be accepted: see details`, details);
}

/** The key id in a path. @throws Problem 404 when no key can have it. */
export function keyIdOf(request: Request): string {
  const { keyId } = request.params;
  if (typeof keyId === 'string' && /^[\w-]{1,100}$/.test(keyId)) return keyId;
  throw noSuchKey();
}

/** The webhook endpoint's id in a path. @throws DomainError ENDPOINT_NOT_FOUND when none can have it. */
export function endpointIdOf(request: Request): string {
  const { endpointId } = request.params;
  if (typeof endpointId === 'string' && /^[\w-]{1,100}$/.test(endpointId)) return endpointId;
  throw noSuchEndpoint();
}

export function noSuchKey() {
  return problem(404, 'NOT_FOUND', 'There is no such key');
}

/**
 * The revision that `If-Match` names: `"5"`, also weak or bare. `undefined` for any (no header, or `*`).
 * @throws Problem 400 when it cannot be one.
 */
export function ifMatchOf(request: Request): bigint | undefined {
  const header = request.get('If-Match')?.trim();
  if (header === undefined || header === '*') return undefined;
  const revision = /^(?:(?:W\/)?"(\d{1,18})"|(\d{1,18}))$/.exec(header);
  const digits = revision?.[1] ?? revision?.[2];
  if (digits !== undefined) return BigInt(digits);
  const message = 'If-Match takes one ETag of what is to change, such as "5"';
  throw problem(400, 'BAD_REQUEST', message, { details: [{ field: 'If-Match', message }] });
}

/** @throws DomainError INVALID_INPUT unless it is 1 to 255 visible ASCII characters, or absent. */
export function idempotencyKeyOf(request: Request): string | undefined {
  const header = request.get('Idempotency-Key');
  if (header === undefined || /^[\x21-\x7e]{1,255}$/.test(header)) return header;
  throw invalidInput('Idempotency-Key', 'Idempotency-Key takes 1 to 255 visible ASCII characters');
}
