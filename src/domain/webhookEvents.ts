/** The events of a webhook endpoint, as they stand in its stream `webhookEndpoint-<id>`. */
import { z } from 'zod';
import { eventCodec, instant, type EventIn } from './events.ts';

export const webhookStreamPrefix = 'webhookEndpoint-';

/** The stream of a webhook endpoint. */
export function webhookStream(endpointId: string): string {
  return webhookStreamPrefix + endpointId;
}

const text = z.string();
const target = { url: text, events: z.array(text).readonly(), description: text.nullable() };

const WebhookEndpointCreated = z.strictObject({ endpointId: text, merchantId: text, ...target });
/** The full new values, whichever of them changed. */
const WebhookEndpointChanged = z.strictObject(target);
/** `reason` is null when somebody switched it off; who that was is the actor. */
const WebhookEndpointDisabled = z.strictObject({ reason: text.nullable() });
const WebhookEndpointEnabled = z.strictObject({});
/** The secret itself is derived from the endpoint and `serial`; the one before signs too until `previousEndsAt`. */
const WebhookSecretRotated = z.strictObject({ serial: z.int().min(1), previousEndsAt: instant });
const WebhookEndpointDeleted = z.strictObject({});

const catalogue = {
  WebhookEndpointCreated: [WebhookEndpointCreated],
  WebhookEndpointChanged: [WebhookEndpointChanged],
  WebhookEndpointDisabled: [WebhookEndpointDisabled],
  WebhookEndpointEnabled: [WebhookEndpointEnabled],
  WebhookSecretRotated: [WebhookSecretRotated],
  WebhookEndpointDeleted: [WebhookEndpointDeleted],
} as const;

export type WebhookEvent = EventIn<typeof catalogue>;

export const webhookCodec = eventCodec(catalogue);
