import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from './condition.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { startProxy, type Proxy } from './proxy.ts';

let database: TestDatabase;
let proxy: Proxy;
beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await startProxy(Number(new URL(database.url).port));
});
afterAll(async () => {
  await proxy.stop();
  await database.drop();
});

async function connectThroughProxy(): Promise<Client> {
  const url = new URL(database.url);
  url.port = String(proxy.port);
  const client = new Client({ connectionString: url.href, connectionTimeoutMillis: 300 });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

test('given a stalled store, when it heals, then the answer that was held back arrives', async () => {
  const client = await connectThroughProxy();
  proxy.stall();
  let answered = false;
  const answer = client.query('select 1 as one').then((result) => {
    answered = true;
    return result.rows as unknown[];
  });
  // A connection made meanwhile is accepted and never greeted: the time that this takes is the time we watch the first.
  await expect(connectThroughProxy()).rejects.toThrow('timeout');
  expect(answered).toBe(false);
  await proxy.heal();
  expect(await answer).toEqual([{ one: 1 }]);
  await client.end();
});

test('given answers that are stalled, then what is asked is done all the same, and told when it heals', async () => {
  const [client, witness] = [await connectThroughProxy(), new Client({ connectionString: database.url })];
  await witness.connect();
  proxy.stall('answers');
  const answer = client.query('select pg_advisory_lock(1), 1 as one').then(({ rows }) => rows as unknown[]);
  await eventually('the lock is taken', async () => {
    const { rows } = await witness.query<{ free: boolean }>('select pg_try_advisory_xact_lock(1) as free');
    return rows[0]?.free === false;
  });
  await proxy.heal();
  expect(await answer).toEqual([{ pg_advisory_lock: '', one: 1 }]);
  await Promise.all([client.end(), witness.end()]);
});

test('given a store that was cut off, then connections break and are refused, until it heals', async () => {
  const client = await connectThroughProxy();
  await proxy.cut();
  await expect(client.query('select 1')).rejects.toThrow(/terminated|not queryable/);
  await expect(connectThroughProxy()).rejects.toThrow('ECONNREFUSED');
  await proxy.heal();
  const again = await connectThroughProxy();
  expect((await again.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await again.end();
});
