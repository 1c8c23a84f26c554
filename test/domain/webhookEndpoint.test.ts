import { describe, expect, it } from 'vitest';
import { decide, evolve, initialState, rotationOverlapSeconds } from '../../src/domain/webhookEndpoint.ts';
import type { EndpointCommand, EndpointState } from '../../src/domain/webhookEndpoint.ts';
import type { WebhookEvent } from '../../src/domain/webhookEvents.ts';
import { actor, after, refusalOf, start } from './given.ts';

const target = {
  url: 'https://example.com/hooks',
  events: ['api_key.created', 'api_key.revoked'],
  description: 'Billing',
};
const creation = { endpointId: 'whe_1', merchantId: 'm_1', ...target };

type DataOf<T extends WebhookEvent['type']> = Extract<WebhookEvent, { type: T }>['data'];
const event = <T extends WebhookEvent['type']>(type: T, data: DataOf<T>, seconds = 0) =>
  ({ type, at: after(seconds), actor, data }) as unknown as WebhookEvent;

const created = event('WebhookEndpointCreated', creation);
const disabled = (reason: string | null, seconds = 10) =>
  event('WebhookEndpointDisabled', { reason }, seconds);
const enabled = event('WebhookEndpointEnabled', {}, 20);
const deleted = event('WebhookEndpointDeleted', {}, 30);

const stateOf = (...history: readonly WebhookEvent[]): EndpointState => history.reduce(evolve, initialState);
const when = (history: readonly WebhookEvent[], command: EndpointCommand, seconds = 60) =>
  decide(command, stateOf(...history), { now: new Date(start + seconds * 1000), actor });

const create: EndpointCommand = { type: 'CreateEndpoint', ...creation };
const change = (changes: Omit<Extract<EndpointCommand, { type: 'ChangeEndpoint' }>, 'type'>) =>
  ({ type: 'ChangeEndpoint', ...changes }) as const;
const rotate: EndpointCommand = { type: 'RotateSecret' };
const remove: EndpointCommand = { type: 'DeleteEndpoint' };
const disable = (url = target.url): EndpointCommand => ({ type: 'DisableEndpoint', url, reason: 'gone' });

describe('every command in every state', () => {
  const histories = {
    none: [],
    enabled: [created],
    disabled: [created, disabled('gone')],
    deleted: [created, deleted],
  } as const;
  const commands = {
    create,
    move: change({ url: 'https://example.com/other' }),
    enable: change({ status: 'enabled' }),
    switchOff: change({ status: 'disabled' }),
    disable: disable(),
    rotate,
    remove,
  };
  const nowhere = { none: 'ENDPOINT_NOT_FOUND', deleted: 'ENDPOINT_NOT_FOUND' };
  const outcomes: Record<keyof typeof commands, Record<keyof typeof histories, string>> = {
    create: {
      none: 'WebhookEndpointCreated',
      enabled: 'CONFLICT',
      disabled: 'CONFLICT',
      deleted: 'CONFLICT',
    },
    move: { ...nowhere, enabled: 'WebhookEndpointChanged', disabled: 'WebhookEndpointChanged' },
    enable: { ...nowhere, enabled: '', disabled: 'WebhookEndpointEnabled' },
    switchOff: { ...nowhere, enabled: 'WebhookEndpointDisabled', disabled: '' },
    disable: { ...nowhere, enabled: 'WebhookEndpointDisabled', disabled: '' },
    rotate: { ...nowhere, enabled: 'WebhookSecretRotated', disabled: 'WebhookSecretRotated' },
    remove: { ...nowhere, enabled: 'WebhookEndpointDeleted', disabled: 'WebhookEndpointDeleted' },
  };
  const cases = Object.entries(outcomes).flatMap(([command, byState]) =>
    Object.entries(byState).map(([state, outcome]) => ({
      command: command as keyof typeof commands,
      state: state as keyof typeof histories,
      outcome,
    })),
  );

  it.each(cases)('$command when $state: "$outcome"', ({ command, state, outcome }) => {
    const attempt = () => when(histories[state], commands[command]);
    if (/^[A-Z_]+$/.test(outcome)) expect(refusalOf(attempt).code).toBe(outcome);
    else expect(attempt().map(({ type }) => type)).toEqual(outcome === '' ? [] : [outcome]);
  });
});

describe('a change', () => {
  it('says all three values, whichever changed', () => {
    expect(when([created], change({ description: null }))).toEqual([
      event('WebhookEndpointChanged', { ...target, description: null }, 60),
    ]);
  });

  it('to what is there already changes nothing', () => {
    expect(when([created], change({ ...target, status: 'enabled' }))).toEqual([]);
  });

  it('may move and enable at once, in this order: nothing goes to the place that was given up', () => {
    const url = 'https://example.com/new';
    const events = when([created, disabled('gone')], change({ url, status: 'enabled' }));
    expect(events.map(({ type }) => type)).toEqual(['WebhookEndpointChanged', 'WebhookEndpointEnabled']);
    expect(stateOf(created, disabled('gone'), ...events)).toMatchObject({ status: 'enabled', url });
  });

  it('that switches off leaves no reason but who did it', () => {
    expect(when([created], change({ status: 'disabled' }))).toEqual([disabled(null, 60)]);
  });

  it('of the list of types is one also when only their number differs', () => {
    expect(when([created], change({ events: ['api_key.created'] }))).toHaveLength(1);
  });
});

describe('disabling because of what deliveries met', () => {
  it('carries the reason', () => {
    expect(when([created], disable())).toEqual([disabled('gone', 60)]);
  });

  it('does not touch an endpoint that has moved on meanwhile', () => {
    expect(when([created], disable('https://example.com/former'))).toEqual([]);
  });

  it('happens again after somebody enabled it', () => {
    expect(when([created, disabled('gone'), enabled], disable())).toHaveLength(1);
  });
});

describe('rotating the secret', () => {
  const rotated = (serial: number, seconds: number) =>
    event(
      'WebhookSecretRotated',
      { serial, previousEndsAt: after(seconds + rotationOverlapSeconds) },
      seconds,
    );

  it('raises the serial; the one before signs for a day more', () => {
    expect(stateOf(created)).toMatchObject({ serial: 1, previousEndsAt: null });
    expect(when([created], rotate)).toEqual([rotated(2, 60)]);
  });

  it('twice within the day leaves the two newest', () => {
    expect(when([created, rotated(2, 60)], rotate, 120)).toEqual([rotated(3, 120)]);
    expect(stateOf(created, rotated(2, 60), rotated(3, 120))).toMatchObject({
      serial: 3,
      previousEndsAt: after(120 + rotationOverlapSeconds),
    });
  });
});
