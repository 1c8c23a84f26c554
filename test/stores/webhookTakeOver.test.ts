/** Taking over the deliveries: what is due is woken, and nobody who makes deliveries is held up meanwhile. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { webhookDeliveries } from '../../src/projections/webhookDeliveries.ts';
import { takeOver } from '../../src/stores/webhookDeliveries.ts';
import { installQueue } from '../../src/workers/webhooks/queue.ts';
import { eventually } from '../support/condition.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';

const ignore = () => undefined;

let stores: TestStores;
beforeAll(async () => {
  stores = await startTestStores();
});
afterAll(() => stores.stop());

const ownerOf = (endpointId: string) => ({ merchantId: 'm_1', endpointId });

async function jobs(): Promise<readonly string[]> {
  const rows = await stores.database.query<{ endpoint: string }>(
    `select payload ->> 'endpointId' as endpoint from graphile_worker._private_jobs order by id`,
  );
  return rows.map(({ endpoint }) => endpoint);
}

test('given deliveries from before the queue, then each endpoint with something due is woken once', async () => {
  const { database } = stores;
  const deliveries = webhookDeliveries(database);
  for (const endpoint of ['whe_2', 'whe_1', 'whe_2', 'whe_3'])
    await deliveries.test(ownerOf(endpoint), new Date());
  await database.query(
    `update webhook_deliveries set next_attempt_at = now() + interval '1 hour' where endpoint_id = 'whe_3'`,
  );
  await installQueue(database, { info: ignore, warn: ignore });
  await database.session(takeOver);
  expect((await jobs()).toSorted()).toEqual(['whe_1', 'whe_2']);
});

test('given a take-over that lasts, then deliveries are made meanwhile', async () => {
  const { database } = stores;
  await database.query(`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'gone'`);
  await database.session(async (other) => {
    let taking: Promise<void> | undefined;
    await other.transaction(async (tx) => {
      await tx.query('select 1 from graphile_worker._private_jobs for update');
      taking = database.session(takeOver);
      taking.catch(ignore);
      await eventually('it waits', async () => {
        const waits = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
        return (await database.query(waits)).length > 0;
      });
      await webhookDeliveries(database).test(ownerOf('whe_4'), new Date());
    });
    await taking;
  });
  expect(await jobs()).toContain('whe_4');
});
