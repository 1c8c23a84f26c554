/** Which ids were recorded where, for telling retries. */
import type { RecentId } from '../recentIds.ts';
import type { Queryable } from './rows.ts';

const EVENT_IDS = {
  name: 'event-ids',
  text: `select revision, id, position from event_store.events
    where stream = $1 and revision >= $2 and revision <= $3 order by revision`,
};

/** Ids and positions at the revisions from..to of a stream. */
export async function readEventIds(
  db: Queryable,
  stream: string,
  from: bigint,
  to: bigint,
): Promise<{ revision: bigint; id: string; position: bigint }[]> {
  const { rows } = await db.query<{ revision: string; id: string; position: string }>({
    ...EVENT_IDS,
    values: [stream, String(from), String(to)],
  });
  return rows.map(({ revision, id, position }) => ({
    revision: BigInt(revision),
    id,
    position: BigInt(position),
  }));
}

const RECENT_IDS = {
  name: 'recent-ids',
  text: 'select id, stream, revision, position from event_store.events order by position desc limit $1',
};

/** The newest `limit` events' ids, oldest first. */
export async function readRecentIds(db: Queryable, limit: number): Promise<RecentId[]> {
  const { rows } = await db.query<{ id: string; stream: string; revision: string; position: string }>({
    ...RECENT_IDS,
    values: [limit],
  });
  return rows
    .map((row) => ({ ...row, revision: BigInt(row.revision), position: BigInt(row.position) }))
    .toReversed();
}
