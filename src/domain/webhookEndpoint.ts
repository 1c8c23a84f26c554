/**
 * The decider of a webhook endpoint: where a merchant wants to be told of what. Its signing secret is derived from its
 * id and a serial (`webhookSecret.ts`), so the events hold none. Pure; the clock comes in with the command.
 */
import { DomainError } from './errors.ts';
import type { Occurrence } from './events.ts';
import type { WebhookEvent } from './webhookEvents.ts';

/** How long the outgoing secret signs beside the new one. */
export const rotationOverlapSeconds = 24 * 60 * 60;

/** What the merchant sets: where to, which types in the catalogue's order, and a note for people. */
export interface Target {
  readonly url: string;
  readonly events: readonly string[];
  readonly description: string | null;
}

interface Endpoint extends Target {
  readonly endpointId: string;
  readonly merchantId: string;
  readonly serial: number;
  /** Until when the secret before signs too; may be past. `null` before the first rotation. */
  readonly previousEndsAt: string | null;
}

export type EndpointState =
  | { readonly status: 'none' }
  | (Endpoint & { readonly status: 'enabled' })
  | (Endpoint & { readonly status: 'disabled' })
  | { readonly status: 'deleted' };

export type EndpointCommand =
  | ({ readonly type: 'CreateEndpoint'; readonly endpointId: string; readonly merchantId: string } & Target)
  /** What is not named stays. */
  | ({ readonly type: 'ChangeEndpoint'; readonly status?: 'enabled' | 'disabled' } & Partial<Target>)
  /** From deliveries to `url`; one that has moved on meanwhile is not meant. */
  | { readonly type: 'DisableEndpoint'; readonly url: string; readonly reason: string }
  | { readonly type: 'RotateSecret' }
  | { readonly type: 'DeleteEndpoint' };

/** Who commands, and when. */
export interface CommandContext {
  readonly now: Date;
  readonly actor: string;
}

export const initialState: EndpointState = { status: 'none' };

/**
 * The events that a command leads to; none when it changes nothing.
 * @throws DomainError when the command is refused: ENDPOINT_NOT_FOUND (also when it is deleted), CONFLICT (exists already).
 */
export function decide(
  command: EndpointCommand,
  state: EndpointState,
  { now, actor }: CommandContext,
): readonly WebhookEvent[] {
  const occurrence = { at: now.toISOString(), actor };

  if (command.type === 'CreateEndpoint') {
    if (state.status !== 'none') throw new DomainError('CONFLICT', 'This webhook endpoint exists already');
    const { type: _, ...data } = command;
    return [{ type: 'WebhookEndpointCreated', ...occurrence, data }];
  }
  if (state.status === 'none' || state.status === 'deleted') throw noSuchEndpoint();

  switch (command.type) {
    case 'ChangeEndpoint': {
      const { url = state.url, events = state.events, description = state.description, status } = command;
      const changed = { url, events: [...events], description };
      return [
        ...(isSameTarget(changed, state)
          ? []
          : [{ type: 'WebhookEndpointChanged' as const, ...occurrence, data: changed }]),
        ...(status === undefined || status === state.status ? [] : [switched(status, occurrence)]),
      ];
    }
    case 'DisableEndpoint':
      return state.status === 'disabled' || state.url !== command.url
        ? []
        : [{ type: 'WebhookEndpointDisabled', ...occurrence, data: { reason: command.reason } }];
    case 'RotateSecret': {
      const previousEndsAt = new Date(now.getTime() + rotationOverlapSeconds * 1000).toISOString();
      return [
        {
          type: 'WebhookSecretRotated',
          ...occurrence,
          data: { serial: state.serial + 1, previousEndsAt },
        },
      ];
    }
    case 'DeleteEndpoint':
      return [{ type: 'WebhookEndpointDeleted', ...occurrence, data: {} }];
    default:
      return unreachable(command);
  }
}

/** The state after an event. */
export function evolve(state: EndpointState, event: WebhookEvent): EndpointState {
  if (event.type === 'WebhookEndpointCreated') {
    return { status: 'enabled', ...event.data, serial: 1, previousEndsAt: null };
  }
  if (state.status === 'none' || state.status === 'deleted') return state;

  switch (event.type) {
    case 'WebhookEndpointChanged':
    case 'WebhookSecretRotated':
      return { ...state, ...event.data };
    case 'WebhookEndpointDisabled':
      return { ...state, status: 'disabled' };
    case 'WebhookEndpointEnabled':
      return { ...state, status: 'enabled' };
    case 'WebhookEndpointDeleted':
      return { status: 'deleted' };
    default:
      return unreachable(event);
  }
}

/** What another merchant's endpoint, a deleted one and an unknown one look like. */
export function noSuchEndpoint(): DomainError {
  return new DomainError('ENDPOINT_NOT_FOUND', 'There is no such webhook endpoint');
}

function switched(status: 'enabled' | 'disabled', occurrence: Occurrence): WebhookEvent {
  return status === 'enabled'
    ? { type: 'WebhookEndpointEnabled', ...occurrence, data: {} }
    : { type: 'WebhookEndpointDisabled', ...occurrence, data: { reason: null } };
}

function isSameTarget(a: Target, b: Target): boolean {
  return a.url === b.url && a.description === b.description && a.events.join() === b.events.join();
}

function unreachable(value: never): never {
  throw new Error(`Unhandled: ${JSON.stringify(value)}`);
}
