/** The wrapper over the embedded event store: what only a real log can show. */
import { randomUUID } from 'node:crypto';
import { EventStoreDBClient } from '@eventstore/db-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NewEvent, Position } from '../../src/stores/eventStore.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await startTestStores();
});
afterAll(() => stores.stop());

const happened = (data: object = {}): NewEvent => ({
  id: randomUUID(),
  type: 'Happened',
  data,
  metadata: { by: 'me' },
});

/** The client library itself, for what the wrapper does not offer. */
async function withClient(work: (client: EventStoreDBClient) => Promise<unknown>): Promise<void> {
  const client = EventStoreDBClient.connectionString(stores.eventStoreUrl);
  await work(client);
  await client.dispose();
}

test('given events that were appended, then they are read back whole, and found at their positions', async () => {
  const { eventStore } = stores;
  const [first, second] = [happened({ n: 1 }), happened({ n: 2 })];
  expect(await eventStore.append('whole-1', [first, second], 'no_stream')).toEqual({ revision: 1n });
  const events = await eventStore.readStream('whole-1');
  expect(events).toMatchObject([
    { ...first, stream: 'whole-1', revision: 0n },
    { ...second, stream: 'whole-1', revision: 1n },
  ]);
  for (const event of events) {
    expect(Math.abs(event.created.getTime() - Date.now())).toBeLessThan(60_000);
    expect(await eventStore.eventAt(event.position)).toEqual(event);
  }
  expect(await eventStore.lastPosition(['whole-'])).toEqual(events[1]?.position);
  const beyond: Position = { commit: 2n ** 40n, prepare: 2n ** 40n };
  expect(await eventStore.eventAt(beyond)).toBeUndefined();
});

test('given a stream, then its newest event is found without the others, and none of a stream that does not exist', async () => {
  const { eventStore } = stores;
  const newest = happened({ n: 3 });
  await eventStore.append('newest-1', [happened({ n: 1 }), happened({ n: 2 }), newest], 'no_stream');
  expect(await eventStore.lastEvent('newest-1')).toMatchObject({
    id: newest.id,
    revision: 2n,
    data: { n: 3 },
  });
  expect(await eventStore.lastEvent('newest-2')).toBeUndefined();
});

test('given an append that is repeated long after, then it is recognised', async () => {
  const { eventStore } = stores;
  const event = happened();
  await eventStore.append('again-1', [event], 'no_stream');
  await eventStore.append('again-1', [happened()], 0n);
  expect(await eventStore.append('again-1', [event], 'no_stream')).toEqual({ revision: 0n });
  expect(await eventStore.readStream('again-1')).toHaveLength(2);
});

test('given two who append at the same revision, then one is first and the other is told', async () => {
  const appends = Array.from({ length: 8 }, () =>
    stores.eventStore.append('race-1', [happened()], 'no_stream'),
  );
  const results = await Promise.allSettled(appends);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const refused = results.filter((result) => result.status === 'rejected');
  for (const { reason } of refused)
    expect(reason).toMatchObject({ code: 'WRONG_EXPECTED_REVISION', stream: 'race-1' });
});

test('given more than an append may hold, then it is refused and says so', async () => {
  const huge = happened({ text: 'x'.repeat(1_100_000) });
  await expect(stores.eventStore.append('huge-1', [huge], 'no_stream')).rejects.toMatchObject({
    code: 'EVENT_STORE_REFUSED',
    message: expect.stringMatching(/maximum append size/i) as string,
  });
});

test('given a tombstone, then reading and appending say what happened', async () => {
  await stores.eventStore.append('gone-1', [happened()], 'no_stream');
  await withClient((client) => client.tombstoneStream('gone-1'));
  const tombstoned = { code: 'STREAM_TOMBSTONED', message: expect.stringContaining('gone-1') as string };
  await expect(stores.eventStore.readStream('gone-1')).rejects.toMatchObject(tombstoned);
  await expect(stores.eventStore.append('gone-1', [happened()], 0n)).rejects.toMatchObject(tombstoned);
});

test('given a stream that was deleted, then it reads as one that does not exist', async () => {
  await stores.eventStore.append('deleted-1', [happened()], 'no_stream');
  await withClient((client) => client.deleteStream('deleted-1'));
  expect(await stores.eventStore.readStream('deleted-1')).toEqual([]);
});

test('given a restart between two calls, then the second is served', async () => {
  const { eventStore } = stores;
  await eventStore.append('restart-1', [happened()], 'no_stream');
  await stores.restartEventStore();
  expect(await eventStore.readStream('restart-1')).toHaveLength(1);
  await stores.restartEventStore();
  expect(await eventStore.append('restart-1', [happened()], 0n)).toEqual({ revision: 1n });
});
