/** A receiver of webhooks as a merchant would write one: it verifies each with the `standardwebhooks` library. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import type { Json } from './client.ts';

export interface ReceivedWebhook {
  /** The `webhook-id`. */
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly data: Json;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Those of the trusted secrets under which it verifies. */
  readonly secrets: readonly string[];
}

export interface WebhookReceiver {
  /** Append a path to tell endpoints apart. */
  readonly url: string;
  /** A secret under which webhooks are good. Without any, all are refused. */
  trust(secret: string): void;
  /** Every webhook that verified, in the order of arrival. */
  readonly received: readonly ReceivedWebhook[];
  /** What did not verify, and why. */
  readonly refused: readonly string[];
  stop(): Promise<void>;
}

/** How to answer a webhook that verified. */
export type Respond = (response: ServerResponse, webhook: ReceivedWebhook) => void;

const taken: Respond = (response) => response.writeHead(204).end();

export async function startWebhookReceiver(respond: Respond = taken): Promise<WebhookReceiver> {
  const secrets = new Set<string>();
  const received: ReceivedWebhook[] = [];
  const refused: string[] = [];

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const good = [...secrets].filter((secret) => verifies(secret, body, request.headers));
    if (good.length === 0) {
      refused.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`);
      response.writeHead(401).end();
      return;
    }
    const webhook = {
      ...(JSON.parse(body) as Pick<ReceivedWebhook, 'type' | 'timestamp' | 'data'>),
      id: String(request.headers['webhook-id']),
      path: request.url ?? '',
      headers: request.headers,
      secrets: good,
    };
    received.push(webhook);
    respond(response, webhook);
  }

  const server = createServer((request, response) => {
    // A sender that breaks off has sent nothing.
    take(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    trust: (secret) => void secrets.add(secret),
    received,
    refused,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function verifies(secret: string, body: string, headers: IncomingHttpHeaders): boolean {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}
