import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { webhookCodec, webhookStream, type WebhookEvent } from '../../src/domain/webhookEvents.ts';
import { keyProjections } from '../../src/projections/keys.ts';
import { keyLookup } from '../../src/projections/keyLookup.ts';
import type { Projection } from '../../src/projections/projection.ts';
import { readModels, type ReadModels } from '../../src/projections/readModels.ts';
import { webhookEndpoints } from '../../src/projections/webhookEndpoints.ts';
import type { RecordedEvent } from '../../src/stores/eventStore.ts';
import { statementsFor } from '../../src/workers/projectionStatements.ts';
import { created as keyCreated, recorded as keyRecorded } from '../support/keyEvents.ts';
import { project } from '../support/projecting.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';

const day = '2026-02-01T00:00:00.000Z';
const target = { url: 'https://example.com/hooks', events: ['api_key.created'], description: null };

let stores: TestStores;
let models: ReadModels;
beforeAll(async () => {
  stores = await startTestStores();
  models = readModels(stores.database);
});
afterAll(() => stores.stop());

beforeEach(async () => {
  await stores.ownerDatabase.query(webhookEndpoints.drop);
  await stores.ownerDatabase.query(webhookEndpoints.create);
  await setReady(true);
});

async function setReady(ready: boolean): Promise<void> {
  await stores.database.query(
    `insert into projection_checkpoints (projection_group, fingerprint, generation, ready) values ($1, '', 1, $2)
     on conflict (projection_group) do update set ready = excluded.ready`,
    [keyProjections.name, ready],
  );
}

function event<T extends WebhookEvent['type']>(
  type: T,
  data: Extract<WebhookEvent, { type: T }>['data'],
  at = day,
): WebhookEvent {
  return { type, at, actor: 'bob', data } as unknown as WebhookEvent;
}

const created = (endpointId: string, at = day, merchantId = 'm_1') =>
  event('WebhookEndpointCreated', { endpointId, merchantId, ...target }, at);

const recorded = (endpointId: string, events: readonly WebhookEvent[]): readonly RecordedEvent[] =>
  events.map((one, index) => ({
    id: randomUUID(),
    stream: webhookStream(endpointId),
    revision: BigInt(index),
    position: { commit: BigInt(index), prepare: BigInt(index) },
    created: new Date(one.at),
    ...webhookCodec.encode(one),
  }));

async function given(endpointId: string, ...events: readonly WebhookEvent[]): Promise<void> {
  await project(stores.database, [webhookEndpoints], recorded(endpointId, [created(endpointId), ...events]));
}

const secrets = async (endpointId: string) => {
  const [row] = await stores.database.query(
    'select secret_serial, previous_ends_at from webhook_endpoints where endpoint_id = $1',
    [endpointId],
  );
  return row;
};

test('given a creation, then the endpoint is shown to its merchant and to nobody else', async () => {
  await given('whe_1');
  expect(await models.findEndpoint('m_1', 'whe_1')).toEqual({
    id: 'whe_1',
    ...target,
    status: 'enabled',
    disabledReason: null,
    createdAt: day,
    createdBy: 'bob',
    revision: 0,
  });
  expect(await models.findEndpoint('m_2', 'whe_1')).toBeUndefined();
  expect((await models.listEndpoints('m_2', { limit: 20 })).items).toEqual([]);
  expect(await secrets('whe_1')).toEqual({ secret_serial: 1, previous_ends_at: null });
});

test('given changes, then it shows what they left, at their revision', async () => {
  const changed = { url: 'https://example.com/new', events: ['api_key.revoked'], description: 'Billing' };
  await given(
    'whe_1',
    event('WebhookEndpointChanged', changed),
    event('WebhookEndpointDisabled', { reason: 'gone' }),
  );
  expect(await models.findEndpoint('m_1', 'whe_1')).toMatchObject({
    ...changed,
    status: 'disabled',
    disabledReason: 'gone',
    revision: 2,
  });
});

test('given it was enabled again, then the reason is gone', async () => {
  await given(
    'whe_1',
    event('WebhookEndpointDisabled', { reason: 'gone' }),
    event('WebhookEndpointEnabled', {}),
  );
  expect(await models.findEndpoint('m_1', 'whe_1')).toMatchObject({
    status: 'enabled',
    disabledReason: null,
  });
});

test('given a rotation, then deliveries know the serial and until when the one before signs', async () => {
  const previousEndsAt = '2026-02-02T00:00:00.000Z';
  await given('whe_1', event('WebhookSecretRotated', { serial: 2, previousEndsAt }));
  expect(await secrets('whe_1')).toEqual({ secret_serial: 2, previous_ends_at: new Date(previousEndsAt) });
  expect(await models.findEndpoint('m_1', 'whe_1')).not.toHaveProperty('secret');
});

test('given a deletion, then it is shown to nobody, and its revision is still known to whoever waits', async () => {
  await given('whe_1', event('WebhookEndpointDeleted', {}));
  expect(await models.findEndpoint('m_1', 'whe_1')).toBeUndefined();
  expect((await models.listEndpoints('m_1', { limit: 20 })).items).toEqual([]);
  const rows = await stores.database.query('select status, revision::int from webhook_endpoints');
  expect(rows).toEqual([{ status: 'deleted', revision: 1 }]);
});

describe('the list', () => {
  test('pages newest first, also where many were created in one millisecond', async () => {
    const ids = Array.from({ length: 7 }, (_, index) => `whe_${index}`);
    for (const id of ids) {
      const at = Number(id.slice(4)) < 4 ? day : '2026-03-01T00:00:00.000Z';
      await project(stores.database, [webhookEndpoints], recorded(id, [created(id, at)]));
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await models.listEndpoints('m_1', { limit: 2, cursor });
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(ids.toReversed());
  });

  test('takes no cursor but its own', async () => {
    await expect(models.listEndpoints('m_1', { limit: 2, cursor: 'x' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });
});

test('while the read models are being built, nothing is said of endpoints', async () => {
  await given('whe_1');
  await setReady(false);
  const notReady = { code: 'READ_MODELS_NOT_READY' };
  await expect(models.findEndpoint('m_1', 'whe_1')).rejects.toMatchObject(notReady);
  await expect(models.listEndpoints('m_1', { limit: 2 })).rejects.toMatchObject(notReady);
});

test('events of keys and of endpoints share a group, and each projection leaves the other kind alone', async () => {
  const [key] = keyRecorded('k1', [keyCreated({ keyId: 'k1' })]);
  const [endpoint] = recorded('whe_1', [created('whe_1')]);
  if (key === undefined || endpoint === undefined) throw new Error('nothing was recorded');
  const statements = async (projection: Projection, one: RecordedEvent) => {
    const group = { ...keyProjections, projections: [projection] };
    return [...(await statementsFor(stores.database, group, [one], () => true))].flat();
  };
  expect(await statements(webhookEndpoints, key)).toEqual([]);
  expect(await statements(keyLookup, endpoint)).toEqual([]);
  expect(await statements(webhookEndpoints, endpoint)).toHaveLength(1);
  expect(await statements(keyLookup, key)).toHaveLength(1);
});
