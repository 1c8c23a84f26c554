/**
 * From whatever was thrown to what the caller reads, in one table for each kind. A defect shows nothing of itself but
 * the request id, under which the log has its stack.
 */
import { DomainError, type DomainErrorCode, type InputProblem } from '../domain/errors.ts';
import type { Answer } from './endpoint.ts';
import { Problem } from './problem.ts';

/** Statuses of the domain's refusals, and the public code where it is another than the domain's. */
const refused: Readonly<Record<DomainErrorCode, readonly [status: number, code?: string]>> = {
  INVALID_INPUT: [422],
  KEY_NOT_FOUND: [404, 'NOT_FOUND'],
  KEY_REVOKED: [409],
  KEY_EXPIRED: [409],
  ENDPOINT_NOT_FOUND: [404, 'NOT_FOUND'],
  CONFLICT: [409],
  SCOPE_ESCALATION: [403],
  EXPIRY_EXTENSION: [403],
  IDEMPOTENCY_KEY_REUSED: [422],
  REVISION_MISMATCH: [412],
  WRONG_SECRETS: [500, 'INTERNAL_ERROR'],
};

/** Faults that pass, by `code`: 503 with `Retry-After`, and what the caller should know about what was done. */
const passing: Readonly<Record<string, string>> = {
  EVENT_STORE_UNAVAILABLE:
    'The event store does not answer, so it is not known whether this was done. Look, or try again',
  DATABASE_UNAVAILABLE: 'The database does not answer. Try again',
  EVENT_STORE_REFUSED: 'The event store does not take this. Nothing was written; the operator has to look',
  PROJECTIONS_AWAY: 'No worker runs, so nothing could take effect now. Nothing was written. Try again',
  READ_MODELS_NOT_READY: 'What this needs is being built from the events. Try again',
  QUOTA_UNAVAILABLE: 'The counters of the rate limit do not answer. Try again',
  TOKEN_KEYS_UNAVAILABLE: "The token issuer's keys cannot be fetched. Try again",
  IDENTITY_PROVIDER_UNAVAILABLE: 'The identity provider does not answer. Try again',
  AUDIT_JOURNAL_UNAVAILABLE: 'Requests are refused while they cannot be recorded. Try again',
  OVERLOADED: 'Too many keys are being made or checked for the first time. Nothing was done. Try again',
};
const retryAfterSeconds = '1';

/** Express's own refusals (malformed path, unreadable body), by the status that they carry. */
const unreadable: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ['BAD_REQUEST', 'The request cannot be read'],
  413: ['PAYLOAD_TOO_LARGE', 'The body is larger than 64 KiB'],
  415: ['UNSUPPORTED_MEDIA_TYPE', 'Send JSON in UTF-8, not compressed, with Content-Type: application/json'],
};

export interface ErrorAnswer extends Answer {
  /** For the log. `defect`: something to mend, whose stack should be kept. */
  readonly fault: string;
  readonly defect: boolean;
}

export function errorAnswer(error: unknown, requestId: string): ErrorAnswer {
  if (error instanceof Problem) {
    const { status, code, message, extras } = error;
    return {
      ...answer(status, code, message, extras.details),
      ...(extras.headers !== undefined && { headers: extras.headers }),
      fault: code,
    };
  }
  if (error instanceof DomainError) {
    const [status, code = error.code] = refused[error.code];
    if (status < 500) return { ...answer(status, code, error.message, error.details), fault: error.code };
  }
  const fault = textOf(error, 'code') ?? 'DEFECT';
  if (fault === 'STREAM_TOMBSTONED') return { ...answer(404, 'NOT_FOUND', 'There is no such key'), fault };
  const message = Object.hasOwn(passing, fault) ? passing[fault] : undefined;
  if (message !== undefined) {
    return {
      ...answer(503, 'SERVICE_UNAVAILABLE', message),
      headers: { 'Retry-After': retryAfterSeconds },
      fault,
    };
  }
  const status = numberOf(error, 'status');
  const said = status === undefined ? undefined : unreadable[status];
  if (status !== undefined && said !== undefined) {
    return { ...answer(status, ...said), fault: textOf(error, 'type') ?? said[0] };
  }
  return {
    ...answer(500, 'INTERNAL_ERROR', `Something went wrong here. It is recorded as request ${requestId}`),
    fault,
    defect: true,
  };
}

function answer(status: number, error: string, message: string, details: readonly InputProblem[] = []) {
  const body = { error, message, ...(details.length > 0 && { details }) };
  return { status, body, defect: false };
}

function textOf(error: unknown, name: string): string | undefined {
  const value = valueOf(error, name);
  return typeof value === 'string' ? value : undefined;
}

function numberOf(error: unknown, name: string): number | undefined {
  const value = valueOf(error, name);
  return typeof value === 'number' ? value : undefined;
}

function valueOf(error: unknown, name: string): unknown {
  return error instanceof Error ? (error as unknown as Record<string, unknown>)[name] : undefined;
}
