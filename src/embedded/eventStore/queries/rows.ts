/** What the queries on the log share: who can be asked, and how a row becomes an event. */
import type { Pool } from 'pg';
import { COST_OF_ANY } from '../cost.ts';
import type { RecordedEvent } from '../events.ts';

/** A client or a pool. */
export type Queryable = Pick<Pool, 'query'>;

export type Direction = 'forwards' | 'backwards';

/** What the events of a page may cost; one event may exceed it, so that every page makes progress. */
const PAGE_BYTES = 4 * 1024 * 1024;

const COST = `${COST_OF_ANY} + octet_length(stream) + octet_length(type) + octet_length(data) + octet_length(metadata)`;

export const COLUMNS =
  'position, stream, revision, id, type, json, extract(epoch from created) * 1000 as created, data, metadata';

/** Rows of `source` in `order` until the page is full. */
export const bounded = (source: string, order: string): string => `
  select * from (
    select *, row_number() over (order by ${order}) as ordinal,
      ${COST} as size,
      sum(${COST}) over (order by ${order}) as total
    from (${source}) as rows
  ) as sized where total - size < ${PAGE_BYTES}`;

export interface EventRow {
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

export const toEvent = (row: EventRow): RecordedEvent => ({
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
