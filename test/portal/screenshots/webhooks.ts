/** Webhook endpoints with their deliveries: most of them taken, some after a while, one given up. */
import { messageId } from '../../../src/domain/webhookDelivery.ts';
import { webhookTypes } from '../../../src/domain/webhookTypes.ts';
import { webhookCodec, webhookStream, type WebhookEvent } from '../../../src/domain/webhookEvents.ts';
import type { Database } from '../../../src/stores/database.ts';
import type { EventStore } from '../../../src/stores/eventStore.ts';
import { chance, daysFrom, eventId, randomBytes } from './chance.ts';
import { merchantId } from './keys.ts';

const endpoints = [
  {
    url: 'https://hooks.northwind.example/keyledger',
    events: webhookTypes,
    description: 'On-call channel',
    made: -70,
  },
  {
    url: 'https://siem.northwind.example/ingest/api-keys',
    events: ['api_key.created', 'api_key.revoked', 'api_key.regenerated'],
    description: 'Security monitoring',
    made: -68,
  },
  {
    url: 'https://staging.northwind.example/webhooks',
    events: ['api_key.expiring'],
    description: null,
    made: -20,
    disabled: -4,
  },
] as const;

type Attempt = readonly [after: number, statusCode: number | null, error: string | null, durationMs: number];
const taken: readonly Attempt[] = [[0, 204, null, 84]];

/** The first endpoint's, newest first. */
const deliveries: readonly {
  readonly type: string;
  readonly day: number;
  readonly status: 'delivered' | 'pending' | 'dead';
  readonly attempts: readonly Attempt[];
}[] = [
  { type: 'api_key.regenerated', day: -0.15, status: 'delivered', attempts: taken },
  {
    type: 'api_key.created',
    day: -1.2,
    status: 'delivered',
    attempts: [
      [0, 503, 'http_status', 212],
      [0.0002, 503, 'http_status', 198],
      [0.004, 204, null, 141],
    ],
  },
  { type: 'api_key.expiring', day: -1, status: 'delivered', attempts: taken },
  { type: 'webhook.test', day: -3.4, status: 'delivered', attempts: taken },
  { type: 'api_key.revoked', day: -9, status: 'delivered', attempts: [[0, 200, null, 317]] },
  {
    type: 'api_key.expired',
    day: -12,
    status: 'dead',
    attempts: [
      [0, null, 'timeout', 15_000],
      [0.0002, null, 'timeout', 15_000],
      [0.004, null, 'connection_refused', 9],
      [0.1, null, 'connection_refused', 11],
      [3, null, 'connection_refused', 8],
    ],
  },
  { type: 'api_key.created', day: -16, status: 'delivered', attempts: taken },
  { type: 'api_key.expiring', day: -19, status: 'delivered', attempts: taken },
];

/** Writes the endpoints and what was sent to the first. */
export async function recordWebhooks(eventStore: EventStore, owner: Database): Promise<void> {
  const ids: string[] = [];
  for (const endpoint of endpoints) {
    const endpointId = `whe_${randomBytes(16).toString('hex')}`;
    ids.push(endpointId);
    const { url, events, description, made } = endpoint;
    const history: WebhookEvent[] = [
      {
        type: 'WebhookEndpointCreated',
        at: daysFrom(made),
        actor: 'lena',
        data: { endpointId, merchantId, url, events, description },
      },
    ];
    if ('disabled' in endpoint)
      history.push({
        type: 'WebhookEndpointDisabled',
        at: daysFrom(endpoint.disabled),
        actor: 'lena',
        data: { reason: null },
      });
    const written = history.map((event) => ({ id: eventId(), ...webhookCodec.encode(event) }));
    await eventStore.append(webhookStream(endpointId), written, 'no_stream');
  }
  for (const delivery of deliveries) await recordDelivery(owner, ids[0] ?? '', delivery);
}

async function recordDelivery(
  owner: Database,
  endpointId: string,
  { type, day, status, attempts }: (typeof deliveries)[number],
): Promise<void> {
  const id = `dlv_${randomBytes(16).toString('hex')}`;
  const last = attempts.at(-1)?.[0] ?? 0;
  await owner.query(
    `insert into webhook_deliveries
       (id, endpoint_id, merchant_id, message_id, type, payload, status, attempts, next_attempt_at, created_at, finished_at)
     values ($1, $2, $3, $4, $5, '{}', $6, $7, null, $8, $9)`,
    [
      id,
      endpointId,
      merchantId,
      messageId(eventId()),
      type,
      status,
      attempts.length,
      daysFrom(day),
      daysFrom(day + last + 0.00001),
    ],
  );
  for (const [index, [after, statusCode, error, durationMs]] of attempts.entries()) {
    await owner.query(
      `insert into webhook_attempts (delivery_id, attempt, at, status_code, error, duration_ms)
       values ($1, $2, $3, $4, $5, $6)`,
      [
        id,
        index + 1,
        daysFrom(day + after + 0.000005),
        statusCode,
        error,
        durationMs + Math.floor(chance() * 20),
      ],
    );
  }
}
