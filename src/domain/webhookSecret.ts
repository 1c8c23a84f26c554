/**
 * The secrets that sign webhooks (Standard Webhooks: `whsec_` and 32 bytes in base64). They are derived from the
 * installation's webhook key, so that no store holds one; a rotation raises the serial, and so makes another.
 */
import { createHmac } from 'node:crypto';
import { hasEnded } from './expiry.ts';

/** Which secrets an endpoint has. */
export interface SecretSerials {
  readonly endpointId: string;
  /** Of the current secret; the one before has the serial below. */
  readonly serial: number;
  /** Until when the one before signs too, ISO 8601 UTC; `null` when there is none. */
  readonly previousEndsAt: string | null;
}

/** The endpoint's current secret, which is shown at creation and rotation only. */
export function currentSecret(
  { endpointId, serial }: Omit<SecretSerials, 'previousEndsAt'>,
  webhookKey: Buffer,
): string {
  return derive(endpointId, serial, webhookKey);
}

/** The secrets that sign a delivery at `now`, newest first: two for a day after a rotation, else one. */
export function signingSecrets(
  endpoint: SecretSerials,
  webhookKey: Buffer,
  now: Date,
): readonly [string, ...string[]] {
  const { endpointId, serial, previousEndsAt } = endpoint;
  const current = currentSecret(endpoint, webhookKey);
  if (previousEndsAt === null || hasEnded(previousEndsAt, now)) return [current];
  return [current, derive(endpointId, serial - 1, webhookKey)];
}

/** The first line keeps this use of the key apart from every other; ids hold no line ends. */
function derive(endpointId: string, serial: number, webhookKey: Buffer): string {
  const message = `keyledger webhook signing secret\n${endpointId}\n${serial}`;
  return `whsec_${createHmac('sha256', webhookKey).update(message).digest('base64')}`;
}
