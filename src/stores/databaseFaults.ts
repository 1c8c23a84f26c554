/** What an error of Postgres or of its driver means: come again later, or a defect that waiting does not mend. */
import { DatabaseError } from 'pg';
import { DatabaseUnavailable } from './errors.ts';

/** SQLSTATEs, or their class of two characters, by which a server says that the same statement may succeed later. */
const transient: ReadonlyMap<string, string> = new Map([
  ['08', 'connection exception'],
  ['53', 'insufficient resources'],
  ['57', 'shut down, starting up or cancelled'],
  ['25006', 'read only: a standby after a failover'],
  ['25P03', 'idle in a transaction for too long'],
  ['40001', 'serialization failure'],
  ['40P01', 'deadlock'],
  ['55P03', 'lock not available'],
]);

/**
 * For errors that the driver threw, and no others. Those that Postgres sent carry a SQLSTATE; a TypeError is a value that
 * cannot be sent; all the rest are about the connection: refused, reset, timed out, closed.
 */
export function translated(error: unknown): unknown {
  if (error instanceof TypeError) return error;
  if (error instanceof DatabaseError && !isTransient(error)) return error;
  const reason = error instanceof Error ? error.message || error.name : String(error);
  return new DatabaseUnavailable(`Postgres is not available: ${reason}`, { cause: error });
}

function isTransient({ code: state = '', routine }: DatabaseError): boolean {
  // 'Cached plan must not change result type': a new connection prepares the statement for the table as it is now.
  if (state === '0A000') return routine === 'RevalidateCachedQuery';
  return transient.has(state) || transient.has(state.slice(0, 2));
}
