/** Whatever the histories, and wherever the transactions begin and end: the tables are the same, and so are the effects. */
import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { webhookCodec, webhookStream, type WebhookEvent } from '../../src/domain/webhookEvents.ts';
import { webhookTypes } from '../../src/domain/webhookTypes.ts';
import { keyProjections } from '../../src/projections/keys.ts';
import type { RecordedEvent } from '../../src/stores/eventStore.ts';
import { creation } from '../domain/given.ts';
import { forwards, play, stepsOf, type Transition } from '../domain/sequences.ts';
import { recorded } from '../support/keyEvents.ts';
import { project } from '../support/projecting.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';

const at = '2026-11-01T00:00:00.000Z';
const tables = ['key_lookup', 'key_list', 'key_history', 'key_expiry', 'webhook_endpoints'];

let stores: TestStores;
beforeAll(async () => {
  stores = await startTestStores();
});
afterAll(() => stores.stop());

type Happening = {
  [T in WebhookEvent['type']]: Pick<Extract<WebhookEvent, { type: T }>, 'type' | 'data'>;
}[WebhookEvent['type']];

const changes: fc.Arbitrary<Happening> = fc.oneof(
  fc.subarray([...webhookTypes]).map((events): Happening => ({
    type: 'WebhookEndpointChanged',
    data: { url: 'https://example.org/', events, description: 'changed' },
  })),
  fc.constantFrom<Happening>(
    { type: 'WebhookEndpointDisabled', data: { reason: null } },
    { type: 'WebhookEndpointEnabled', data: {} },
    { type: 'WebhookEndpointDeleted', data: {} },
    { type: 'WebhookSecretRotated', data: { serial: 2, previousEndsAt: at } },
  ),
);

/** One that wants to hear of everything, and what becomes of it. */
const endpointEvents: fc.Arbitrary<readonly WebhookEvent[]> = fc
  .array(changes, { maxLength: 5 })
  .map((after) => {
    const data = {
      endpointId: 'whe',
      merchantId: creation.merchantId,
      url: 'https://example.com/',
      description: null,
    };
    const created: Happening = {
      type: 'WebhookEndpointCreated',
      data: { ...data, events: [...webhookTypes] },
    };
    return [created, ...after].map((event): WebhookEvent => ({ ...event, at, actor: 'alice' }));
  });

function recordedOf(endpointId: string, events: readonly WebhookEvent[]): readonly RecordedEvent[] {
  return events.map((event, index) => ({
    id: randomUUID(),
    stream: webhookStream(endpointId),
    revision: BigInt(index),
    position: { commit: BigInt(index), prepare: BigInt(index) },
    created: new Date(at),
    ...webhookCodec.encode(event),
  }));
}

/** The events of all streams, each stream's in its order, as one log has them. */
function interleaved(
  streams: readonly (readonly RecordedEvent[])[],
  picks: readonly number[],
): readonly RecordedEvent[] {
  const left = streams.map((stream) => [...stream]);
  const total = left.flat().length;
  return Array.from({ length: total }, (_, index) => {
    const open = left.filter(({ length }) => length > 0);
    return open[(picks[index % picks.length] ?? 0) % open.length]?.shift();
  })
    .filter((event) => event !== undefined)
    .map((event, index) => ({ ...event, position: { commit: BigInt(index), prepare: BigInt(index) } }));
}

function cut(
  events: readonly RecordedEvent[],
  sizes: readonly number[],
): readonly (readonly RecordedEvent[])[] {
  const batches: RecordedEvent[][] = [];
  for (let begin = 0; begin < events.length;) {
    const size = sizes[batches.length % sizes.length] ?? 1;
    batches.push(events.slice(begin, begin + size));
    begin += size;
  }
  return batches;
}

/** What is in the tables, and what came of it, after these transactions on empty tables. */
async function written(
  batches: readonly (readonly RecordedEvent[])[],
  isNew: (event: RecordedEvent) => boolean = () => true,
) {
  const { database, ownerDatabase } = stores;
  for (const { drop, create } of keyProjections.projections) {
    await ownerDatabase.query(drop);
    await ownerDatabase.query(create);
  }
  await ownerDatabase.query('truncate key_changes, webhook_deliveries cascade');
  for (const batch of batches) await project(database, keyProjections.projections, batch, isNew);
  const rowsOf = (table: string, columns: string) =>
    database.query(`select to_jsonb(t)::text as row from (select ${columns} from ${table}) t order by 1`);
  return {
    tables: await Promise.all(tables.map((table) => rowsOf(table, '*'))),
    effects: [
      await database.query('select key_id from key_changes order by epoch'),
      await rowsOf('webhook_deliveries', 'endpoint_id, message_id, type, payload, status'),
    ],
  };
}

/** What the decider believes of the keys, as the list and the current secrets show it. */
async function expectKeys(keys: readonly (readonly [string, readonly Transition[]])[]): Promise<void> {
  const rows = await stores.database.query(
    `select list.key_id, list.name, list.scopes, list.ip_rules, list.status, list.expires_at, hash
     from key_list list join key_lookup lookup on lookup.key_id = list.key_id and secret_ends_at is null
     where (lookup.name, lookup.scopes, lookup.ip_rules, lookup.status, lookup.revision)
       = (list.name, list.scopes, list.ip_rules, list.status, list.revision)
       and lookup.expires_at is not distinct from list.expires_at
     order by list.key_id`,
  );
  expect(rows).toEqual(
    keys.map(([keyId, transitions]) => {
      const state = transitions.at(-1)?.after;
      if (state === undefined || state.status === 'none') throw new Error('it begins with a creation');
      const { name, scopes, ipRules, status, expiresAt, secret } = state;
      const ends = expiresAt === null ? null : new Date(expiresAt);
      return { key_id: keyId, name, scopes, ip_rules: ipRules, status, expires_at: ends, hash: secret.hash };
    }),
  );
}

test('events that are written together leave what they leave one by one, and what the decider believes', async () => {
  const histories = fc.record({
    keys: fc.array(stepsOf(forwards), { minLength: 1, maxLength: 4 }),
    endpoints: fc.array(endpointEvents, { maxLength: 2 }),
    picks: fc.array(fc.nat(5), { minLength: 1, maxLength: 40 }),
    sizes: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 }),
    replayed: fc.nat(60),
  });
  let together = 0;
  await fc.assert(
    fc.asyncProperty(histories, async ({ keys, endpoints, picks, sizes, replayed }) => {
      const played = keys.map((steps, index) => [`key_${index}`, play(steps)] as const);
      const streams = [
        ...played.map(([keyId, transitions]) =>
          recorded(
            keyId,
            transitions.flatMap(({ events }) => events),
          ),
        ),
        ...endpoints.map((events, index) => recordedOf(`whe_${index}`, events)),
      ];
      const events = interleaved(streams, picks);
      const batches = cut(events, sizes);
      together += events.length - batches.length;

      const oneByOne = await written(events.map((event) => [event]));
      expect(await written(batches), 'news').toEqual(oneByOne);
      await expectKeys(played);
      const old = new Set(events.slice(0, replayed));
      const mixed = await written(batches, (event) => !old.has(event));
      expect(mixed.tables, 'a replay that goes over into news').toEqual(oneByOne.tables);
      const nothing = oneByOne.effects.map(() => []);
      const rebuilt = await written(batches, () => false);
      expect(rebuilt, 'a replay').toEqual({ tables: oneByOne.tables, effects: nothing });
    }),
    { numRuns: 60 },
  );
  expect(together).toBeGreaterThan(100); // or it would have shown little
}, 120_000);
