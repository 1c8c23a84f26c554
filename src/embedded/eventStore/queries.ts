/**
 * Every statement on the log. Each runs as a named prepared statement, each look-up is by an index, and pages are bounded
 * in rows and in bytes, so that no read holds more than a few megabytes.
 */
import type { Pool } from 'pg';
import type { StreamState } from './decide.ts';
import type { RecordedEvent } from './events.ts';
import { NO_REVISION } from './events.ts';
import type { EventFilter } from './filters.ts';
import { parseStreamMetadata } from './streamMetadata.ts';

/** A client or a pool. */
export type Queryable = Pick<Pool, 'query'>;

export type Direction = 'forwards' | 'backwards';

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

/** Payload bytes of a page; one event may exceed it, so that every page makes progress. */
const PAGE_BYTES = 4 * 1024 * 1024;

const COLUMNS =
  'position, stream, revision, id, type, json, extract(epoch from created) * 1000 as created, data, metadata';

/** Rows of `source` in `order` until the page is full of bytes. */
const bounded = (source: string, order: string): string => `
  select * from (
    select *, row_number() over (order by ${order}) as ordinal,
      octet_length(data) + octet_length(metadata) as size,
      sum(octet_length(data) + octet_length(metadata)) over (order by ${order}) as total
    from (${source}) as rows
  ) as sized where total - size < ${PAGE_BYTES}`;

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

const STREAM_STATES = {
  name: 'stream-states',
  text: `
    select names.name, stream.revision, metadata.revision as metadata_revision, metadata.data as metadata
    from unnest($1::text[]) as names (name)
    left join lateral (
      select revision from event_store.events
      where stream = names.name order by revision desc limit 1
    ) as stream on true
    left join lateral (
      select revision, data from event_store.events
      where stream = '$$' || names.name order by revision desc limit 1
    ) as metadata on true`,
};

/** The states of streams, which are named by their originals. */
export async function readStreamStates(
  db: Queryable,
  originals: readonly string[],
): Promise<Map<string, StreamState>> {
  const { rows } = await db.query<{
    name: string;
    revision: string | null;
    metadata_revision: string | null;
    metadata: Buffer | null;
  }>({ ...STREAM_STATES, values: [originals] });
  return new Map(
    rows.map((row) => [
      row.name,
      {
        revision: BigInt(row.revision ?? NO_REVISION),
        metadataRevision: BigInt(row.metadata_revision ?? NO_REVISION),
        metadata: parseStreamMetadata(row.metadata ?? undefined),
      },
    ]),
  );
}

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
export async function readRecentIds(
  db: Queryable,
  limit: number,
): Promise<{ id: string; stream: string; revision: bigint; position: bigint }[]> {
  const { rows } = await db.query<{ id: string; stream: string; revision: string; position: string }>({
    ...RECENT_IDS,
    values: [limit],
  });
  return rows
    .map((row) => ({ ...row, revision: BigInt(row.revision), position: BigInt(row.position) }))
    .toReversed();
}

const INSERT = {
  name: 'insert-events',
  text: `
    insert into event_store.events (position, stream, revision, id, type, json, created, data, metadata)
    select position, stream, revision, id, type, json, to_timestamp($7), data, metadata
    from unnest($1::bigint[], $2::text[], $3::bigint[], $4::uuid[], $5::text[], $6::boolean[], $8::bytea[], $9::bytea[])
      as added (position, stream, revision, id, type, json, data, metadata)`,
};

/** Inserts all or none, durably: it resolves when Postgres has committed. The events of a batch share one `created`. */
export async function insertEvents(db: Queryable, events: readonly RecordedEvent[]): Promise<void> {
  await db.query({
    ...INSERT,
    values: [
      events.map((event) => String(event.position)),
      events.map((event) => event.stream),
      events.map((event) => String(event.revision)),
      events.map((event) => event.id),
      events.map((event) => event.type),
      events.map((event) => event.json),
      (events[0]?.created ?? 0) / 1000,
      events.map((event) => event.data),
      events.map((event) => event.metadata),
    ],
  });
}

interface EventRow {
  position: string;
  stream: string;
  revision: string;
  id: string;
  type: string;
  json: boolean;
  created: string;
  data: Buffer;
  metadata: Buffer;
}

interface LogRow extends EventRow {
  considered: string;
  up_to: string | null;
  ordinal: string;
}

const toEvent = (row: EventRow): RecordedEvent => ({
  position: BigInt(row.position),
  stream: row.stream,
  revision: BigInt(row.revision),
  id: row.id,
  type: row.type,
  json: row.json,
  created: Math.round(Number(row.created)),
  data: row.data,
  metadata: row.metadata,
});
