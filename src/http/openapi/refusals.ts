/**
 * How requests are refused, each with a real example: the answer is made by what answers requests (`errorAnswers.ts`), so
 * that its status and code are what callers get.
 */
import { DomainError, invalidInput, type DomainErrorCode } from '../../domain/errors.ts';
import { challenge } from '../bearer.ts';
import type { Answer } from '../endpoint.ts';
import { errorAnswer } from '../errorAnswers.ts';
import { problem } from '../problem.ts';

const exampleRequestId = 'f6c1a0de-52f1-4a53-9b0e-0c8f2b7a9d11';

interface Refusal {
  /** When it is given. */
  readonly when: string;
  readonly thrown: Error;
}

const domain = (code: DomainErrorCode, message: string) => new DomainError(code, message);
const away = (code: string) => Object.assign(new Error(code), { code });

const refusals = {
  BadRequest: {
    when: 'The path or a header cannot be read',
    thrown: problem(400, 'BAD_REQUEST', 'The request cannot be read'),
  },
  MalformedJson: {
    when: 'The body is no JSON object',
    thrown: problem(400, 'MALFORMED_JSON', 'The body is not a JSON object', {
      details: [{ field: 'body', message: 'The body is not a JSON object' }],
    }),
  },
  Unauthorized: {
    when: 'No valid token came, and no session',
    thrown: problem(401, 'UNAUTHORIZED', 'A valid management token is needed, or a session of the portal', {
      headers: challenge('keyledger management'),
    }),
  },
  Forbidden: {
    when: 'The role does not reach so far',
    thrown: problem(403, 'FORBIDDEN', 'This needs the role admin, not viewer'),
  },
  Csrf: {
    when: 'A session came without its X-CSRF-Token, or from another site',
    thrown: problem(
      403,
      'CSRF',
      'A change by session needs the header X-CSRF-Token, with the csrfToken of GET /api/v1/session',
    ),
  },
  FetchedAhead: {
    when: 'A browser or a program looks ahead: a link stays good',
    thrown: problem(403, 'FORBIDDEN', 'A sign-in is for whoever opens it: it is not to be fetched ahead'),
  },
  ScopeEscalation: {
    when: 'The key would gain a scope',
    thrown: domain(
      'SCOPE_ESCALATION',
      'A key cannot gain scopes: it lacks invoice:write. Create a new key with the scopes you need',
    ),
  },
  ExpiryExtension: {
    when: "The key's end would move away",
    thrown: domain(
      'EXPIRY_EXTENSION',
      "A key's end cannot move away from 2027-02-19T00:00:00.000Z. Regenerate it to give a new secret a later end",
    ),
  },
  NoSuchKey: {
    when: 'The merchant has no such key',
    thrown: domain('KEY_NOT_FOUND', 'There is no such key'),
  },
  NoSuchEndpoint: {
    when: 'The merchant has no such webhook endpoint',
    thrown: domain('ENDPOINT_NOT_FOUND', 'There is no such webhook endpoint'),
  },
  NoSuchDelivery: {
    when: 'The webhook endpoint has no such delivery',
    thrown: problem(404, 'NOT_FOUND', 'There is no such delivery'),
  },
  KeyRevoked: {
    when: 'The key is revoked',
    thrown: domain('KEY_REVOKED', 'This key is revoked and cannot be changed'),
  },
  KeyExpired: {
    when: 'The key has expired',
    thrown: domain('KEY_EXPIRED', 'This key has expired. Create a new key'),
  },
  Conflict: {
    when: 'Another change came first. Nothing was written',
    thrown: domain(
      'CONFLICT',
      'Another change to this key came first and nothing was written. Read it again',
    ),
  },
  EndpointDisabled: {
    when: 'The webhook endpoint is disabled',
    thrown: problem(409, 'ENDPOINT_DISABLED', 'This webhook endpoint is disabled. Enable it first'),
  },
  TooManyPending: {
    when: 'Too many deliveries wait already',
    thrown: problem(
      409,
      'TOO_MANY_PENDING',
      'At least 100 deliveries to this webhook endpoint wait already. Wait until they are made, or disable it and enable it again to give them up',
    ),
  },
  TooManyEndpoints: {
    when: 'The merchant has as many as are possible',
    thrown: problem(
      409,
      'TOO_MANY_ENDPOINTS',
      'There are 20 webhook endpoints already, and no more are possible. Delete one first',
    ),
  },
  RevisionMismatch: {
    when: 'It is at another revision than If-Match names',
    thrown: domain('REVISION_MISMATCH', 'The key is at revision 4, not 3. Read it again'),
  },
  PayloadTooLarge: {
    when: 'The body is larger than 64 KiB',
    thrown: problem(413, 'PAYLOAD_TOO_LARGE', 'The body is larger than 64 KiB'),
  },
  UnsupportedMediaType: {
    when: 'The body is not JSON',
    thrown: problem(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send JSON with Content-Type: application/json'),
  },
  InvalidBody: {
    when: 'A field is wrong; `details` names each',
    thrown: new DomainError('INVALID_INPUT', 'The body cannot be accepted: see details', [
      { field: 'scopes.0', message: 'Profile "sentry" has no scope "invoice:delete"' },
    ]),
  },
  InvalidQuery: {
    when: 'A parameter is wrong; `details` names each',
    thrown: new DomainError('INVALID_INPUT', 'The query cannot be accepted: see details', [
      { field: 'limit', message: 'is a whole number from 1 to 100' },
    ]),
  },
  InvalidJson: {
    when: 'The body cannot be accepted',
    thrown: invalidInput('body', 'Send a JSON object'),
  },
  IdempotencyKeyReused: {
    when: 'The Idempotency-Key came before, with another body',
    thrown: domain('IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key was used with another body'),
  },
  TooManyStreams: {
    when: 'The merchant has as many streams open as are possible',
    thrown: problem(
      429,
      'TOO_MANY_STREAMS',
      'The merchant has 20 such streams open, and may have no more. Close one and try again',
      {
        headers: { 'Retry-After': '5' },
      },
    ),
  },
  InternalError: { when: 'A defect. The log has it under the request id', thrown: new Error('a defect') },
  Unavailable: {
    when: 'It cannot be decided or found now. Nothing is known to have been done',
    thrown: away('DATABASE_UNAVAILABLE'),
  },
} as const satisfies Readonly<Record<string, Refusal>>;

export type RefusalName = keyof typeof refusals;

export interface RefusalExample {
  readonly name: string;
  readonly when: string;
  readonly answer: Answer;
}

/** A refusal with the answer that is given for it. */
export function refusalExample(name: RefusalName): RefusalExample {
  const { when, thrown } = refusals[name];
  const { fault: _, defect: __, ...answer } = errorAnswer(thrown, exampleRequestId);
  return { name, when, answer };
}
