/** What the service says when it does not do something. */

export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** What was recorded for good although the answer is an error (503): its id, and a new secret if it made one. */
export interface Recorded {
  readonly id: string;
  readonly secret: string | undefined;
}

/** An answer that is an error. `status` is 0 when there was no answer at all. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** The code: `NOT_FOUND`, `SCOPE_ESCALATION`. */
  readonly error: string;
  readonly details: readonly FieldProblem[];
  /** There is no other copy of its secret: show it, and keep this error out of every cache. */
  readonly recorded: Recorded | undefined;

  constructor(
    status: number,
    error: string,
    message: string,
    details: readonly FieldProblem[] = [],
    recorded?: Recorded,
  ) {
    super(message);
    this.status = status;
    this.error = error;
    this.details = details;
    this.recorded = recorded;
  }
}

/** What the service says about one field of a form (`ipRules` also hears of `ipRules.2`); undefined when nothing. */
export function fieldError(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const problems = error.details.filter(
    (problem) => problem.field === field || problem.field.startsWith(`${field}.`),
  );
  return problems.length === 0 ? undefined : problems.map(({ message }) => message).join('. ');
}

/** Reads an error answer, whatever a proxy between may have made of it. */
export async function apiErrorOf(response: Response): Promise<ApiError> {
  const body = record(await response.json().catch(() => undefined));
  const { error, message, details, id } = body;
  return new ApiError(
    response.status,
    text(error) ?? 'UNKNOWN',
    text(message) ?? `The service answered ${response.status}. Try again in a moment.`,
    Array.isArray(details) ? details.flatMap(problemOf) : [],
    typeof id === 'string' ? { id, secret: text(body['key']) ?? text(body['secret']) } : undefined,
  );
}

function problemOf(value: unknown): readonly FieldProblem[] {
  const { field, message } = record(value);
  return typeof field === 'string' && typeof message === 'string' ? [{ field, message }] : [];
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
