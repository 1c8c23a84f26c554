/** The merchants' webhook endpoints: what the management API shows, and where deliveries go. */
import { webhookCodec, webhookStreamPrefix, type WebhookEvent } from '../domain/webhookEvents.ts';
import type { Queryable } from '../stores/database.ts';
import { completeQuery } from './completeQuery.ts';
import { decodeCursor, encodeCursor, type Page, type PageRequest } from './cursor.ts';
import { foldedTable, type Change } from './foldedTable.ts';
import type { Projection } from './projection.ts';
import { streamProjector, type Handlers } from './streamProjection.ts';

/** A deleted endpoint keeps its row, so that whoever deleted it can be told when that holds. */
const create = `
  create table webhook_endpoints (
    endpoint_id      text        primary key,
    merchant_id      text        not null,
    url              text        not null,
    events           text[]      not null,
    description      text,
    status           text        not null check (status in ('enabled', 'disabled', 'deleted')),
    disabled_reason  text,
    secret_serial    integer     not null,
    previous_ends_at timestamptz,
    created_at       timestamptz not null,
    created_by       text        not null,
    revision         bigint      not null
  );
  create index webhook_endpoints_newest on webhook_endpoints (merchant_id, created_at desc, endpoint_id desc)
    where status <> 'deleted'`;

/** A row as it is written. */
interface Endpoint {
  readonly endpoint_id: string;
  readonly merchant_id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly description: string | null;
  readonly status: 'enabled' | 'disabled' | 'deleted';
  readonly disabled_reason: string | null;
  readonly secret_serial: number;
  readonly previous_ends_at: string | null;
  readonly created_at: string;
  readonly created_by: string;
  readonly revision: number;
}

interface Place {
  readonly endpointId: string;
  readonly revision: number;
}

const handlers: Handlers<WebhookEvent, Place, Change<Endpoint>> = {
  WebhookEndpointCreated:
    ({ at, actor, data: { merchantId, url, events, description } }, { endpointId, revision }) =>
    () => [
      {
        endpoint_id: endpointId,
        merchant_id: merchantId,
        url,
        events,
        description,
        status: 'enabled',
        disabled_reason: null,
        secret_serial: 1,
        previous_ends_at: null,
        created_at: at,
        created_by: actor,
        revision,
      },
    ],
  WebhookEndpointChanged: ({ data: { url, events, description } }, { revision }) => ({
    url,
    events,
    description,
    revision,
  }),
  WebhookEndpointDisabled: ({ data }, { revision }) => ({
    status: 'disabled',
    disabled_reason: data.reason,
    revision,
  }),
  WebhookEndpointEnabled: (_, { revision }) => ({ status: 'enabled', disabled_reason: null, revision }),
  WebhookSecretRotated: ({ data }, { revision }) => ({
    secret_serial: data.serial,
    previous_ends_at: data.previousEndsAt,
    revision,
  }),
  WebhookEndpointDeleted: (_, { revision }) => ({ status: 'deleted', revision }),
};

const projectWebhookEvent = streamProjector(
  webhookStreamPrefix,
  webhookCodec.decode,
  (endpointId, revision): Place => ({ endpointId, revision: Number(revision) }),
);

export const webhookEndpoints: Projection = {
  name: 'webhook_endpoints',
  version: 1,
  create,
  drop: 'drop table if exists webhook_endpoints',
  project: foldedTable<Endpoint>({
    table: 'webhook_endpoints',
    streamPrefix: webhookStreamPrefix,
    key: ['endpoint_id'],
    changeOf: (event) => projectWebhookEvent(handlers, event),
  }),
};

/** An endpoint as the management API shows it. Times are ISO 8601 UTC, `null` where there is none. */
export interface EndpointView {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly description: string | null;
  readonly status: 'enabled' | 'disabled';
  readonly disabledReason: string | null;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly revision: number;
}

interface Row {
  readonly endpoint_id: string;
  readonly url: string;
  readonly events: string[];
  readonly description: string | null;
  readonly status: EndpointView['status'];
  readonly disabled_reason: string | null;
  readonly created_at: Date;
  readonly created_by: string;
  readonly revision: string;
}

/** The columns of a `Row`. */
const shown =
  'endpoint_id, url, events, description, status, disabled_reason, created_at, created_by, revision';

/** One endpoint of a merchant; `undefined` when the merchant has no such endpoint. */
export async function findEndpoint(
  database: Queryable,
  merchantId: string,
  endpointId: string,
): Promise<EndpointView | undefined> {
  const [row] = await completeQuery<Row>(
    database,
    `select ${shown} from webhook_endpoints where merchant_id = $1 and endpoint_id = $2 and status <> 'deleted'`,
    [merchantId, endpointId],
  );
  return row && view(row);
}

/**
 * A merchant's endpoints, newest first.
 * @throws DomainError INVALID_INPUT for a cursor that this list did not give.
 */
export async function listEndpoints(
  database: Queryable,
  merchantId: string,
  page: PageRequest,
): Promise<Page<EndpointView>> {
  const [createdAt, endpointId] = decodeCursor(page.cursor);
  const rows = await completeQuery<Row>(
    database,
    `select ${shown} from webhook_endpoints
     where merchant_id = $1 and status <> 'deleted'
       and ($2::text is null or (created_at, endpoint_id) < ($2::timestamptz, $3::text))
     order by created_at desc, endpoint_id desc
     limit $4`,
    [merchantId, createdAt ?? null, endpointId ?? null, page.limit + 1],
  );
  const items = rows.slice(0, page.limit);
  const last = rows.length > page.limit ? items.at(-1) : undefined;
  return {
    items: items.map(view),
    nextCursor: last === undefined ? null : encodeCursor([last.created_at.toISOString(), last.endpoint_id]),
  };
}

function view(row: Row): EndpointView {
  return {
    id: row.endpoint_id,
    url: row.url,
    events: row.events,
    description: row.description,
    status: row.status,
    disabledReason: row.disabled_reason,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    revision: Number(row.revision),
  };
}
