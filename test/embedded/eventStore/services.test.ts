/** What the node says about itself, and what it does not do. */
import { EventStoreDBClient } from '@eventstore/db-client';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect, newStream, numbered, startStore } from './support.ts';
import type { Store } from './support.ts';

const UNIMPLEMENTED = 12;

let store: Store;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

it('is found by a client that discovers its cluster', async () => {
  const { port } = store.server;
  for (const url of [
    `esdb+discover://127.0.0.1:${port}?tls=false`,
    `esdb://127.0.0.1:${port},127.0.0.1:${port}?tls=false`,
  ]) {
    const client = EventStoreDBClient.connectionString(url);
    const stream = newStream();
    await client.appendToStream(stream, numbered(2));
    expect(await collect(client.readStream(stream))).toHaveLength(2);
    await client.dispose();
  }
});

it('tells which methods it has', async () => {
  const { capabilities } = store.client as unknown as {
    capabilities: Promise<{ supports(method: { path: string }, feature?: string): boolean }>;
  };
  const features = await capabilities;
  for (const method of ['Append', 'BatchAppend', 'Read', 'Delete', 'Tombstone'])
    expect(features.supports({ path: `/event_store.client.streams.Streams/${method}` })).toBe(true);
  expect(features.supports({ path: '/event_store.client.projections.Projections/Create' })).toBe(false);
});

describe('everything else is UNIMPLEMENTED', () => {
  it.each<[string, (client: EventStoreDBClient) => Promise<unknown>]>([
    ['projections', (client) => client.disableProjection('any')],
    ['persistent subscriptions', (client) => client.deletePersistentSubscriptionToStream('any', 'group')],
    ['projection results', (client) => client.getProjectionResult('any')],
  ])('%s', async (_, call) => {
    await expect(call(store.client)).rejects.toMatchObject({ code: UNIMPLEMENTED });
  });
});

describe('the log', () => {
  it.each([
    'update event_store.events set stream = $$other$$',
    'delete from event_store.events',
    'truncate event_store.events',
  ])('refuses to be changed: %s', async (statement) => {
    await store.client.appendToStream(newStream(), numbered(1));
    const owner = new Client({ connectionString: store.databaseUrl });
    await owner.connect();
    try {
      await expect(owner.query(statement)).rejects.toThrow('permission denied');
      await owner.query('grant all on event_store.events to current_user');
      await expect(owner.query(statement)).rejects.toThrow('append-only');
    } finally {
      await owner.query('revoke update, delete, truncate on event_store.events from current_user');
      await owner.end();
    }
  });
});
