/**
 * Queries over a group's read models, which are believed only when they are complete: while they are being built, a
 * revoked key may still look active, and a key that exists may be missing.
 */
import type { Queryable } from '../stores/database.ts';
import { keyProjectionGroup } from './keyProjection.ts';

/** The read models are being built: what they say (or lack) proves nothing yet. */
export class ReadModelsNotReady extends Error {
  override readonly name = 'ReadModelsNotReady';
  readonly code = 'READ_MODELS_NOT_READY';
}

/** Postgres: no worker has made the tables yet, or one of another version has made others. */
const tablesMissing: ReadonlySet<unknown> = new Set(['42P01', '42703']);

/**
 * The rows of a `select`, in its order. Whether the read models are complete is read in the same statement, and so in the
 * same snapshot.
 * @param text a constant; its parameters begin with $1. It names its columns: `*` would mean others once a table was made
 *   anew, and Postgres then refuses the statement that a connection has prepared
 * @param group whose read models have to be complete
 * @throws ReadModelsNotReady, DatabaseUnavailable
 */
export async function completeQuery<R>(
  database: Queryable,
  text: string,
  values: readonly unknown[],
  group = keyProjectionGroup,
): Promise<readonly R[]> {
  const rows = await database
    .prepared<R & { readonly ready: boolean; readonly ordinal: string | null }>(
      `select checkpoint.ready, result.*
       from projection_checkpoints checkpoint
         left join (select row_number() over () as ordinal, query.* from (${text}) query) result on true
       where checkpoint.projection_group = '${group}'
       order by result.ordinal`,
      values,
    )
    .catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && tablesMissing.has(error.code)) return [];
      throw error;
    });
  if (rows[0]?.ready !== true) throw new ReadModelsNotReady('The read models are being built');
  return rows.filter(({ ordinal }) => ordinal !== null);
}
