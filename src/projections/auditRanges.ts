/** Entries of the audit as ranges of its indexes: what every query over it comes down to. */
import { firstIdAt } from '../domain/orderedId.ts';
import type { AuditEntry, Outcome } from '../domain/auditEntry.ts';
import type { Transactional } from '../stores/database.ts';
import { entryOf, shown, type EntryRow } from './auditRow.ts';
import { completeQuery } from './completeQuery.ts';
import { requestProjectionGroup } from './requestProjection.ts';

/** Whose entries: without a merchant all merchants' and nobody's. */
export interface Whose {
  readonly merchantId?: string | undefined;
  readonly keyId?: string | undefined;
  readonly outcome?: Outcome | undefined;
  /** Canonical, as entries have it. */
  readonly ip?: string | undefined;
}

/** Both ends exclusive. */
export type IdRange = readonly [after: string, before: string];

/** Below and above every id that there is. */
export const ends: IdRange = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'];

/** Below every id of this millisecond and above all earlier ones: of no version, so no id equals it. */
export function idBelow(instant: Date): string {
  return firstIdAt(instant).replace('-7', '-0');
}

/** As the indexes have it: allowed requests and refused ones apart. Postgres has to find it in the statement's text. */
export const isAllowed = `outcome = 'ALLOWED'`;
export const isRefused = `outcome <> 'ALLOWED'`;

type Equal = readonly (readonly [column: string, value: string])[];

function of(column: string, value: string | undefined): Equal {
  return value === undefined ? [] : [[column, value]];
}

/** A way to what is asked for: ranges of indexes, one of each kind, and what is not equal yet in all that lies in them. */
interface Way {
  readonly kinds: readonly string[];
  readonly equal: Equal;
  readonly others: Equal;
}

/**
 * The ways that there are. Among an address's entries there may be few of a key, and among a key's few of an address; an
 * index that has both would cost each request more than it is worth.
 */
function waysTo({ merchantId, keyId, outcome, ip }: Whose): readonly Way[] {
  // Over all merchants no index knows anything else.
  if (merchantId === undefined) {
    return [{ kinds: ['true'], equal: [], others: [...of('outcome', outcome), ...of('ip', ip)] }];
  }
  const merchant = of('merchant_id', merchantId);
  const key = of('key_id', keyId);
  const refusal = outcome === 'ALLOWED' ? [] : of('outcome', outcome);
  const allowed = outcome === undefined || outcome === 'ALLOWED' ? [isAllowed] : [];
  const kinds = [...allowed, ...(outcome === 'ALLOWED' ? [] : [isRefused])];
  const byAddress = { kinds, equal: [...merchant, ...of('ip', ip)], others: [...key, ...refusal] };
  const byKey = { kinds, equal: [...key, ...merchant, ...refusal], others: of('ip', ip) };
  if (byKey.others.length === 0) return [byKey];
  return byAddress.others.length === 0 ? [byAddress] : [byKey, byAddress];
}

export interface Found {
  /** At most as many as were asked for; there may be fewer, and more to come all the same. */
  readonly entries: readonly AuditEntry[];
  /** The id behind which to look for more; `undefined` when there is no more. */
  readonly reached: string | undefined;
}

/** So many entries are looked at, where not all that lie in a range are asked for. */
const mostLookedAt = 10_000;

/**
 * The first entries of a range in this order of ids. Whatever is asked for, no more is read than that, or than a fixed
 * number of entries each way.
 * @throws ReadModelsNotReady, DatabaseUnavailable
 */
export async function findEntries(
  database: Transactional,
  whose: Whose,
  range: IdRange,
  order: 'asc' | 'desc',
  limit: number,
): Promise<Found> {
  let furthest: Found | undefined;
  for (const way of waysTo(whose)) {
    const found = await go(database, way, range, order, limit);
    if (found.entries.length === limit || found.reached === undefined) return found;
    const isFurther =
      furthest?.reached === undefined || found.reached > furthest.reached === (order === 'asc');
    if (isFurther) furthest = found;
  }
  if (furthest === undefined) throw new Error('There is a way to whatever can be asked');
  return furthest;
}

interface WayRow extends EntryRow {
  readonly wanted: boolean;
  /** The last one of those that were looked at; told also when it is not wanted. */
  readonly last: boolean;
}

/** Each kind is the range of an index, and said to be one: rows are compared and put in order as that index has them. */
async function go(
  database: Transactional,
  { kinds, equal, others }: Way,
  [after, before]: IdRange,
  order: 'asc' | 'desc',
  limit: number,
): Promise<Found> {
  const values: unknown[] = [after, before, limit + 1];
  const parameter = (value: string) => `$${values.push(value)}`;
  const columns = [...equal.map(([column]) => column), 'id'];
  const equals = equal.map(([, value]) => parameter(value));
  const row = `(${columns.join(', ')})`;
  const at = (id: string) => `(${[...equals, id].join(', ')})`;
  const inOrder = `order by ${columns.map((column) => `${column} ${order}`).join(', ')}`;
  const range = (most: string) => {
    const each = kinds.map(
      (kind) => `(select ${shown} from audit
      where ${kind} and ${row} > ${at('$1')} and ${row} < ${at('$2')} and id > $1 and id < $2 ${inOrder} limit ${most})`,
    );
    return `select ${shown} from (${each.join(' union all ')}) range ${inOrder} limit ${most}`;
  };
  if (others.length === 0) {
    const rows = await queryRanges<EntryRow>(database, range('$3'), values);
    return page(rows, limit, undefined);
  }
  const wanted = others.map(([column, value]) => `${column} = ${parameter(value)}`).join(' and ');
  const rows = await queryRanges<WayRow>(
    database,
    `select ${shown}, wanted, last from (
       select ${shown}, ${wanted} as wanted, row_number() over () = ${mostLookedAt} as last
       from (${range(String(mostLookedAt))}) one) looked_at
     where wanted or last limit $3`,
    values,
  );
  return page(
    rows.filter((each) => each.wanted),
    limit,
    rows.find(({ last }) => last)?.id,
  );
}

/** @param rows up to one more than the page holds */
function page(rows: readonly EntryRow[], limit: number, reached: string | undefined): Found {
  const entries = rows.slice(0, limit).map(entryOf);
  return { entries, reached: rows.length > limit ? entries.at(-1)?.id : reached };
}

/**
 * A query that reads ranges of indexes and nothing else, planned once a connection. By itself Postgres plans from how many
 * rows it expects, and where it guesses wrong it walks through everybody's entries, or sorts all of a key's, for a page of
 * them.
 */
export async function queryRanges<R>(
  database: Transactional,
  text: string,
  values: readonly unknown[],
): Promise<readonly R[]> {
  return database.transaction(async (tx) => {
    const [, rows] = await Promise.all([
      tx.prepared(rangesOnly),
      completeQuery<R>(tx, text, values, requestProjectionGroup),
    ]);
    return rows;
  });
}

const planning = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  enable_sort: 'off',
  enable_incremental_sort: 'off',
};

/** Until the end of the transaction. */
const rangesOnly = `select ${Object.entries(planning)
  .map(([name, value]) => `set_config('${name}', '${value}', true)`)
  .join(', ')}`;

/** A key has one merchant, in all its entries; `undefined` when it has no entries. */
export async function merchantOf(database: Transactional, keyId: string): Promise<string | undefined> {
  const ranges = [isAllowed, isRefused].map(
    (kind) =>
      `(select merchant_id from audit where ${kind} and key_id >= $1 and key_id <= $1 order by key_id limit 1)`,
  );
  const [found] = await queryRanges<{ merchant_id: string }>(database, ranges.join(' union all '), [keyId]);
  return found?.merchant_id;
}
