/**
 * Who runs a projection group: a session's advisory lock, so that the right to write goes with the connection that
 * writes, however that ends.
 */
import type { Queryable } from './database.ts';

/** The lock's key as 64 bits, from the group's name in $1. */
const key = `hashtextextended('keyledger projection group ' || $1, 0)`;

/**
 * Whether this session now runs the group; it does not wait for a rival.
 * @param session a connection of the caller's own, which it keeps for as long as it runs the group
 * @throws DatabaseUnavailable
 */
export async function takeProjectionLock(session: Queryable, group: string): Promise<boolean> {
  const [row] = await session.query<{ held: boolean }>(`select pg_try_advisory_lock(${key}) as held`, [
    group,
  ]);
  return row?.held === true;
}

/**
 * Whether anybody runs the group at this moment, on whatever connection to this database.
 * @throws DatabaseUnavailable
 */
export async function isProjectionRunning(database: Queryable, group: string): Promise<boolean> {
  // `pg_locks` shows a key of 64 bits in two halves, with objsubid 1: https://www.postgresql.org/docs/current/view-pg-locks.html
  const [row] = await database.prepared<{ running: boolean }>(
    `select exists (
       select from pg_locks
       where locktype = 'advisory' and granted and objsubid = 1
         and database = (select oid from pg_database where datname = current_database())
         and classid = (${key} >> 32 & 4294967295)::oid
         and objid = (${key} & 4294967295)::oid
     ) as running`,
    [group],
  );
  return row?.running === true;
}
