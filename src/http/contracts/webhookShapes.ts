/** What requests and answers about webhook endpoints and their deliveries carry. */
import { z } from 'zod';
import { deliveryStatuses, failureCodes } from '../../domain/webhookDelivery.ts';
import type { AttemptView, DeliveryView } from '../../projections/webhookDeliveries.ts';
import type { EndpointView } from '../../projections/webhookEndpoints.ts';
import {
  answerShape,
  instant,
  instantOrNull,
  pageShape,
  requestShape,
  viewShape,
} from '../openapi/shapes.ts';
import { changeEndpointBody, createEndpointBody } from '../schemas.ts';

const exampleEndpoint: EndpointView = {
  id: 'whe_9Qd2kT',
  url: 'https://hooks.example.com/keyledger',
  events: ['api_key.created', 'api_key.revoked'],
  description: 'Security channel',
  status: 'enabled',
  disabledReason: null,
  createdAt: '2026-11-21T09:30:00.000Z',
  createdBy: 'alice',
  revision: 0,
};
/** `whsec_` and the base64 of "example only, signs nothing real". */
const exampleSecret = 'whsec_ZXhhbXBsZSBvbmx5LCBzaWducyBub3RoaW5nIHJlYWw=';

const endpointFields = {
  id: z.string(),
  url: z.string(),
  events: z.array(z.string()).readonly(),
  description: z.string().nullable(),
  status: z.enum(['enabled', 'disabled']),
  disabledReason: z.string().nullable().describe('Why the service disabled it; `null` where a person did'),
  createdAt: instant,
  createdBy: z.string().describe('The actor'),
  revision: z.int().min(0).describe('Counts its events; its ETag'),
};

export const endpointShape = viewShape<EndpointView>()('WebhookEndpoint', z.strictObject(endpointFields), {
  description: "Where a merchant is told of its keys' lifecycle",
  examples: [exampleEndpoint],
});
export const endpointPageShape = pageShape('WebhookEndpointPage', endpointShape, exampleEndpoint);

const secret = z.string().describe('Signs what is sent (Standard Webhooks). It is shown this once');

export const endpointWithSecretShape = viewShape<EndpointView & { readonly secret: string }>()(
  'WebhookEndpointWithSecret',
  z.strictObject({ ...endpointFields, secret }),
  {
    description: 'A webhook endpoint with its new signing secret',
    examples: [{ ...exampleEndpoint, secret: exampleSecret }],
  },
);

export const unprovenEndpointShape = answerShape(
  'UnprovenWebhookEndpoint',
  z.strictObject({
    error: z.literal('SERVICE_UNAVAILABLE'),
    message: z.string(),
    id: z.string().describe('The webhook endpoint that it was recorded for'),
    secret: secret.optional(),
  }),
  {
    description:
      'The command was recorded and takes effect soon, but that was not proven in time. Do not repeat it; a new secret comes with this answer only',
    examples: [
      {
        error: 'SERVICE_UNAVAILABLE',
        message:
          'This was recorded and takes effect soon, but not within the time of this request. Do not repeat it; read the webhook endpoint',
        id: exampleEndpoint.id,
        secret: exampleSecret,
      },
    ],
  },
);

const attempt = z.strictObject({
  at: instant,
  statusCode: z.int().nullable().describe('`null`: no answer came'),
  error: z.enum(failureCodes).nullable().describe('`null`: it was taken'),
  durationMs: z.int().min(0),
}) satisfies z.ZodType<AttemptView>;

const exampleDelivery: DeliveryView = {
  id: '42',
  messageId: 'msg_019aa5c16b5a7c3e9f102b6d0c4e8a71',
  type: 'api_key.revoked',
  status: 'pending',
  createdAt: '2026-11-21T10:02:11.482Z',
  attempts: [{ at: '2026-11-21T10:02:11.600Z', statusCode: 502, error: 'http_status', durationMs: 131 }],
  nextAttemptAt: '2026-11-21T10:02:17.000Z',
  finishedAt: null,
};

export const deliveryShape = viewShape<DeliveryView>()(
  'Delivery',
  z.strictObject({
    id: z.string(),
    messageId: z.string().describe('The `webhook-id`, the same for every endpoint and attempt'),
    type: z.string(),
    status: z
      .enum(deliveryStatuses)
      .describe(
        '`dead`: given up after the last retry; `cancelled`: the endpoint was disabled or deleted first',
      ),
    createdAt: instant,
    attempts: z.array(attempt).readonly(),
    nextAttemptAt: instantOrNull,
    finishedAt: instantOrNull,
  }),
  {
    description: 'A message to a webhook endpoint, with each attempt to deliver it',
    examples: [exampleDelivery],
  },
);
export const deliveryPageShape = pageShape('DeliveryPage', deliveryShape, exampleDelivery);

/** The bodies of requests, each with a value that it accepts. */
export const endpointBodies = {
  create: requestShape('CreateWebhookEndpoint', createEndpointBody, {
    description: 'Where to send, and which types of events',
    examples: [
      {
        url: 'https://hooks.example.com/keyledger',
        events: ['api_key.created', 'api_key.revoked'],
        description: 'Security channel',
      },
    ],
  }),
  change: requestShape('ChangeWebhookEndpoint', changeEndpointBody, {
    description: 'What is to change; what is not named stays',
    examples: [{ status: 'disabled' }],
  }),
  nothing: requestShape('Nothing', z.strictObject({}), {
    description: 'Nothing: an empty object, or no body at all',
    examples: [{}],
  }),
};
