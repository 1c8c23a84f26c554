/** What the outbox makes of lifecycle events, and what it leaves alone. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keyProjections } from '../../src/projections/keys.ts';
import { requestRebuild } from '../../src/workers/projectionTables.ts';
import { eventually } from '../support/condition.ts';
import { caller, settled, webhookStage, type WebhookStage } from './webhooks.ts';

let stage: WebhookStage;
beforeEach(async () => {
  stage = await webhookStage();
});
afterEach(() => stage.stop());

/** As whoever delivered before left it. */
async function makeQueue(): Promise<void> {
  const queue = stage.deliver();
  await eventually('there is a queue', async () => {
    const [found] = await stage.stores.database.query<{ made: boolean }>(
      `select to_regclass('graphile_worker.jobs') is not null as made`,
    );
    return found?.made === true;
  });
  await queue.stop();
}

test('an announcement goes to endpoints of the merchant that want its type, and to no others', async () => {
  const wants = await stage.endpoint('https://hooks.example.com/created', [
    'api_key.created',
    'api_key.revoked',
  ]);
  const wantsOther = await stage.endpoint('https://hooks.example.com/revoked', ['api_key.revoked']);
  await stage.commands.create(
    { url: 'https://hooks.example.com/other', events: ['api_key.created'] },
    { merchantId: 'm_2', actor: 'bob', requestId: 'r_2' },
  );
  await stage.createKey();
  expect((await stage.list(wants.id)).map(({ type }) => type)).toEqual(['api_key.created']);
  expect(await stage.list(wantsOther.id)).toEqual([]);
  expect(await stage.stores.database.query('select merchant_id from webhook_deliveries')).toEqual([
    { merchant_id: 'm_1' },
  ]);
});

test('its data is the key as of the event, also when another has followed, and nothing secret', async () => {
  const { endpointId } = await stage.receiver();
  const at = '2026-01-02T00:00:00.000Z';
  const keyId = await stage.createKey();
  await stage.append(
    keyId,
    0n,
    { type: 'ApiKeyScopesSet', at, actor: 'alice', data: { scopes: ['sales:read'] } },
    { type: 'ApiKeyRenamed', at, actor: 'alice', data: { name: 'Unheard' } },
    { type: 'ApiKeyRevoked', at, actor: 'alice', data: { reason: null } },
  );
  await stage.shown();
  const rows = await stage.stores.database.query<{
    payload: { type: string; timestamp: string; data: object };
  }>('select payload from webhook_deliveries where endpoint_id = $1 order by created_at, id', [endpointId]);
  const bodies = rows.map(({ payload }) => payload);
  expect(bodies).toMatchObject([
    {
      type: 'api_key.created',
      timestamp: '2026-01-01T00:00:00.000Z',
      data: { revision: 0, status: 'active' },
    },
    {
      type: 'api_key.scopes_set',
      timestamp: at,
      data: { revision: 1, scopes: ['sales:read'], status: 'active' },
    },
    {
      type: 'api_key.revoked',
      timestamp: at,
      data: { revision: 3, name: 'Unheard', status: 'revoked', revokedAt: at },
    },
  ]);
  expect(JSON.stringify(bodies)).not.toMatch(/v1\$|salt|hash/);
});

test('a rebuild announces nothing again', async () => {
  const { endpointId, received } = await stage.receiver();
  stage.deliver();
  await stage.createKey();
  const before = await settled(stage, endpointId, 'delivered');
  await requestRebuild(stage.stores.ownerDatabase, keyProjections);
  await stage.shown();
  expect(await stage.list(endpointId)).toEqual([before]);
  await stage.createKey();
  await eventually('the webhook of what is new', () => received.length === 2);
});

test('an endpoint hears of nothing that was before it', async () => {
  await stage.createKey();
  const { endpointId } = await stage.receiver();
  await stage.createKey();
  expect(await stage.list(endpointId)).toHaveLength(1);
});

test('an endpoint that is deleted with very many deliveries pending delays no revocation', async () => {
  const { id } = await stage.endpoint('https://hooks.example.com/dead');
  await stage.stores.ownerDatabase.session(
    (session) =>
      session.query(
        `insert into webhook_deliveries (endpoint_id, merchant_id, message_id, type, payload, next_attempt_at)
         select $1, 'm_1', 'msg_' || number, 'webhook.test', '{}', now() + interval '1 hour'
         from generate_series(1, 2500) number`,
        [id],
      ),
    { queryTimeoutMs: 30_000, idleTimeoutMs: 30_000 },
  );
  const pending = async () => {
    const text = `select count(*)::int as pending from webhook_deliveries where endpoint_id = $1 and status = 'pending'`;
    return (await stage.stores.database.query<{ pending: number }>(text, [id]))[0]?.pending;
  };
  await makeQueue();
  await stage.commands.remove({ endpointId: id, caller });
  await stage.shown();
  expect(await pending(), 'what the transaction of the read models left alone').toBe(2000);
  stage.deliver();
  await eventually('all are given up', async () => (await pending()) === 0);
});

test('an endpoint that is deleted while an attempt is being recorded delays no revocation', async () => {
  await makeQueue();
  const { id } = await stage.endpoint('https://hooks.example.com/slow');
  await stage.createKey();
  await stage.createKey();
  const [attempted] = await stage.list(id);
  const statuses = async () => (await stage.list(id)).map(({ status }) => status);
  await stage.stores.database.transaction(async (recording) => {
    await recording.query(
      `update webhook_deliveries set attempts = 1, next_attempt_at = now() + interval '1 hour' where id = $1`,
      [attempted?.id],
    );
    await stage.commands.remove({ endpointId: id, caller });
    await stage.shown();
    expect(await statuses()).toEqual(['pending', 'cancelled']);
  });
  stage.deliver();
  await eventually('it is given up too', async () => (await statuses())[0] === 'cancelled');
});
