/** The commands on webhook endpoints against a real event store: what they write, what they refuse, who wins a race. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  disableEndpoint,
  webhookEndpointCommands,
  type WebhookEndpointCommands,
} from '../../src/commands/webhookEndpoints.ts';
import { webhookStream } from '../../src/domain/webhookEvents.ts';
import { signingSecrets } from '../../src/domain/webhookSecret.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';

const webhookKey = randomBytes(32);
const caller = { actor: 'alice', merchantId: 'm_1', requestId: 'req_1' };
const start = new Date('2026-06-01T00:00:00.000Z');
const day = 24 * 60 * 60 * 1000;
const url = 'https://example.com/hooks';
const input = { url, events: ['api_key.revoked', 'api_key.created'] };

let stores: TestStores;
let commands: WebhookEndpointCommands;
let now: Date;

beforeAll(async () => {
  stores = await startTestStores();
  const { eventStore } = stores;
  const urlRules = { allowLoopback: false };
  commands = webhookEndpointCommands({ eventStore, webhookKey, urlRules, now: () => now });
});
afterAll(() => stores.stop());
beforeEach(() => {
  now = start;
});

const events = (endpointId: string) => stores.eventStore.readStream(webhookStream(endpointId));
const written = async (endpointId: string) => (await events(endpointId)).map(({ type }) => type);
const target = (endpointId: string, ifMatch?: bigint) => ({ endpointId, caller, ifMatch });
const disable = (endpointId: string, from = url) =>
  disableEndpoint(stores.eventStore, endpointId, { url: from, reason: 'gone', now });

test('create writes one event without the secret that it answers', async () => {
  const { endpointId, revision, secret } = await commands.create(input, caller);
  expect(revision).toBe(0n);
  expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
  const [event, ...rest] = await events(endpointId);
  expect(rest).toEqual([]);
  expect(event).toMatchObject({
    type: 'WebhookEndpointCreated',
    data: {
      endpointId,
      merchantId: 'm_1',
      url,
      events: ['api_key.created', 'api_key.revoked'],
      description: null,
    },
    metadata: { version: 1, at: start.toISOString(), actor: 'alice', requestId: 'req_1' },
  });
  expect(JSON.stringify(event?.data)).not.toContain(secret.slice(-20));
});

test.each([
  [{ url: 'http://example.com/' }, 'url'],
  [{ url: 'https://10.0.0.1/' }, 'url'],
  [{ events: ['api_key.painted'] }, 'events.0'],
  [{ events: [] }, 'events'],
])('create and change refuse %j and name the field', async (change, field) => {
  const { endpointId } = await commands.create(input, caller);
  const refusal = { code: 'INVALID_INPUT', details: [expect.objectContaining({ field })] };
  await expect(commands.create({ ...input, ...change }, caller)).rejects.toMatchObject(refusal);
  await expect(commands.change(target(endpointId), change)).rejects.toMatchObject(refusal);
  expect(await written(endpointId)).toHaveLength(1);
});

test('a change is written once; what it does not name stays; the same again changes nothing', async () => {
  const { endpointId } = await commands.create({ ...input, description: 'Billing' }, caller);
  const change = { url: 'https://example.com/new', status: 'disabled' } as const;
  expect(await commands.change(target(endpointId), change)).toEqual({ endpointId, revision: 2n });
  expect(await commands.change(target(endpointId), change)).toEqual({ endpointId, revision: 2n });
  expect(await commands.change(target(endpointId), {})).toEqual({ endpointId, revision: 2n });
  expect(await commands.change(target(endpointId), { description: null })).toMatchObject({ revision: 3n });
  expect((await events(endpointId)).slice(1).map(({ data }) => data)).toEqual([
    { url: change.url, events: ['api_key.created', 'api_key.revoked'], description: 'Billing' },
    { reason: null },
    { url: change.url, events: ['api_key.created', 'api_key.revoked'], description: null },
  ]);
});

test("another merchant's endpoint, a deleted one and an unknown one look the same to every command", async () => {
  const { endpointId } = await commands.create(input, caller);
  const removed = await commands.create(input, caller);
  await commands.remove(target(removed.endpointId));
  const targets = [
    { endpointId, caller: { ...caller, merchantId: 'm_2' } },
    target(removed.endpointId),
    target('whe_unknown'),
  ];
  const refusals = await Promise.all(
    targets.flatMap((one) =>
      [commands.change(one, { description: 'Mine' }), commands.rotateSecret(one), commands.remove(one)].map(
        (attempt) => attempt.catch((error: unknown) => error),
      ),
    ),
  );
  expect(refusals[0]).toMatchObject({
    code: 'ENDPOINT_NOT_FOUND',
    message: 'There is no such webhook endpoint',
  });
  for (const refusal of refusals) expect(refusal).toEqual(refusals[0]);
  expect(await written(endpointId)).toHaveLength(1);
});

test('a command that expects another revision is refused', async () => {
  const { endpointId } = await commands.create(input, caller);
  const mismatch = { code: 'REVISION_MISMATCH' };
  await expect(commands.rotateSecret(target(endpointId, 1n))).rejects.toMatchObject(mismatch);
  await expect(commands.remove(target(endpointId, 1n))).rejects.toMatchObject(mismatch);
  expect(await commands.remove(target(endpointId, 0n))).toEqual({ endpointId, revision: 1n });
});

test('of twenty rotations at once, each secret that was answered is one that signed', async () => {
  const { endpointId, secret } = await commands.create(input, caller);
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, () => commands.rotateSecret(target(endpointId))),
  );
  const won = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'CONFLICT' });
  }
  expect(new Set([secret, ...won.map((one) => one.secret)]).size).toBe(won.length + 1);
  const rotations = (await events(endpointId)).slice(1).map(({ data }) => data);
  expect(rotations).toEqual(
    won.map((_, index) => ({
      serial: index + 2,
      previousEndsAt: new Date(start.getTime() + day).toISOString(),
    })),
  );
  const last = won.toSorted((a, b) => Number(a.revision - b.revision)).at(-1);
  const serial = won.length + 1;
  const ends = { previousEndsAt: new Date(start.getTime() + day).toISOString() };
  expect(signingSecrets({ endpointId, serial, ...ends }, webhookKey, now)[0]).toBe(last?.secret);
});

describe('disabling an endpoint because of what deliveries met', () => {
  test('is done once, by the service itself, which needs no merchant', async () => {
    const { endpointId } = await commands.create(input, caller);
    await Promise.all(Array.from({ length: 5 }, () => disable(endpointId)));
    await disable(endpointId);
    const [, event, ...rest] = await events(endpointId);
    expect(rest).toEqual([]);
    expect(event).toMatchObject({
      type: 'WebhookEndpointDisabled',
      data: { reason: 'gone' },
      metadata: { actor: 'keyledger', at: start.toISOString() },
    });
  });

  test('does nothing to one that is deleted, unknown, or has moved', async () => {
    const { endpointId } = await commands.create(input, caller);
    await commands.change(target(endpointId), { url: 'https://example.com/new' });
    await disable(endpointId);
    await commands.remove(target(endpointId));
    await disable(endpointId, 'https://example.com/new');
    await disable('whe_unknown');
    expect(await written(endpointId)).toEqual([
      'WebhookEndpointCreated',
      'WebhookEndpointChanged',
      'WebhookEndpointDeleted',
    ]);
    expect(await written('whe_unknown')).toEqual([]);
  });

  test('holds its ground against changes at the same time', async () => {
    const { endpointId } = await commands.create(input, caller);
    const changes = Array.from({ length: 10 }, (_, index) =>
      commands.change(target(endpointId), { description: `note ${index}` }),
    );
    await Promise.all([disable(endpointId), Promise.allSettled(changes)]);
    expect(await written(endpointId)).toContain('WebhookEndpointDisabled');
  });
});
