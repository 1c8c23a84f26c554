/** One attempt: a signed POST, and what came of it. Standard Webhooks: https://www.standardwebhooks.com */
import { readFileSync } from 'node:fs';
import { Webhook } from 'standardwebhooks';
import { Client, type Dispatcher } from 'undici';
import { retryAfterSeconds } from '../../domain/retries.ts';
import { outcomeOf, type AttemptOutcome } from '../../domain/webhookDelivery.ts';
import { signingSecrets } from '../../domain/webhookSecret.ts';
import type { DeliveryTarget } from '../../projections/deliveryTarget.ts';
import { checkedConnector, type ConnectionRules } from './connection.ts';
import { AttemptTimeout, failureOf } from './failures.ts';

export interface AttemptOptions extends ConnectionRules {
  readonly webhookKey: Buffer;
  /** How long all of it may take, from the name's resolution to the end of the answer, in milliseconds. */
  readonly timeoutMs: number;
}

export interface Message {
  /** The `webhook-id`. */
  readonly messageId: string;
  readonly payload: unknown;
}

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const userAgent = `Keyledger-Webhooks/${version}`;
/** Of an answer's body, which says nothing to us, so much is let through before the connection is cut. */
const mostBodyBytes = 64 * 1024;

/**
 * Never throws for what the receiver does or fails to do.
 * @param now the instant that is signed, and by which secrets end
 * @throws what the signal is aborted with
 */
export async function attemptDelivery(
  { messageId, payload }: Message,
  target: DeliveryTarget,
  options: AttemptOptions,
  { now, signal }: { readonly now: Date; readonly signal: AbortSignal },
): Promise<AttemptOutcome> {
  signal.throwIfAborted();
  const body = JSON.stringify(payload);
  const signatures = signingSecrets(target, options.webhookKey, now).map((secret) =>
    new Webhook(secret).sign(messageId, now, body),
  );
  const headers = {
    'content-type': 'application/json',
    'user-agent': userAgent,
    'webhook-id': messageId,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': signatures.join(' '),
  };
  const ending = new AbortController();
  const abort = () => ending.abort(signal.reason);
  const timer = setTimeout(() => ending.abort(new AttemptTimeout()), options.timeoutMs);
  signal.addEventListener('abort', abort, { once: true });
  try {
    const { statusCode, retryAfter } = await post(new URL(target.url), headers, body, options, ending.signal);
    return outcomeOf(statusCode, retryAfterSeconds(retryAfter, now));
  } catch (error) {
    signal.throwIfAborted();
    return {
      delivered: false,
      error: failureOf(ending.signal.aborted ? ending.signal.reason : error),
      statusCode: null,
    };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

interface Reply {
  readonly statusCode: number;
  readonly retryAfter: string | undefined;
}

/** On a connection of its own, which ends with it. Redirects are answers like any other. */
async function post(
  url: URL,
  headers: Record<string, string>,
  body: string,
  options: AttemptOptions,
  signal: AbortSignal,
): Promise<Reply> {
  const client = new Client(url.origin, {
    connect: checkedConnector(url, options, { signal, timeoutMs: options.timeoutMs }),
    pipelining: 0,
  });
  try {
    const reply = await client.request({
      method: 'POST',
      path: url.pathname + url.search,
      headers,
      body,
      signal,
    });
    await drain(reply.body);
    const retryAfter = reply.headers['retry-after'];
    return {
      statusCode: reply.statusCode,
      retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
    };
  } finally {
    await client.destroy();
  }
}

async function drain(body: Dispatcher.ResponseData['body']): Promise<void> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += (chunk as Buffer).length;
    if (bytes > mostBodyBytes) return; // which destroys it
  }
}
