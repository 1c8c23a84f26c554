/** What requests may look like. Meanings (does this scope exist?) are the domain's. */
import type { Request } from 'express';
import { z } from 'zod';
import { DomainError, invalidInput } from '../domain/errors.ts';
import { canonicalAddress } from '../domain/ipRules.ts';
import { environments } from '../domain/profiles.ts';
import { noSuchEndpoint } from '../domain/webhookEndpoint.ts';
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
const name = text(1, 100);
const scopes = list(100);
const ipRules = list(60);
const expiresAt = token(40);

export const createKeyBody = z.strictObject({
  name,
  profile: token(32).default('sentry'),
  environment: z.enum(environments).default('live'),
  scopes: scopes.optional(),
  fullAccess: z.boolean().optional(),
  expiresAt: expiresAt.nullable().optional(),
  ipRules: ipRules.optional(),
});
export const renameBody = z.strictObject({ name });
export const scopesBody = z.strictObject({ scopes });
export const ipRulesBody = z.strictObject({ ipRules });
export const expiryBody = z.strictObject({ expiresAt });
export const revokeBody = z.strictObject({ reason: text(0, 500).nullable().default(null) });
export const regenerateBody = z.strictObject({
  gracePeriodSeconds: z.number().optional(),
  expiresAt: expiresAt.nullable().optional(),
});
const url = token(maxUrlLength);
const events = list(60);
const description = text(1, 200).nullable().optional();
export const createEndpointBody = z.strictObject({ url, events, description });
export const changeEndpointBody = z.strictObject({
  url: url.optional(),
  events: events.optional(),
  description,
  status: z.enum(['enabled', 'disabled']).optional(),
});
export const verifyBody = z.strictObject({
  key: token(1000),
  scopes: scopes.optional(),
  ip: token(100).optional(),
  environment: z.enum(environments).optional(),
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
