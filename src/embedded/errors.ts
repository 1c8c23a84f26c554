/** What an error of the operating system is called (ENOENT, EACCES, …); undefined for every other value. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** The embedded Postgres cannot run here; the message says why and what to do instead. */
export class EmbeddedPostgresFailed extends Error {
  readonly code = 'EMBEDDED_POSTGRES_FAILED';

  constructor(reason: string, options?: ErrorOptions) {
    super(`The embedded Postgres does not start: ${reason}`, options);
  }
}

/** The process of the embedded stores could not start what it was asked for; the message is its own. */
export class EmbeddedStoresFailed extends Error {
  readonly code = 'EMBEDDED_STORES_FAILED';
}

/** The sentence that every dead end ends with. */
export const wayOut = 'Or set DATABASE_URL to a Postgres of your own; then the embedded one is not started.';
