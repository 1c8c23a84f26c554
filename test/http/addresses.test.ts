/** From where a caller comes: the peer's address, or what a trusted proxy says of it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { createKey, type CreatedKey } from '../support/client.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';

let stores: TestStores;
let direct: TestApp;
let behindProxy: TestApp;
let key: CreatedKey;
beforeAll(async () => {
  stores = await startTestStores();
  const requestsPerMinute = 10_000;
  direct = await startApp({ stores, config: { requestsPerMinute } });
  const trustProxy = ['127.0.0.1', '10.0.0.0/8'];
  behindProxy = await startApp({ stores, config: { requestsPerMinute, trustProxy } });
  const ipRules = ['203.0.113.0/24', '2001:db8::/32'];
  key = await createKey(await direct.as('m_1'), { scopes: ['sales:read'], ipRules });
});
afterAll(async () => {
  await direct.stop();
  await behindProxy.stop();
  await stores.stop();
});

const from = async (app: TestApp, forwardedFor: string | undefined) => {
  const headers: Record<string, string> =
    forwardedFor === undefined ? {} : { 'X-Forwarded-For': forwardedFor };
  return (await app.with(key.key).get('/public/api/v1/sales', { headers })).status;
};

test.each(['203.0.113.7', '127.0.0.1', '::1'])(
  'without a trusted proxy, X-Forwarded-For %s is nobody’s word',
  async (claimed) => {
    expect(await from(direct, claimed)).toBe(403);
  },
);

describe('behind a trusted proxy', () => {
  test.each([
    [undefined, 403],
    ['203.0.113.7', 200],
    ['203.0.114.7', 403],
    ['::ffff:203.0.113.7', 200],
    ['2001:DB8:0:0::5', 200],
    ['2001:db9::1', 403],
    // The leftmost is the caller's own invention; the rightmost that is no proxy counts.
    ['203.0.113.7, 198.51.100.9', 403],
    ['198.51.100.9, 203.0.113.7', 200],
    ['203.0.113.7, 10.1.2.3', 200],
    ['203.0.113.7, 198.51.100.9, 10.1.2.3', 403],
    ['', 403],
    ['nonsense', 403],
    ['203.0.113.7:4711', 403],
    ['0203.0.113.7', 403],
    ['3405803783', 403],
    ['fe80::1%eth0', 403],
  ])('X-Forwarded-For %j: %i', async (forwardedFor, expected) => {
    expect(await from(behindProxy, forwardedFor)).toBe(expected);
  });
});

test('a peer that is v6-mapped v4 is v4', async () => {
  await using both = await startApp({ stores, config: { host: '::' } });
  const client = await both.as('m_1');
  const url = both.url.replace('[::]', '127.0.0.1');
  const { key: secret } = await createKey(client, { scopes: ['sales:read'], ipRules: ['127.0.0.1'] });
  const response = await fetch(`${url}/public/api/v1/sales`, {
    headers: { Authorization: `Bearer ${secret}` },
  });
  expect(response.status).toBe(200);
});
