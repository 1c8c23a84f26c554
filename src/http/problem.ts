/** A request that HTTP itself refuses, with all that the caller is told. The domain's own refusals are `DomainError`s. */
import type { InputProblem } from '../domain/errors.ts';

export interface ProblemExtras {
  readonly headers?: Readonly<Record<string, string>>;
  readonly details?: readonly InputProblem[];
}

export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly extras: ProblemExtras;

  constructor(status: number, code: string, message: string, extras: ProblemExtras) {
    super(message);
    this.status = status;
    this.code = code;
    this.extras = extras;
  }
}

/** `code` and `message` are what the caller reads as `error` and `message`. */
export function problem(status: number, code: string, message: string, extras: ProblemExtras = {}): Problem {
  return new Problem(status, code, message, extras);
}

/** We cannot decide now, and say so: 503, never a wrong answer. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  readonly code: 'TOKEN_KEYS_UNAVAILABLE' | 'IDENTITY_PROVIDER_UNAVAILABLE' | 'AUDIT_JOURNAL_UNAVAILABLE';

  constructor(code: Unavailable['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
