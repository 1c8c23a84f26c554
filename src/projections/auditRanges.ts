/** Entries of the audit as ranges of its indexes: what every query over it comes down to. */
import type { AuditEntry, Outcome } from '../domain/auditEntry.ts';
import type { Transactional } from '../stores/database.ts';
import { completeQuery } from './completeQuery.ts';
import { requestProjectionGroup } from './requestProjection.ts';

/** Whose entries: without a merchant all merchants' and nobody's. */
export interface Whose {
  readonly merchantId?: string | undefined;
  readonly keyId?: string | undefined;
  readonly outcome?: Outcome | undefined;
}

/** As the indexes have it: allowed requests and refused ones apart. Postgres has to find it in the statement's text. */
const isAllowed = `outcome = 'ALLOWED'`;
const isRefused = `outcome <> 'ALLOWED'`;

/** What is equal in all entries that are asked for, and of which kinds they are. One index has each kind in its order. */
interface Asked {
  readonly equal: readonly (readonly [column: string, value: string])[];
  readonly kinds: readonly string[];
}

function asked({ merchantId, keyId, outcome }: Whose): Asked {
  // Over all merchants no index knows the outcome: looking for a rare one, a query might have no end.
  if (merchantId === undefined) return { equal: [], kinds: ['true'] };
  const key = keyId === undefined ? [] : [['key_id', keyId] as const];
  const equal = [...key, ['merchant_id', merchantId] as const];
  if (outcome === undefined) return { equal, kinds: [isAllowed, isRefused] };
  if (outcome === 'ALLOWED') return { equal, kinds: [isAllowed] };
  return { equal: [...equal, ['outcome', outcome]], kinds: [isRefused] };
}

/**
 * The first entries in this order of ids, both ends exclusive. Each kind is the range of an index, and said to be one: rows
 * are compared and put in order as that index has them.
 */
export async function findEntries(
  database: Transactional,
  whose: Whose,
  [after, before]: readonly [string, string],
  order: 'asc' | 'desc',
  limit: number,
): Promise<readonly AuditEntry[]> {
  const { equal, kinds } = asked(whose);
  const columns = [...equal.map(([column]) => column), 'id'];
  const row = `(${columns.join(', ')})`;
  const at = (id: string) => `(${[...equal.map((_, index) => `$${index + 4}`), id].join(', ')})`;
  const inOrder = `order by ${columns.map((column) => `${column} ${order}`).join(', ')} limit $3`;
  const ranges = kinds.map(
    (kind) => `(select ${shown} from audit
      where ${kind} and ${row} > ${at('$1')} and ${row} < ${at('$2')} and id > $1 and id < $2 ${inOrder})`,
  );
  const rows = await queryRanges<Row>(
    database,
    `select ${shown} from (${ranges.join(' union all ')}) range ${inOrder}`,
    [after, before, limit, ...equal.map(([, value]) => value)],
  );
  return rows.map(entry);
}

/**
 * A query that reads ranges of indexes and nothing else, planned once a connection. By itself Postgres plans from how many
 * rows it expects, and where it guesses wrong it walks through everybody's entries, or sorts all of a key's, for a page of
 * them.
 */
async function queryRanges<R>(
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

interface Row {
  readonly id: string;
  readonly at: Date;
  readonly key_id: string | null;
  readonly key_name: string | null;
  readonly merchant_id: string | null;
  readonly endpoint: string;
  readonly method: string;
  readonly status: number;
  readonly ip: string;
  readonly prefix: string | null;
  readonly outcome: Outcome;
  readonly request_id: string;
  readonly user_agent: string | null;
  readonly suppressed: number | null;
}

/** The columns of a `Row`. */
const shown =
  'id, at, key_id, key_name, merchant_id, endpoint, method, status, ip, prefix, outcome, request_id, user_agent, suppressed';

function entry(row: Row): AuditEntry {
  return {
    timestamp: row.at.toISOString(),
    apiKeyId: row.key_id,
    apiKeyName: row.key_name,
    merchantId: row.merchant_id,
    endpoint: row.endpoint,
    method: row.method,
    status: row.status,
    ip: row.ip,
    id: row.id,
    prefix: row.prefix,
    outcome: row.outcome,
    requestId: row.request_id,
    userAgent: row.user_agent,
    ...(row.suppressed === null ? {} : { suppressed: row.suppressed }),
  };
}
