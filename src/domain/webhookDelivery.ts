/** The words of a webhook's way to one endpoint: what becomes of the delivery, and how an attempt can end. */

/** `dead`: given up after the last retry. `cancelled`: the endpoint was disabled or deleted first. */
export const deliveryStatuses = ['pending', 'delivered', 'dead', 'cancelled'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** The type of a delivery that was asked for to try an endpoint out; all others are about a key. */
export const testType = 'webhook.test';

/**
 * Why an attempt failed. A closed list: what an attempt meets (which may be somebody's inside) must not be told to
 * whoever chose the URL.
 */
export const failureCodes = [
  'timeout',
  'dns',
  'address_not_allowed',
  'connection_refused',
  'connection_failed',
  'tls',
  'invalid_response',
  'redirect',
  'gone',
  'http_status',
] as const;
export type FailureCode = (typeof failureCodes)[number];

export type AttemptOutcome =
  | { readonly delivered: true; readonly statusCode: number }
  | {
      readonly delivered: false;
      readonly error: FailureCode;
      /** `null` when no answer came. */
      readonly statusCode: number | null;
      /** Seconds that the receiver asked us to wait. */
      readonly retryAfter?: number | undefined;
    };

/**
 * The `webhook-id`: the same for every endpoint and every attempt, so that a receiver knows what it has seen.
 * @param eventId the UUID of the event that it is about
 */
export function messageId(eventId: string): string {
  return `msg_${eventId.replaceAll('-', '').toLowerCase()}`;
}

/**
 * What a status code means (Standard Webhooks): 2xx is taken, 410 asks us to send no more, and a redirect is not
 * followed, for it would lead past the checks of the URL.
 */
export function outcomeOf(statusCode: number, retryAfter?: number): AttemptOutcome {
  if (statusCode >= 200 && statusCode < 300) return { delivered: true, statusCode };
  if (statusCode === 410) return { delivered: false, error: 'gone', statusCode };
  if (statusCode >= 300 && statusCode < 400) return { delivered: false, error: 'redirect', statusCode };
  const asksToWait = statusCode === 429 || statusCode === 503;
  return {
    delivered: false,
    error: 'http_status',
    statusCode,
    ...(asksToWait && retryAfter !== undefined && { retryAfter }),
  };
}
