/** What was delivered to a webhook endpoint and how it went; a test, and one more try. */
import type { Request, Response } from 'express';
import { noSuchEndpoint } from '../../domain/webhookEndpoint.ts';
import type { Effects } from '../../projections/effects.ts';
import type { ReadModels } from '../../projections/readModels.ts';
import type { DeliveryOwner, WebhookDeliveries } from '../../projections/webhookDeliveries.ts';
import { readJson } from '../body.ts';
import { listDeliveries, retryDelivery, testWebhookEndpoint } from '../contracts/webhooks.ts';
import type { Endpoint } from '../endpoint.ts';
import { admins, forRoles, readers } from '../principal.ts';
import { problem } from '../problem.ts';
import { note } from '../exchange.ts';
import { endpointIdOf, parse } from '../schemas.ts';
import type { Principal, TokenVerifier } from '../tokens.ts';

export interface WebhookDeliveryOptions {
  readonly deliveries: WebhookDeliveries;
  readonly readModels: Pick<ReadModels, 'findEndpoint'>;
  readonly effects: Pick<Effects, 'expected'>;
  readonly tokens: TokenVerifier;
  readonly now: () => Date;
}

/** With so many that wait, a test says nothing any more. Of several at once, some may go beyond it. */
const mostPending = 100;

export function webhookDeliveryRoutes(options: WebhookDeliveryOptions): readonly Endpoint[] {
  const { deliveries, readModels, effects, tokens, now } = options;
  const protect = forRoles(tokens);

  async function find({ merchantId }: Principal, request: Request, response: Response) {
    const endpointId = endpointIdOf(request);
    const found = await readModels.findEndpoint(merchantId, endpointId);
    if (found === undefined) throw noSuchEndpoint();
    note(response, { endpointId });
    return { owner: { merchantId, endpointId }, status: found.status };
  }

  /** The endpoint of a request that has something sent: it is enabled, and somebody runs who sends. */
  async function findReady(
    { body }: Pick<typeof testWebhookEndpoint, 'body'>,
    principal: Principal,
    request: Request,
    response: Response,
  ): Promise<DeliveryOwner> {
    parse(body, await readJson(request, response));
    await effects.expected();
    const { owner, status } = await find(principal, request, response);
    if (status === 'enabled') return owner;
    throw problem(409, 'ENDPOINT_DISABLED', 'This webhook endpoint is disabled. Enable it first');
  }

  return [
    {
      ...listDeliveries,
      handle: protect(readers, async (request, response, principal) => {
        const { limit, cursor, ...filter } = parse(listDeliveries.query, request.query, 'query');
        const { owner } = await find(principal, request, response);
        return { status: 200, body: await deliveries.list(owner, filter, { limit, cursor }) };
      }),
    },
    {
      ...testWebhookEndpoint,
      handle: protect(admins, async (request, response, principal) => {
        const owner = await findReady(testWebhookEndpoint, principal, request, response);
        if ((await deliveries.pending(owner, mostPending)) === mostPending) throw tooManyPending();
        return { status: 202, body: await deliveries.test(owner, now()) };
      }),
    },
    {
      ...retryDelivery,
      handle: protect(admins, async (request, response, principal) => {
        const owner = await findReady(retryDelivery, principal, request, response);
        const delivery = await deliveries.retry(owner, deliveryIdOf(request));
        if (delivery === undefined) throw noSuchDelivery();
        return { status: 202, body: delivery };
      }),
    },
  ];
}

function deliveryIdOf(request: Request): string {
  const { deliveryId } = request.params;
  if (typeof deliveryId === 'string' && /^\w{1,100}$/.test(deliveryId)) return deliveryId;
  throw noSuchDelivery();
}

function tooManyPending() {
  const message = `At least ${mostPending} deliveries to this webhook endpoint wait already. Wait until they are made, or disable it and enable it again to give them up`;
  return problem(409, 'TOO_MANY_PENDING', message);
}

function noSuchDelivery() {
  return problem(404, 'NOT_FOUND', 'There is no such delivery');
}
