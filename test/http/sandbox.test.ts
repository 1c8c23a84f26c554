/** What the sandbox keeps, for whom, and how much of it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sandbox } from '../../src/http/sandbox.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { createKey, type Client, type Json } from '../support/client.ts';

describe('in memory', () => {
  const collection = { profile: 'sentry', environment: 'live', merchantId: 'm_1', path: 'invoices' };

  test('the newest 100 of a collection', () => {
    const items = sandbox();
    for (let n = 0; n < 105; n++) items.add(collection, { n });
    expect(items.list(collection)).toHaveLength(100);
    expect(items.list(collection)[0]).toMatchObject({ n: 5 });
    expect(items.list(collection).at(-1)).toMatchObject({ n: 104 });
  });

  const bytes = (held: readonly object[]) =>
    held.reduce((sum, item) => sum + Buffer.byteLength(JSON.stringify(item)), 0);
  const bytesInAll = 8 * 1024 * 1024;

  test('not more than 8 MiB in all, the collections used least going first', () => {
    const items = sandbox();
    const text = 'é'.repeat(30_000); // two bytes each: it is bytes that count
    const merchants = Array.from({ length: 12 }, (_, n) => ({ ...collection, merchantId: `m_${n}` }));
    for (const each of merchants) for (let n = 0; n < 100; n++) items.add(each, { n, text });
    const held = merchants.map((each) => items.list(each));
    expect(bytes(held.flat())).toBeLessThanOrEqual(bytesInAll);
    expect(held.at(-1)).toHaveLength(100);
    expect(held[0]).toEqual([]);
  });

  test('of one collection that alone is larger, the newest that fit', () => {
    const items = sandbox();
    const text = 'x'.repeat(340_000); // a body of 64 KiB can grow so far: 1e20 is written out
    for (let n = 0; n < 50; n++) items.add(collection, { n, text });
    const held = items.list(collection);
    expect(bytes(held)).toBeLessThanOrEqual(bytesInAll);
    expect(bytes(held)).toBeGreaterThan(bytesInAll - 400_000);
    expect(held.at(-1)).toMatchObject({ n: 49 });
  });

  test('an id is ours, whatever the item says; odd field names stay data', () => {
    const item = JSON.parse('{"id":"mine","__proto__":{"polluted":true}}') as object;
    const kept = sandbox().add(collection, item);
    expect(kept).not.toMatchObject({ id: 'mine' });
    expect(Object.getPrototypeOf(kept)).toBe(Object.prototype);
    expect('polluted' in {}).toBe(false);
  });
});

const list = async (client: Client, path: string) => (await client.get<{ items: Json[] }>(path)).body.items;

describe('over HTTP', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.stop());
  const keyOf = async (merchant: string, input: Json): Promise<Client> =>
    app.with((await createKey(await app.as(merchant), { fullAccess: true, ...input })).key);

  test('what one key posts, the merchant’s other keys see, in the order in which it came', async () => {
    const [one, two] = [await keyOf('m_1', {}), await keyOf('m_1', {})];
    const posted = [];
    for (const name of ['Ada', 'Grace']) {
      const { status, body } = await one.post('/public/api/v1/customers', { name });
      expect([status, body]).toEqual([201, { name, id: expect.stringMatching(/./) as string }]);
      posted.push(body);
    }
    expect(await list(two, '/public/api/v1/customers')).toEqual(posted);
    expect(await list(two, '/public/api/v1/invoices')).toEqual([]);
  });

  test('live and test, merchants and products are apart', async () => {
    const live = await keyOf('m_1', { profile: 'enterprise', environment: 'live' });
    const trial = await keyOf('m_1', { profile: 'enterprise', environment: 'test' });
    await live.post('/v1/invoices', { total: 1 });
    await trial.post('/sandbox/v1/invoices', { total: 2 });
    expect(await list(live, '/v1/invoices')).toMatchObject([{ total: 1 }]);
    expect(await list(trial, '/sandbox/v1/invoices')).toMatchObject([{ total: 2 }]);
    expect(await list(await keyOf('m_2', { profile: 'enterprise' }), '/v1/invoices')).toEqual([]);
    expect(await list(await keyOf('m_1', {}), '/public/api/v1/invoices')).toEqual([]);
  });

  test('a reminder needs no body and gets an id', async () => {
    const client = await keyOf('m_1', {});
    const { status, body } = await client.post('/public/api/v1/invoices/inv_1/remind');
    expect([status, body]).toEqual([201, { id: expect.stringMatching(/./) as string }]);
  });
});
