/** The worker's side of the deliveries: what a record writes and what it leaves, what is old, what is watched. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { webhookDeliveries } from '../../src/projections/webhookDeliveries.ts';
import {
  cancelDeliveries,
  deliveryBacklog,
  dueDeliveries,
  pruneDeliveries,
  recordAttempt,
  type DueDelivery,
} from '../../src/stores/webhookDeliveries.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';

const owner = { merchantId: 'm_1', endpointId: 'whe_1' };
const failed = {
  at: new Date('2026-03-01T12:00:00Z'),
  durationMs: 12,
  outcome: { delivered: false, error: 'timeout', statusCode: null },
} as const;

let stores: TestStores;
beforeAll(async () => {
  stores = await startTestStores();
});
afterAll(() => stores.stop());
beforeEach(async () => {
  await stores.database.query('delete from webhook_deliveries');
});

/** A delivery that is due. */
async function due(): Promise<DueDelivery> {
  const { id } = await webhookDeliveries(stores.database).test(owner, new Date());
  const all = await dueDeliveries(stores.database, owner.endpointId, new Date(0), 100);
  const found = all.find((delivery) => delivery.id === id);
  if (found === undefined) throw new Error('It is not due');
  return found;
}

async function shown() {
  const { items } = await webhookDeliveries(stores.database).list(owner, {}, { limit: 100 });
  return items;
}

test('a failed attempt is kept, and the next one is due after its delay', async () => {
  const delivery = await due();
  await recordAttempt(stores.database, delivery, failed, { status: 'pending', delaySeconds: 60 });
  const [{ attempts, nextAttemptAt } = { attempts: [], nextAttemptAt: null }] = await shown();
  expect(attempts).toEqual([
    { at: failed.at.toISOString(), statusCode: null, error: 'timeout', durationMs: 12 },
  ]);
  const waits = Date.parse(nextAttemptAt ?? '') - Date.now();
  expect(Math.abs(waits - 60_000)).toBeLessThan(20_000);
  expect(await dueDeliveries(stores.database, owner.endpointId, new Date(0), 10)).toEqual([]);
  const later = new Date(Date.now() + 120_000);
  expect(await dueDeliveries(stores.database, owner.endpointId, later, 10)).toMatchObject([
    { id: delivery.id, attempts: 1, failures: 1 },
  ]);
});

test('an attempt by a process that was replaced is not recorded beside that of its successor', async () => {
  const delivery = await due();
  await recordAttempt(stores.database, delivery, failed, { status: 'pending', delaySeconds: 60 });
  const late = { ...failed, outcome: { delivered: true, statusCode: 204 } } as const;
  await recordAttempt(stores.database, delivery, late, { status: 'delivered' });
  expect(await shown()).toMatchObject([{ status: 'pending', attempts: [{ error: 'timeout' }] }]);
});

test('an attempt at what was cancelled meanwhile is kept, and it stays cancelled', async () => {
  const delivery = await due();
  expect(await cancelDeliveries(stores.database, owner.endpointId, 10)).toBe(1);
  await recordAttempt(stores.database, delivery, failed, { status: 'pending', delaySeconds: 60 });
  expect(await shown()).toMatchObject([
    { status: 'cancelled', nextAttemptAt: null, attempts: [{ error: 'timeout' }] },
  ]);
});

test('what was finished more than 30 days ago is removed, some at a time, and nothing else', async () => {
  for (let i = 0; i < 5; i += 1) {
    await recordAttempt(stores.database, await due(), failed, { status: 'dead' });
  }
  const waiting = await due();
  await stores.database.query(
    `update webhook_deliveries set created_at = now() - interval '90 days',
       finished_at = finished_at - interval '30 days' where id <> $1`,
    [waiting.id],
  );
  await stores.database.query(
    `update webhook_deliveries set finished_at = finished_at + interval '1 hour'
     where id = (select min(id) from webhook_deliveries where status = 'dead')`,
  );
  expect(await pruneDeliveries(stores.database, 3)).toBe(3);
  expect(await pruneDeliveries(stores.database, 3)).toBe(1);
  expect(await pruneDeliveries(stores.database, 3)).toBe(0);
  expect((await shown()).map(({ status }) => status).toSorted()).toEqual(['dead', 'pending']);
  expect(await stores.database.query('select from webhook_attempts')).toHaveLength(1);
});

test('an operator sees how many are dead, and how old the oldest is that waits', async () => {
  expect(await deliveryBacklog(stores.database)).toEqual({ oldestPendingSeconds: 0, deadLetters: 0 });
  await recordAttempt(stores.database, await due(), failed, { status: 'dead' });
  const { id } = await due();
  await due();
  await stores.database.query(
    `update webhook_deliveries set created_at = now() - interval '1 hour' where id = $1`,
    [id],
  );
  const backlog = await deliveryBacklog(stores.database);
  expect(backlog.deadLetters).toBe(1);
  expect(Math.abs(backlog.oldestPendingSeconds - 3600)).toBeLessThan(20);
});
