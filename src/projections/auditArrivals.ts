/**
 * Entries of the audit in the order in which they arrive, which is not that of their ids: each node ships its own, sooner or
 * later. Of each batch is kept which ids it has, and an id ends in what tells the process that made it, so the entries of a
 * batch are a range of the audit's indexes, however late it comes.
 */
import type { AuditEntry } from '../domain/auditEntry.ts';
import type { Transactional } from '../stores/database.ts';
import type { RecordedEvent } from '../stores/eventStore.ts';
import type { AuditFilter } from './audit.ts';
import { isAllowed, isRefused, queryRanges } from './auditRanges.ts';
import { entryOf, shown, type EntryRow } from './auditRow.ts';
import { feed, type Feed, type FeedConnections } from './feed.ts';
import type { Statement } from './projection.ts';
import { entriesOf, requestProjectionGroup } from './requestProjection.ts';

/** Those of one process in one batch or in several that follow each other. */
export interface IdsOfProcess {
  /** How they end. */
  readonly process: string;
  readonly first: string;
  readonly last: string;
}

/** As `orderedIds` makes ids. */
const processDigits = 10;

/** Of each process one range, around all of its ids. */
function idsOf(entries: readonly AuditEntry[]): readonly IdsOfProcess[] {
  const ranges = new Map<string, IdsOfProcess>();
  for (const { id } of entries) {
    const process = id.slice(-processDigits);
    const { first, last } = ranges.get(process) ?? { first: id, last: id };
    ranges.set(process, { process, first: id < first ? id : first, last: id > last ? id : last });
  }
  return [...ranges.values()];
}

/**
 * As few ranges as there can be: the batches of a process follow each other, and so do their ids. Where its clock was set
 * back they do not, and a range around both would hold what arrived before.
 */
function joined(arrivals: readonly Arrival[]): readonly IdsOfProcess[] {
  const newest = new Map<string, IdsOfProcess>();
  const done: IdsOfProcess[] = [];
  for (const ids of arrivals.flat()) {
    const before = newest.get(ids.process);
    const follows = before !== undefined && ids.first > before.last;
    if (before !== undefined && !follows) done.push(before);
    newest.set(ids.process, follows ? { ...ids, first: before.first } : ids);
  }
  return [...done, ...newest.values()];
}

/**
 * Whoever adds batches looks at twice as many of the oldest, and removes those that are old: there are never many more than an
 * hour brings. A batch that is replayed may be there still: this table outlives the audit.
 */
const insert = `
  with old as (
    delete from audit_arrivals where position in (
      select position from (select position, at from audit_arrivals order by position limit 2 * json_array_length($1)) oldest
      where at < now() - interval '1 hour'))
  insert into audit_arrivals (position, ids)
  select position, ids from json_to_recordset($1) as batch (position numeric(20), ids json)
  on conflict do nothing`;

/**
 * What tells those who watch that batches have arrived: for the transaction that adds their entries. A replay tells nobody:
 * when the audit was made anew, everybody looks at all of it.
 */
export function arrivalsOf(batches: readonly RecordedEvent[]): Statement {
  const rows = batches.map((batch) => ({
    position: String(batch.position.commit),
    ids: idsOf(entriesOf(batch)),
  }));
  return { text: insert, values: [JSON.stringify(rows)] };
}

/** What one batch has brought, of all merchants. */
export type Arrival = readonly IdsOfProcess[];

/** Batches as they arrive, at most twice a second. */
export function arrivalFeed(connections: FeedConnections): Feed<Arrival> {
  return feed<{ readonly ids: Arrival }, Arrival>(connections, {
    group: requestProjectionGroup,
    table: 'audit_arrivals',
    columns: 'ids',
    read: ({ ids }) => ids,
    leastMs: 500,
  });
}

export interface Arrived {
  /** The newest ones, oldest first. */
  readonly entries: readonly AuditEntry[];
  /** How many more there are. Should it be more than `mostCounted` of a process, that many. */
  readonly skipped: number;
}

const mostCounted = 10_000;

interface Row extends EntryRow {
  readonly total: string;
}

/**
 * A merchant's entries of these batches that pass the filter.
 * @throws ReadModelsNotReady, DatabaseUnavailable
 */
export async function listArrived(
  database: Transactional,
  merchantId: string,
  { keyId, outcome, ip }: Omit<AuditFilter, 'from' | 'to'>,
  arrivals: readonly Arrival[],
  limit: number,
): Promise<Arrived> {
  const values: unknown[] = [JSON.stringify(joined(arrivals)), merchantId, limit];
  const asked = Object.entries({ key_id: keyId, outcome, ip }).flatMap(([column, value]) =>
    value === undefined ? [] : [` and ${column} = $${values.push(value)}`],
  );
  const ranges = [isAllowed, isRefused].map(
    (kind) => `(
      select ${shown} from audit
      where ${kind} and (merchant_id, id) >= ($2, ids.first) and (merchant_id, id) <= ($2, ids.last)
        and id >= ids.first and id <= ids.last and right(id::text, ${processDigits}) = ids.process${asked.join('')}
      order by merchant_id desc, id desc limit ${mostCounted})`,
  );
  const rows = await queryRanges<Row>(
    database,
    `select ${shown}, count(*) over () as total
     from json_to_recordset($1) as ids (process text, first uuid, last uuid), lateral (${ranges.join(' union all ')}) entry
     order by id desc limit $3`,
    values,
  );
  return {
    entries: rows.map(entryOf).toReversed(),
    skipped: Number(rows[0]?.total ?? 0) - rows.length,
  };
}
