/**
 * Mistakes and refusals of commands, as stable codes. What the public reads is `message` and `details`; the HTTP
 * layer owns the mapping to statuses, so that the domain stays free of them.
 */

export type DomainErrorCode =
  | 'INVALID_INPUT'
  | 'KEY_NOT_FOUND'
  | 'KEY_REVOKED'
  | 'KEY_EXPIRED'
  | 'ENDPOINT_NOT_FOUND'
  | 'SCOPE_ESCALATION'
  | 'EXPIRY_EXTENSION'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'REVISION_MISMATCH'
  | 'CONFLICT'
  | 'WRONG_SECRETS';

/** One thing that is wrong with an input: which field, and what to do about it. */
export interface InputProblem {
  readonly field: string;
  readonly message: string;
}

/** A command that cannot be carried out. Nothing was written when it is thrown. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: DomainErrorCode;
  readonly details: readonly InputProblem[];

  constructor(code: DomainErrorCode, message: string, details: readonly InputProblem[] = []) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** An `INVALID_INPUT` about one field. */
export function invalidInput(field: string, message: string): DomainError {
  return new DomainError('INVALID_INPUT', message, [{ field, message }]);
}

/** A stored event that fits no known type and version: a defect or a foreign writer, never the caller's mistake. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';
}
