/**
 * Two roles, two kinds of work: the application reads and writes rows, the owner makes and drops tables. What Postgres
 * refuses to one of them is told as what an operator has to set right.
 */
import { DatabaseError } from 'pg';
import { DatabaseRightsMissing } from './errors.ts';

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const insufficientPrivilege = '42501';

/**
 * Work that makes or drops tables.
 * @throws DatabaseRightsMissing when the role that does it may not
 */
export async function asOwner<T>(work: () => Promise<T>): Promise<T> {
  return work().catch((error: unknown) => {
    throw refused(
      error,
      'DATABASE_OWNER_URL, or else DATABASE_URL, has to name the role that owns the database, its schema public and all tables there',
    );
  });
}

/**
 * Work on the rows of tables that the owner made.
 * @throws DatabaseRightsMissing when the role that does it may not
 */
export async function asApplication<T>(work: () => Promise<T>): Promise<T> {
  return work().catch((error: unknown) => {
    throw refused(
      error,
      'the owner has to grant its tables to the role in DATABASE_URL, by default privileges: docs/operations.md, "Database rights"',
    );
  });
}

function refused(error: unknown, wayOut: string): unknown {
  if (!(error instanceof DatabaseError && error.code === insufficientPrivilege)) return error;
  return new DatabaseRightsMissing(`Postgres says "${error.message}": ${wayOut}`, { cause: error });
}
