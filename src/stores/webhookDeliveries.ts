/**
 * The worker's side of the webhook deliveries: what is due, what an attempt led to, and the job queue that wakes it.
 * Instants are the database's, like those of the queue, so that a job and what it is for are due by one clock.
 */
import type { AttemptOutcome, DeliveryStatus } from '../domain/webhookDelivery.ts';
import type { Queryable, Transactional } from './database.ts';

/**
 * The queue's tasks. In `webhooks` an endpoint is served that answered well the last time; in `webhooks_sluggish` one that
 * failed or was slow, so that those wait for each other and for nobody else.
 */
export type Lane = 'webhooks' | 'webhooks_sluggish';

export interface DueDelivery {
  readonly id: string;
  readonly messageId: string;
  /** The body. */
  readonly payload: unknown;
  /** Attempts that were made, in all. */
  readonly attempts: number;
  /** Attempts that failed in the present schedule. */
  readonly failures: number;
}

/** An attempt that was made. */
export interface Attempt {
  readonly at: Date;
  readonly durationMs: number;
  readonly outcome: AttemptOutcome;
}

/** What becomes of a delivery after an attempt. */
export type Next =
  | { readonly status: Exclude<DeliveryStatus, 'pending'> }
  | { readonly status: 'pending'; readonly delaySeconds: number };

/** Has an endpoint looked after, as soon as the lane has room after so many seconds. */
export async function wakeEndpoint(
  database: Queryable,
  endpointId: string,
  lane: Lane,
  delaySeconds = 0,
): Promise<void> {
  await database.prepared(`select wake_webhook_endpoints($1, $2, now() + $3 * interval '1 second')`, [
    [endpointId],
    lane,
    delaySeconds,
  ]);
}

/**
 * What is due for an endpoint, the longest overdue first.
 * @param asOf when the job was due that asks: due then, due now, even if the database's clock went back
 */
export async function dueDeliveries(
  database: Queryable,
  endpointId: string,
  asOf: Date,
  limit: number,
): Promise<readonly DueDelivery[]> {
  return database.prepared(
    `select id, message_id as "messageId", payload, attempts, failures from webhook_deliveries
     where endpoint_id = $1 and status = 'pending' and next_attempt_at <= greatest(now(), $2)
     order by next_attempt_at, id limit $3`,
    [endpointId, asOf, limit],
  );
}

/**
 * Records an attempt, what becomes of the delivery, and the job that wakes its next attempt, together. Writes nothing
 * when the delivery is not as the attempt found it: another process has attempted it meanwhile. One that was
 * cancelled meanwhile stays so.
 */
export async function recordAttempt(
  database: Transactional,
  { id, attempts, failures }: DueDelivery,
  { at, durationMs, outcome }: Attempt,
  next: Next,
): Promise<void> {
  const attempt = attempts + 1;
  const delaySeconds = next.status === 'pending' ? next.delaySeconds : null;
  const error = outcome.delivered ? null : outcome.error;
  await database.transaction(async (tx) => {
    const recording = tx.prepared(
      `with attempted as (
         update webhook_deliveries set attempts = $2, failures = $3,
           status = case when status = 'pending' then $4 else status end,
           next_attempt_at = case when status = 'pending' then now() + $5 * interval '1 second' end,
           finished_at = case when status <> 'pending' then finished_at when $4 <> 'pending' then now() end
         where id = $1 and attempts = $2 - 1
         returning id)
       insert into webhook_attempts (delivery_id, attempt, at, status_code, error, duration_ms)
       select id, $2, $6, $7, $8, $9 from attempted`,
      [
        id,
        attempt,
        outcome.delivered ? 0 : failures + 1,
        next.status,
        delaySeconds,
        at,
        outcome.statusCode,
        error,
        durationMs,
      ],
    );
    const waking = tx.prepared(
      `select wake_webhook_endpoints(array[endpoint_id], 'webhooks_sluggish', next_attempt_at) from webhook_deliveries
       where id = $1 and attempts = $2 and status = 'pending'`,
      [id, attempt],
    );
    await Promise.all([recording, waking]);
  });
}

/** Gives up some of what is pending for an endpoint to which nothing may be sent; the number, at most `limit`. */
export async function cancelDeliveries(
  database: Queryable,
  endpointId: string,
  limit: number,
): Promise<number> {
  const cancelled = await database.prepared(
    `update webhook_deliveries set status = 'cancelled', next_attempt_at = null, finished_at = now()
     where id in (select id from webhook_deliveries where endpoint_id = $1 and status = 'pending' limit $2)
     returning 1`,
    [endpointId, limit],
  );
  return cancelled.length;
}

/**
 * Whether this session is now the one that delivers; it does not wait for a rival.
 * @param session a connection of the caller's own, which it keeps for as long as it delivers
 */
export async function takeDeliveryLock(session: Queryable): Promise<boolean> {
  const [row] = await session.query<{ held: boolean }>(
    `select pg_try_advisory_lock(hashtextextended('keyledger webhook delivery', 0)) as held`,
  );
  return row?.held === true;
}

/**
 * For who has just become the one that delivers. Jobs that are locked were taken by a process that is gone: they are due
 * again at once, as if they had never been taken, however often that happened. And whatever is due is woken: it may be
 * older than the queue.
 */
export async function takeOver(session: Transactional): Promise<void> {
  // Who is just making deliveries may not have seen the queue: their end is waited for. The lock is not kept, for
  // revocations would wait for it.
  await session.transaction((tx) => tx.query('lock table webhook_deliveries in share mode'));
  await session.query(
    `select graphile_worker.force_unlock_workers(array(
       select distinct locked_by from graphile_worker.jobs where locked_by is not null))`,
  );
  await session.query(
    'select graphile_worker.reschedule_jobs(array(select id from graphile_worker.jobs where attempts > 0), attempts => 0)',
  );
  // From endpoint to endpoint along the index, however many deliveries each has.
  await session.query(
    `with recursive waiting (endpoint_id) as (
       select min(endpoint_id) from webhook_deliveries where status = 'pending'
       union all
       select (select min(endpoint_id) from webhook_deliveries
               where status = 'pending' and endpoint_id > waiting.endpoint_id)
       from waiting where endpoint_id is not null)
     select wake_webhook_endpoints(array_agg(endpoint_id), 'webhooks', now()) from waiting
     where exists (select from webhook_deliveries d
                   where d.endpoint_id = waiting.endpoint_id and d.status = 'pending' and d.next_attempt_at <= now())
     having count(*) > 0`,
  );
}

/** The endpoints whose last attempts failed, as far as something is still to be sent to them. */
export async function failingEndpoints(database: Queryable): Promise<readonly string[]> {
  const rows = await database.query<{ endpoint: string }>(
    `select distinct endpoint_id as endpoint from webhook_deliveries where status = 'pending' and failures > 0`,
  );
  return rows.map(({ endpoint }) => endpoint);
}

const keptDays = 30;

/** Removes some of what was finished more than 30 days ago; the number removed, at most `limit`. */
export async function pruneDeliveries(database: Queryable, limit: number): Promise<number> {
  const removed = await database.query(
    `delete from webhook_deliveries where id in (
       select id from webhook_deliveries
       where status <> 'pending' and finished_at < now() - $1 * interval '1 day'
       order by finished_at limit $2)
     returning 1`,
    [keptDays, limit],
  );
  return removed.length;
}

/** What an operator watches. */
export interface DeliveryBacklog {
  /** Age of the oldest delivery that is not finished, in seconds; 0 when there is none. */
  readonly oldestPendingSeconds: number;
  readonly deadLetters: number;
}

export async function deliveryBacklog(database: Queryable): Promise<DeliveryBacklog> {
  const [row] = await database.prepared<{ age: number | null; dead: string }>(
    `select extract(epoch from now() - (select min(created_at) from webhook_deliveries where status = 'pending'))::float8 as age,
       (select count(*) from webhook_deliveries where status = 'dead') as dead`,
  );
  return { oldestPendingSeconds: Math.max(0, row?.age ?? 0), deadLetters: Number(row?.dead ?? 0) };
}
