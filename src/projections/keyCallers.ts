/** Who has used which secret of a key of late: whom a change of the secret would meet. */
import type { Transactional } from '../stores/database.ts';
import { ends, idBelow, isAllowed, isRefused, queryRanges } from './auditRanges.ts';

/** One address and user agent, with one secret. */
export interface Caller {
  /** Of the secret. */
  readonly prefix: string;
  readonly ip: string;
  readonly userAgent: string | null;
  /** Allowed or not, of those that were looked at. */
  readonly requestCount: number;
  /** ISO 8601 UTC. */
  readonly lastSeenAt: string;
}

export interface Callers {
  /** How far back was looked, ISO 8601 UTC: as far as was asked for, or less where there was too much. */
  readonly since: string;
  /** Last seen first. */
  readonly items: readonly Caller[];
}

interface Row {
  readonly prefix: string | null;
  readonly ip: string;
  readonly user_agent: string | null;
  readonly requests: string;
  readonly first_seen_at: Date;
  readonly last_seen_at: Date;
}

/** The newest entries say enough, however many there are. */
const mostEntries = 10_000;
/** Of those seen last. */
const mostCallers = 1000;

const kinds = [isAllowed, isRefused].map(
  (kind) => `(
    select key_id, merchant_id, id, at, prefix, ip, user_agent from audit
    where ${kind} and (key_id, merchant_id, id) > ($1, $2, $3) and (key_id, merchant_id, id) < ($1, $2, $4)
      and id > $3 and id < $4
    order by key_id desc, merchant_id desc, id desc limit ${mostEntries})`,
);
const text = `
  select prefix, ip, user_agent, count(*) as requests, min(at) as first_seen_at, max(at) as last_seen_at
  from (select * from (${kinds.join(' union all ')}) range
    order by key_id desc, merchant_id desc, id desc limit ${mostEntries}) newest
  group by prefix, ip, user_agent order by last_seen_at desc`;

/**
 * The callers of a key since an instant, from its newest 10,000 entries.
 * @throws ReadModelsNotReady, DatabaseUnavailable
 */
export async function listCallers(
  database: Transactional,
  { merchantId, keyId }: { readonly merchantId: string; readonly keyId: string },
  since: Date,
): Promise<Callers> {
  const rows = await queryRanges<Row>(database, text, [keyId, merchantId, idBelow(since), ends[1]]);
  const entries = rows.reduce((sum, { requests }) => sum + Number(requests), 0);
  const oldest = Math.min(...rows.map((row) => row.first_seen_at.getTime()));
  return {
    since: (entries < mostEntries ? since : new Date(oldest)).toISOString(),
    items: rows.slice(0, mostCallers).flatMap(({ prefix, ...row }) =>
      prefix === null
        ? []
        : [
            {
              prefix,
              ip: row.ip,
              userAgent: row.user_agent,
              requestCount: Number(row.requests),
              lastSeenAt: row.last_seen_at.toISOString(),
            },
          ],
    ),
  };
}
