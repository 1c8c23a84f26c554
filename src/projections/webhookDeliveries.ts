/**
 * The deliveries of webhooks as the management API shows and orders them. Their tables are no read model: the outbox fills
 * them, a worker empties them, and a test or a retry is one more row or one more turn.
 */
import { randomUUID } from 'node:crypto';
import { messageId, testType, type DeliveryStatus, type FailureCode } from '../domain/webhookDelivery.ts';
import type { Queryable } from '../stores/database.ts';
import { decodeCursor, encodeCursor, type Page, type PageRequest } from './cursor.ts';

export interface AttemptView {
  readonly at: string;
  /** `null` when no answer came. */
  readonly statusCode: number | null;
  /** `null` when it was taken. */
  readonly error: FailureCode | null;
  readonly durationMs: number;
}

/** A delivery as the management API shows it. Times are ISO 8601 UTC, `null` where there is none. */
export interface DeliveryView {
  readonly id: string;
  /** The `webhook-id`, the same for every endpoint and attempt. */
  readonly messageId: string;
  readonly type: string;
  readonly status: DeliveryStatus;
  readonly createdAt: string;
  readonly attempts: readonly AttemptView[];
  readonly nextAttemptAt: string | null;
  readonly finishedAt: string | null;
}

/** Whose endpoint. */
export interface DeliveryOwner {
  readonly merchantId: string;
  readonly endpointId: string;
}

/** Every call throws `DatabaseUnavailable` without Postgres. Check first that the endpoint is the merchant's. */
export interface WebhookDeliveries {
  /** Newest first. @throws DomainError INVALID_INPUT for a cursor that this list did not give */
  list(
    owner: DeliveryOwner,
    filter: { readonly status?: DeliveryStatus | undefined },
    page: PageRequest,
  ): Promise<Page<DeliveryView>>;
  /** How many wait to be delivered, or to be tried again; counted up to `most`. */
  pending(owner: DeliveryOwner, most: number): Promise<number>;
  /** Has a `webhook.test` sent, through the queue like every other. */
  test(owner: DeliveryOwner, now: Date): Promise<DeliveryView>;
  /** Attempts a delivery at once, on a fresh schedule of retries; `undefined` when the endpoint has no such delivery. */
  retry(owner: DeliveryOwner, deliveryId: string): Promise<DeliveryView | undefined>;
}

export function webhookDeliveries(database: Queryable): WebhookDeliveries {
  return {
    list: (owner, { status }, page) => list(database, owner, status, page),
    pending: (owner, most) => pending(database, owner, most),
    test: (owner, now) => test(database, owner, now),
    retry: (owner, deliveryId) => retry(database, owner, deliveryId),
  };
}

interface Row {
  readonly id: string;
  readonly message_id: string;
  readonly type: string;
  readonly status: DeliveryStatus;
  readonly created_at: Date;
  readonly next_attempt_at: Date | null;
  readonly finished_at: Date | null;
  readonly made: readonly AttemptView[];
}

/** The columns of a `Row`, from `webhook_deliveries` or what was just written there. */
const shown = `id, message_id, type, status, created_at, next_attempt_at, finished_at,
  (select coalesce(json_agg(json_build_object('at', at, 'statusCode', status_code, 'error', error, 'durationMs', duration_ms)
     order by attempt), '[]') from webhook_attempts where delivery_id = id) as made`;

async function list(
  database: Queryable,
  { merchantId, endpointId }: DeliveryOwner,
  status: DeliveryStatus | undefined,
  { limit, cursor }: PageRequest,
): Promise<Page<DeliveryView>> {
  const [createdAt, id] = decodeCursor(cursor);
  const rows = await database.prepared<Row>(
    // Two texts, so that each has the index of its own order.
    `select ${shown} from webhook_deliveries
     where endpoint_id = $1 and merchant_id = $2
       and ($3::text is null or (created_at, id) < ($3::timestamptz, $4::text))
       ${status === undefined ? '' : 'and status = $6'}
     order by created_at desc, id desc limit $5`,
    [
      endpointId,
      merchantId,
      createdAt ?? null,
      id ?? null,
      limit + 1,
      ...(status === undefined ? [] : [status]),
    ],
  );
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return {
    items: items.map(view),
    nextCursor: last === undefined ? null : encodeCursor([last.created_at.toISOString(), last.id]),
  };
}

async function pending(
  database: Queryable,
  { merchantId, endpointId }: DeliveryOwner,
  most: number,
): Promise<number> {
  const rows = await database.prepared(
    `select from webhook_deliveries where endpoint_id = $1 and merchant_id = $2 and status = 'pending' limit $3`,
    [endpointId, merchantId, most],
  );
  return rows.length;
}

async function test(
  database: Queryable,
  { merchantId, endpointId }: DeliveryOwner,
  now: Date,
): Promise<DeliveryView> {
  const payload = { type: testType, timestamp: now.toISOString(), data: { endpointId } };
  const [row] = await database.prepared<Row>(
    `with made as (
       insert into webhook_deliveries (endpoint_id, merchant_id, message_id, type, payload)
       values ($1, $2, $3, $4, $5) returning *)
     select ${shown}, wake_webhook_endpoints(array[endpoint_id], 'webhooks', next_attempt_at) from made`,
    [endpointId, merchantId, messageId(randomUUID()), testType, JSON.stringify(payload)],
  );
  if (row === undefined) throw new Error('an insert returned no row');
  return view(row);
}

async function retry(
  database: Queryable,
  { merchantId, endpointId }: DeliveryOwner,
  deliveryId: string,
): Promise<DeliveryView | undefined> {
  const [row] = await database.prepared<Row>(
    `with again as (
       update webhook_deliveries set status = 'pending', failures = 0, next_attempt_at = now(), finished_at = null
       where id = $1 and endpoint_id = $2 and merchant_id = $3 returning *)
     select ${shown}, wake_webhook_endpoints(array[endpoint_id], 'webhooks', next_attempt_at) from again`,
    [deliveryId, endpointId, merchantId],
  );
  return row && view(row);
}

function view(row: Row): DeliveryView {
  return {
    id: row.id,
    messageId: row.message_id,
    type: row.type,
    status: row.status,
    createdAt: row.created_at.toISOString(),
    attempts: row.made.map((attempt) => ({ ...attempt, at: new Date(attempt.at).toISOString() })),
    nextAttemptAt: row.next_attempt_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}
