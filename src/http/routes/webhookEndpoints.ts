/** Webhook endpoints: create, list, show, change, rotate the signing secret, delete. */
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type {
  EndpointOutcome,
  EndpointTarget,
  WebhookEndpointCommands,
} from '../../commands/webhookEndpoints.ts';
import { noSuchEndpoint } from '../../domain/webhookEndpoint.ts';
import type { Effects } from '../../projections/effects.ts';
import type { ReadModels } from '../../projections/readModels.ts';
import type { EndpointView } from '../../projections/webhookEndpoints.ts';
import { readJson } from '../body.ts';
import {
  changeWebhookEndpoint,
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  listWebhookEndpoints,
  rotateWebhookSecret,
  showWebhookEndpoint,
} from '../contracts/webhooks.ts';
import type { Answer, Endpoint } from '../endpoint.ts';
import type { Contract } from '../openapi/contract.ts';
import { admins, callerOf, forRoles, readers } from '../principal.ts';
import { problem } from '../problem.ts';
import { note } from '../exchange.ts';
import { endpointIdOf, ifMatchOf, parse } from '../schemas.ts';
import type { Principal, TokenVerifier } from '../tokens.ts';
import { unproven } from '../unproven.ts';

export interface WebhookEndpointOptions {
  readonly commands: WebhookEndpointCommands;
  readonly readModels: Pick<ReadModels, 'findEndpoint' | 'listEndpoints'>;
  readonly effects: Effects;
  readonly tokens: TokenVerifier;
  /** Where these endpoints are, for `Location`. */
  readonly basePath: string;
}

/** Every event of a merchant's key is delivered to each. Of several creations at once, some may go beyond it. */
const maxEndpoints = 20;

/** What a command led to; `secret` when it made one, which only its answer shows. */
type Outcome = EndpointOutcome & { readonly secret?: string };

export function webhookEndpointRoutes(options: WebhookEndpointOptions): readonly Endpoint[] {
  const { commands, readModels, effects, tokens, basePath } = options;
  const protect = forRoles(tokens);

  async function find({ merchantId }: Principal, endpointId: string, response: Response) {
    const endpoint = await readModels.findEndpoint(merchantId, endpointId);
    if (endpoint === undefined) throw noSuchEndpoint();
    note(response, { endpointId });
    return endpoint;
  }

  /**
   * A command is answered when whatever delivers sees what it did. When that cannot be told, the event stands all the
   * same, so a new secret goes with the 503.
   */
  async function settled(
    { endpointId, revision, secret }: Outcome,
    response: Response,
    answer: () => Answer | Promise<Answer>,
  ): Promise<Answer> {
    note(response, { endpointId });
    try {
      await effects.shown(endpointId, revision);
      return await answer();
    } catch (error) {
      note(response, { fault: String(error) });
      return unproven('webhook endpoint', endpointId, secret === undefined ? {} : { secret });
    }
  }

  /** A command on one endpoint, and what is answered when it holds. */
  function change<T>(
    contract: Contract & { readonly body: z.ZodType<T> },
    command: (target: EndpointTarget, input: T) => Promise<Outcome>,
    answer: (outcome: Outcome, principal: Principal, response: Response) => Answer | Promise<Answer> = shown,
  ): Endpoint {
    const handle = protect(admins, async (request, response, principal) => {
      const target = {
        endpointId: endpointIdOf(request),
        caller: callerOf(principal, response),
        ifMatch: ifMatchOf(request),
      };
      const input = parse(contract.body, await readJson(request, response));
      await effects.expected();
      const outcome = await command(target, input);
      return settled(outcome, response, () => answer(outcome, principal, response));
    });
    return { ...contract, handle };
  }

  async function shown({ endpointId, secret }: Outcome, principal: Principal, response: Response) {
    return endpointAnswer(200, await find(principal, endpointId, response), secret);
  }

  async function create(request: Request, response: Response, principal: Principal): Promise<Answer> {
    const input = parse(createWebhookEndpoint.body, await readJson(request, response));
    await effects.expected();
    const { items } = await readModels.listEndpoints(principal.merchantId, { limit: maxEndpoints });
    if (items.length >= maxEndpoints) {
      const message = `There are ${maxEndpoints} webhook endpoints already, and no more are possible. Delete one first`;
      throw problem(409, 'TOO_MANY_ENDPOINTS', message);
    }
    const created = await commands.create(input, callerOf(principal, response));
    const { headers, ...answer } = await settled(created, response, async () =>
      endpointAnswer(201, await find(principal, created.endpointId, response), created.secret),
    );
    const location = `${basePath}${createWebhookEndpoint.path}/${created.endpointId}`;
    return { ...answer, headers: { ...headers, Location: location } };
  }

  return [
    { ...createWebhookEndpoint, handle: protect(admins, create) },
    {
      ...listWebhookEndpoints,
      handle: protect(readers, async (request, _, { merchantId }) => ({
        status: 200,
        body: await readModels.listEndpoints(
          merchantId,
          parse(listWebhookEndpoints.query, request.query, 'query'),
        ),
      })),
    },
    {
      ...showWebhookEndpoint,
      handle: protect(readers, async (request, response, principal) =>
        endpointAnswer(200, await find(principal, endpointIdOf(request), response)),
      ),
    },
    change(changeWebhookEndpoint, (target, input) => commands.change(target, input)),
    change(
      deleteWebhookEndpoint,
      (target) => commands.remove(target),
      () => ({ status: 204 }),
    ),
    change(rotateWebhookSecret, (target) => commands.rotateSecret(target)),
  ];
}

function endpointAnswer(status: number, endpoint: EndpointView, secret?: string): Answer {
  const body = secret === undefined ? endpoint : { ...endpoint, secret };
  return { status, body, headers: { ETag: `"${endpoint.revision}"` } };
}
