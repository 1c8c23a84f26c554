import { expect, test } from 'vitest';
import { keyChanges } from '../../src/projections/keyChanges.ts';
import { keyProjections } from '../../src/projections/keys.ts';
import { startLease } from '../../src/projections/lease.ts';
import { connectNotifications } from '../../src/stores/notifications.ts';
import { eventually } from '../support/condition.ts';
import { startTestStores } from '../support/stores.ts';

test('a fill between the emptying of the memory and the registration does not outlive a change in between', async () => {
  const stores = await startTestStores();
  const notifications = connectNotifications(stores.databaseUrl);
  for (const { create } of keyProjections.projections) await stores.ownerDatabase.query(create);
  await stores.database.query(
    `insert into projection_checkpoints (projection_group, fingerprint, generation, ready) values ($1, $2, 1, true)`,
    [keyProjections.name, `key_lookup@1 ${keyChanges.name}@1`],
  );
  const epochNow = async () =>
    BigInt((await stores.database.query<{ epoch: string }>('select epoch from key_epoch'))[0]?.epoch ?? 0);
  const memory = new Set<string>();
  let between = async () => {};
  const lease = startLease({
    database: {
      query: (t, v) => stores.database.query(t, v),
      prepared: async (text, values) => {
        // a slow connection: the statement reaches Postgres later
        if (text.startsWith('insert into api_nodes')) await between();
        return stores.database.prepared(text, values);
      },
    },
    notifications,
    memory: { forget: (id) => void memory.delete(id), forgetAll: () => memory.clear() },
    log: { warn: () => undefined },
  });
  await eventually('live', () => lease.live());
  let raced = false;
  between = async () => {
    between = async () => {};
    // a request's look-up, as keyIdentifier fills
    const found = await epochNow();
    if (found >= lease.applied()) memory.add('key_1');
    await stores.database.query(`select publish_key_change('key_1')`); // the revocation
    raced = true;
  };
  await stores.database.query('update api_nodes set fenced = true');
  await eventually('raced', () => raced);
  await eventually('live again', () => lease.live());
  const kept = [...memory];
  await lease.stop();
  await notifications.close();
  await stores.stop();
  expect(kept).toEqual([]);
});
