/** A page of one stream, by revision. */
import type { RecordedEvent } from '../events.ts';
import { bounded, COLUMNS, toEvent } from './rows.ts';
import type { Direction, EventRow, Queryable } from './rows.ts';

const streamPageQuery = (order: string): string => `
  select ${COLUMNS} from (
    ${bounded(
      `select * from event_store.events
       where stream = $1 and revision >= $2 and revision <= $3 and created >= to_timestamp($4)
       order by ${order} limit $5`,
      order,
    )}
  ) as page order by ${order}`;

const STREAM_PAGES = {
  forwards: { name: 'stream-forwards', text: streamPageQuery('revision') },
  backwards: { name: 'stream-backwards', text: streamPageQuery('revision desc') },
} as const;

export interface StreamRange {
  readonly stream: string;
  /** Both ends are included. */
  readonly from: bigint;
  readonly to: bigint;
  /** Milliseconds since 1970; older events are left out. */
  readonly createdFrom: number;
}

/** The first events of the range, or the last, newest first. */
export async function readStreamPage(
  db: Queryable,
  direction: Direction,
  range: StreamRange,
  limit: number,
): Promise<readonly RecordedEvent[]> {
  const { rows } = await db.query<EventRow>({
    ...STREAM_PAGES[direction],
    values: [range.stream, String(range.from), String(range.to), range.createdFrom / 1000, limit],
  });
  return rows.map(toEvent);
}
