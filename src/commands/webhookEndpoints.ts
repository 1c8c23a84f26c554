/** What can be done to a webhook endpoint. Each answers with the revision that the read model must show. */
import { randomUUID } from 'node:crypto';
import { DomainError } from '../domain/errors.ts';
import { serviceActor } from '../domain/events.ts';
import {
  decide,
  evolve,
  initialState,
  noSuchEndpoint,
  type EndpointCommand,
  type EndpointState,
} from '../domain/webhookEndpoint.ts';
import { webhookCodec, webhookStream, type WebhookEvent } from '../domain/webhookEvents.ts';
import { currentSecret } from '../domain/webhookSecret.ts';
import { inTypeOrder } from '../domain/webhookTypes.ts';
import { canonicalWebhookUrl, type WebhookUrlRules } from '../domain/webhookUrl.ts';
import type { EventStore } from '../stores/eventStore.ts';
import { handle, load, type Aggregate, type Caller, type Loaded } from './handle.ts';

/** Shapes are checked, meanings are not. */
export interface CreateEndpointInput {
  readonly url: string;
  readonly events: readonly string[];
  readonly description?: string | null | undefined;
}

/** `undefined` keeps what is there; a `description` of `null` takes it away. */
export interface ChangeEndpointInput extends Partial<CreateEndpointInput> {
  readonly status?: 'enabled' | 'disabled' | undefined;
}

/** Where a command left its endpoint. */
export interface EndpointOutcome {
  readonly endpointId: string;
  readonly revision: bigint;
}

/** With the new signing secret, which is shown this once. */
export interface SecretOutcome extends EndpointOutcome {
  readonly secret: string;
}

/** Which endpoint, who calls, and the revision that the caller saw (`If-Match`), when they say. */
export interface EndpointTarget {
  readonly endpointId: string;
  readonly caller: Caller;
  readonly ifMatch?: bigint | undefined;
}

/**
 * Every command throws a `DomainError` when it is refused, and `EventStoreUnavailable` when the event store does not
 * answer. An endpoint of another merchant, or a deleted one, is ENDPOINT_NOT_FOUND.
 */
export interface WebhookEndpointCommands {
  create(input: CreateEndpointInput, caller: Caller): Promise<SecretOutcome>;
  change(target: EndpointTarget, input: ChangeEndpointInput): Promise<EndpointOutcome>;
  rotateSecret(target: EndpointTarget): Promise<SecretOutcome>;
  remove(target: EndpointTarget): Promise<EndpointOutcome>;
}

export interface WebhookEndpointCommandsOptions {
  readonly eventStore: EventStore;
  readonly webhookKey: Buffer;
  readonly urlRules: WebhookUrlRules;
  readonly now: () => Date;
}

const aggregate: Aggregate<EndpointState, EndpointCommand, WebhookEvent> = {
  noun: 'webhook endpoint',
  stream: webhookStream,
  initialState,
  decide,
  evolve,
  codec: webhookCodec,
};

type Existing = Loaded<Extract<EndpointState, { readonly endpointId: string }>>;

export function webhookEndpointCommands(options: WebhookEndpointCommandsOptions): WebhookEndpointCommands {
  const { eventStore, webhookKey, urlRules, now } = options;

  async function run(
    loaded: Loaded<EndpointState>,
    endpointId: string,
    command: EndpointCommand,
    { actor, requestId }: Caller,
  ): Promise<EndpointOutcome> {
    const context = { now: now(), actor, requestId };
    return {
      endpointId,
      revision: await handle(eventStore, aggregate, loaded, endpointId, command, context),
    };
  }

  async function existing({ endpointId, caller, ifMatch }: EndpointTarget): Promise<Existing> {
    const { state, revision } = await load(eventStore, aggregate, endpointId);
    if (state.status === 'none' || state.status === 'deleted') throw noSuchEndpoint();
    if (state.merchantId !== caller.merchantId) throw noSuchEndpoint();
    if (ifMatch !== undefined && ifMatch !== revision) {
      throw new DomainError(
        'REVISION_MISMATCH',
        `The webhook endpoint is at revision ${revision}, not ${ifMatch}. Read it again`,
      );
    }
    return { state, revision };
  }

  return {
    async create({ url, events, description = null }, caller) {
      const endpointId = `whe_${randomUUID().replaceAll('-', '')}`;
      const command: EndpointCommand = {
        type: 'CreateEndpoint',
        endpointId,
        merchantId: caller.merchantId,
        url: canonicalWebhookUrl(url, urlRules),
        events: inTypeOrder(events),
        description,
      };
      const outcome = await run({ state: initialState, revision: undefined }, endpointId, command, caller);
      return { ...outcome, secret: currentSecret({ endpointId, serial: 1 }, webhookKey) };
    },

    async change(target, { url, events, description, status }) {
      const command: EndpointCommand = {
        type: 'ChangeEndpoint',
        ...(url !== undefined && { url: canonicalWebhookUrl(url, urlRules) }),
        ...(events !== undefined && { events: inTypeOrder(events) }),
        ...(description !== undefined && { description }),
        ...(status !== undefined && { status }),
      };
      return run(await existing(target), target.endpointId, command, target.caller);
    },

    async rotateSecret(target) {
      const { endpointId, caller } = target;
      const loaded = await existing(target);
      const outcome = await run(loaded, endpointId, { type: 'RotateSecret' }, caller);
      // Nobody rotated in between: the append would have been refused.
      const serial = loaded.state.serial + 1;
      return { ...outcome, secret: currentSecret({ endpointId, serial }, webhookKey) };
    },

    async remove(target) {
      return run(await existing(target), target.endpointId, { type: 'DeleteEndpoint' }, target.caller);
    },
  };
}

/**
 * Disables an endpoint because of what deliveries to `url` met; nobody asked for it, so the actor is the service. Changes
 * nothing when it is disabled or deleted already, or has another URL by now.
 * @throws EventStoreUnavailable
 */
export async function disableEndpoint(
  eventStore: EventStore,
  endpointId: string,
  { url, reason, now }: { readonly url: string; readonly reason: string; readonly now: Date },
): Promise<void> {
  const command: EndpointCommand = { type: 'DisableEndpoint', url, reason };
  try {
    const loaded = await load(eventStore, aggregate, endpointId);
    await handle(eventStore, aggregate, loaded, endpointId, command, { now, actor: serviceActor });
  } catch (error) {
    const code = error instanceof DomainError ? error.code : undefined;
    if (code === 'ENDPOINT_NOT_FOUND') return;
    if (code !== 'CONFLICT') throw error;
    // Another change came first; what is right now is decided on what it left.
    return disableEndpoint(eventStore, endpointId, { url, reason, now });
  }
}
