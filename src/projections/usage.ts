/** How much a key is used: its totals, and its requests by the hour. Every request with the key counts, refused ones too. */
import type { AuditEntry } from '../domain/auditEntry.ts';
import type { Queryable } from '../stores/database.ts';
import { completeQuery } from './completeQuery.ts';
import type { Projection, Statement } from './projection.ts';
import { entriesOf, requestProjectionGroup } from './requestProjection.ts';

const create = `
  create table key_usage (
    key_id        text        primary key,
    request_count bigint      not null,
    denied_count  bigint      not null,
    last_used_at  timestamptz not null
  );
  create table key_usage_hours (
    key_id  text        not null,
    hour    timestamptz not null,
    allowed bigint      not null,
    denied  bigint      not null,
    primary key (key_id, hour)
  )`;

/** Of one key in one hour. */
interface Count {
  readonly keyId: string;
  readonly hour: string;
  allowed: number;
  denied: number;
  lastUsedAt: string;
}

function countByHour(entries: readonly AuditEntry[]): readonly Count[] {
  const counts = new Map<string, Count>();
  for (const { apiKeyId: keyId, timestamp, outcome } of entries) {
    if (keyId === null) continue;
    const hour = `${timestamp.slice(0, 13)}:00:00Z`;
    const place = `${hour} ${keyId}`;
    const count = counts.get(place) ?? { keyId, hour, allowed: 0, denied: 0, lastUsedAt: timestamp };
    counts.set(place, count);
    count[outcome === 'ALLOWED' ? 'allowed' : 'denied'] += 1;
    if (timestamp > count.lastUsedAt) count.lastUsedAt = timestamp;
  }
  return [...counts.values()];
}

/** In the order of the keys, so that two writers would wait for each other and not for ever. */
const additions = [
  `insert into key_usage_hours (key_id, hour, allowed, denied)
   select "keyId", hour, allowed, denied
   from json_to_recordset($1) as count ("keyId" text, hour timestamptz, allowed bigint, denied bigint)
   order by "keyId", hour
   on conflict (key_id, hour) do update set
     allowed = key_usage_hours.allowed + excluded.allowed,
     denied = key_usage_hours.denied + excluded.denied`,
  `insert into key_usage (key_id, request_count, denied_count, last_used_at)
   select "keyId", sum(allowed + denied), sum(denied), max("lastUsedAt")
   from json_to_recordset($1) as count ("keyId" text, allowed bigint, denied bigint, "lastUsedAt" timestamptz)
   group by "keyId" order by "keyId"
   on conflict (key_id) do update set
     request_count = key_usage.request_count + excluded.request_count,
     denied_count = key_usage.denied_count + excluded.denied_count,
     last_used_at = greatest(key_usage.last_used_at, excluded.last_used_at)`,
];

function add(counts: readonly Count[]): readonly Statement[] {
  if (counts.length === 0) return [];
  const values = [JSON.stringify(counts)];
  return additions.map((text) => ({ text, values }));
}

export const usage: Projection = {
  name: 'usage',
  version: 1,
  create,
  drop: 'drop table if exists key_usage, key_usage_hours',
  // A key that is in many batches is counted once.
  project: (batches) => add(countByHour(batches.flatMap(entriesOf))),
};

/** The length of each bucket in milliseconds. Hours and days are those of UTC. */
const intervals = { hour: 3_600_000, day: 86_400_000 };
export type UsageInterval = keyof typeof intervals;

export interface UsageRange {
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
  readonly interval: UsageInterval;
}

export interface UsageBucket {
  /** ISO 8601 UTC. */
  readonly start: string;
  readonly allowed: number;
  readonly denied: number;
}

/** The counters are those since the key was made; only the buckets are of a range. */
export interface KeyUsage {
  readonly requestCount: number;
  readonly deniedCount: number;
  readonly lastUsedAt: string | null;
  readonly buckets: readonly UsageBucket[];
}

interface Row {
  readonly request_count: string | null;
  readonly denied_count: string | null;
  readonly last_used_at: Date | null;
  readonly hour: Date | null;
  readonly allowed: string | null;
  readonly denied: string | null;
}

/**
 * A key's usage; check first that the caller's merchant owns it. The buckets are whole and without gaps: the first is the
 * one that `from` lies in.
 * @throws ReadModelsNotReady, DatabaseUnavailable
 */
export async function keyUsage(
  database: Queryable,
  keyId: string,
  { from, to, interval }: UsageRange,
): Promise<KeyUsage> {
  const length = intervals[interval];
  const start = Math.floor(from.getTime() / length) * length;
  const buckets = Array.from(
    { length: Math.max(0, Math.ceil((to.getTime() - start) / length)) },
    (_, index) => ({
      start: new Date(start + index * length).toISOString(),
      allowed: 0,
      denied: 0,
    }),
  );
  const rows = await completeQuery<Row>(
    database,
    `select totals.request_count, totals.denied_count, totals.last_used_at, hours.hour, hours.allowed, hours.denied
     from (values ($1::text)) key (key_id)
       left join key_usage totals on totals.key_id = $1
       left join key_usage_hours hours on hours.key_id = $1 and hours.hour >= $2 and hours.hour < $3`,
    [keyId, new Date(start), new Date(start + buckets.length * length)],
    requestProjectionGroup,
  );
  for (const { hour, allowed, denied } of rows) {
    const bucket = hour && buckets[Math.floor((hour.getTime() - start) / length)];
    if (!bucket) continue;
    bucket.allowed += Number(allowed);
    bucket.denied += Number(denied);
  }
  const [totals] = rows;
  return {
    requestCount: Number(totals?.request_count),
    deniedCount: Number(totals?.denied_count),
    lastUsedAt: totals?.last_used_at?.toISOString() ?? null,
    buckets,
  };
}
