/** The lease over a real Postgres, with clocks of the test's own. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { effects } from '../../src/projections/effects.ts';
import { keyChanges } from '../../src/projections/keyChanges.ts';
import { keyProjections } from '../../src/projections/keys.ts';
import { leaseMs, startLease, type Lease } from '../../src/projections/lease.ts';
import { nodeEpochs } from '../../src/stores/authority.ts';
import { connectNotifications, type Notifications } from '../../src/stores/notifications.ts';
import { eventually } from '../support/condition.ts';
import { created, recorded } from '../support/keyEvents.ts';
import { project } from '../support/projecting.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';

let stores: TestStores;
let notifications: Notifications;
let leases: Lease[];
beforeEach(async () => {
  stores = await startTestStores();
  notifications = connectNotifications(stores.databaseUrl);
  leases = [];
  for (const { create } of keyProjections.projections) await stores.ownerDatabase.query(create);
  await setComplete(true);
});
afterEach(async () => {
  await Promise.all(leases.map((lease) => lease.stop()));
  await notifications.close();
  await stores.stop();
});

interface Node {
  readonly lease: Lease;
  /** What it was told to forget, in order. */
  readonly forgotten: string[];
  /** Moves one of its clocks, in milliseconds. */
  readonly ahead: { monotonic: number; wall: number };
}

function startNode(): Node {
  const forgotten: string[] = [];
  const ahead = { monotonic: 0, wall: 0 };
  const lease = startLease({
    database: stores.database,
    notifications,
    memory: { forget: (keyId) => forgotten.push(keyId), forgetAll: () => forgotten.push('all') },
    log: { warn: () => undefined },
    clocks: { monotonic: () => performance.now() + ahead.monotonic, wall: () => Date.now() + ahead.wall },
  });
  leases.push(lease);
  return { lease, forgotten, ahead };
}

async function startLiveNode(): Promise<Node> {
  const node = startNode();
  await eventually('the node has a lease', () => node.lease.live());
  node.forgotten.length = 0;
  return node;
}

async function setComplete(ready: boolean, publisher: string = keyChanges.name): Promise<void> {
  await stores.database.query(
    `insert into projection_checkpoints (projection_group, fingerprint, generation, ready) values ($1, $2, 1, $3)
     on conflict (projection_group) do update set ready = $3, fingerprint = $2`,
    [keyProjections.name, `key_lookup@1 ${publisher}@1`, ready],
  );
}

const publish = (keyId: string | null) => stores.database.query('select publish_key_change($1)', [keyId]);
const epochs = async () => [...(await nodeEpochs(stores.database)).values()];

test('given a new node, then it begins without a lease, registers, and gets one', async () => {
  const node = startNode();
  expect(node.lease.live()).toBe(false);
  await eventually('it has one', () => node.lease.live());
  expect(node.forgotten).toEqual(['all']);
  expect(await epochs()).toHaveLength(1);
});

test('given changes, then each is forgotten once, in order, and acknowledged', async () => {
  const { lease, forgotten } = await startLiveNode();
  const before = lease.applied();
  for (const keyId of ['key_1', 'key_2', null]) await publish(keyId);
  await eventually('they are acknowledged', async () => (await epochs())[0] === before + 3n);
  expect(forgotten).toEqual(['key_1', 'key_2', 'all']);
  expect(lease.live()).toBe(true);
});

test('given changes that are no longer kept, then everything is forgotten', async () => {
  const { lease, forgotten } = await startLiveNode();
  await stores.database.transaction(async (tx) => {
    await tx.query('select publish_key_change($1)', ['key_1']);
    await tx.query('select publish_key_change($1)', ['key_2']);
    await tx.query(`delete from key_changes where key_id = 'key_1'`);
  });
  const epoch = lease.applied();
  await eventually('it has followed', () => lease.applied() === epoch + 2n || forgotten.length > 0);
  expect(forgotten).toContain('all');
});

test.each(['monotonic', 'wall'] as const)(
  'given a %s clock that is past the lease, then it does not live, until it is prolonged',
  async (clock) => {
    const { lease, ahead } = await startLiveNode();
    ahead[clock] += leaseMs;
    expect(lease.live()).toBe(false);
    await eventually('it is prolonged', () => lease.live());
    if (clock === 'wall') {
      ahead.wall -= 10 * leaseMs; // a clock that is set back tells nothing
      expect(lease.live()).toBe(false);
      await eventually('it is prolonged again', () => lease.live());
    }
  },
);

test('given a node that is fenced, then it forgets all and registers anew', async () => {
  const { lease, forgotten } = await startLiveNode();
  const [node] = [...(await nodeEpochs(stores.database)).keys()];
  await stores.database.query('update api_nodes set fenced = true');
  await eventually('it has forgotten', () => forgotten.includes('all'));
  await eventually('it lives again', () => lease.live());
  expect([...(await nodeEpochs(stores.database)).keys()]).not.toEqual([node]);
});

test.each([
  ['are being made anew', () => setComplete(false)],
  ['are made by a version that publishes nothing', () => setComplete(true, 'key_history')],
])('given read models that %s, then there is no lease', async (_, change) => {
  const { lease } = await startLiveNode();
  await change();
  await eventually('the lease has ended', () => !lease.live());
  await setComplete(true);
  await eventually('it has one again', () => lease.live());
});

test('given a node that ends, then nobody waits for it', async () => {
  const { lease } = await startLiveNode();
  await lease.stop();
  expect(lease.live()).toBe(false);
  expect(await epochs()).toEqual([]);
});

test('given a node that acknowledges nothing, then a command waits a lease long, fences it, and is answered', async () => {
  await startLiveNode();
  await project(
    stores.database,
    keyProjections.projections,
    recorded('key_1', [created({ keyId: 'key_1' })]),
  );
  // A node that is registered and says nothing, as one that was paused.
  await stores.database.query(`insert into api_nodes (node, epoch) values (gen_random_uuid(), 0)`);
  const began = performance.now();
  await effects(stores.database, notifications).shown('key_1', 0n);
  expect(performance.now() - began).toBeGreaterThanOrEqual(leaseMs);
  const [{ fenced } = {}] = await stores.database.query<{ fenced: boolean }>(
    'select fenced from api_nodes where epoch = 0 and fenced',
  );
  expect(fenced).toBe(true);
  await eventually('it is forgotten', async () => (await epochs()).length === 1);
});

test('given nodes that follow, then a command is answered as soon as the last has acknowledged', async () => {
  await Promise.all([startLiveNode(), startLiveNode(), startLiveNode()]);
  await project(
    stores.database,
    keyProjections.projections,
    recorded('key_1', [created({ keyId: 'key_1' })]),
  );
  await publish('key_1');
  await effects(stores.database, notifications).shown('key_1', 0n);
  expect(new Set(await epochs()).size).toBe(1);
});
