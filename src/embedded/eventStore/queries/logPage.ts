/** A page of the log, by position. */
import type { RecordedEvent } from '../events.ts';
import type { EventFilter } from '../filters.ts';
import { bounded, COLUMNS, toEvent } from './rows.ts';
import type { Direction, EventRow, Queryable } from './rows.ts';

/** An event, and how many events of its page were looked at up to it. */
export interface Considered<Event extends RecordedEvent> {
  readonly event: Event;
  readonly ordinal: number;
}

/** A part of `$all`. */
export interface LogPage<Event extends RecordedEvent> {
  readonly events: readonly Considered<Event>[];
  /** How many events were looked at, those that the filter's prefixes dropped included. */
  readonly considered: number;
  /** Position of the last event that was looked at; undefined when there was none. */
  readonly upTo: bigint | undefined;
}

const logPageQuery = (comparison: string, order: string, last: string): string => `
  with page as (
    ${bounded(`select * from event_store.events where position ${comparison} $1 order by ${order} limit $2`, order)}
  ), bounds as (
    select count(*) as considered, ${last}(position) as up_to from page
  )
  select bounds.considered, bounds.up_to, ordinal, ${COLUMNS}
  from bounds left join page
    on (($3::text[] is null or stream ^@ any($3)) and ($4::text[] is null or type ^@ any($4)))
    or (ordinal + $6::bigint) % $5::bigint = 0
  order by ${order}`;

const LOG_PAGES = {
  forwards: { name: 'log-forwards', text: logPageQuery('>', 'position', 'max') },
  backwards: { name: 'log-backwards', text: logPageQuery('<', 'position desc', 'min') },
} as const;

export interface LogRange {
  readonly direction: Direction;
  /** The page begins after it, or, backwards, before it. */
  readonly position: bigint;
  /** How many events to look at, at most. */
  readonly limit: number;
  readonly filter?: EventFilter | undefined;
  /** Every n-th considered event is wanted whatever the filter says, for checkpoints. */
  readonly marks?: { readonly every: number; readonly consideredBefore: number } | undefined;
}

/** A filter's prefixes are applied by Postgres; a regular expression is left to the caller. */
export async function readLogPage(db: Queryable, range: LogRange): Promise<LogPage<RecordedEvent>> {
  const { direction, position, limit, filter, marks } = range;
  const prefixes = filter?.prefixes ?? null;
  const { rows } = await db.query<LogRow>({
    ...LOG_PAGES[direction],
    values: [
      String(position),
      limit,
      filter?.on === 'stream' ? prefixes : null,
      filter?.on === 'type' ? prefixes : null,
      marks?.every ?? null,
      marks?.consideredBefore ?? null,
    ],
  });
  const [first] = rows;
  return {
    events: rows
      .filter((row) => row.position !== null)
      .map((row) => ({ event: toEvent(row), ordinal: Number(row.ordinal) })),
    considered: Number(first?.considered ?? 0),
    upTo: first === undefined || first.up_to === null ? undefined : BigInt(first.up_to),
  };
}

interface LogRow extends EventRow {
  considered: string;
  up_to: string | null;
  ordinal: string;
}
