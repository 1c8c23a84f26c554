/** The whole service stops without breaking the command that is under way. */
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { startApp } from '../support/app.ts';
import type { CreatedKey } from '../support/client.ts';
import { startTestStores } from '../support/stores.ts';

test('a creation that has begun is finished, and its key works elsewhere', async () => {
  const stores = await startTestStores();
  try {
    const app = await startApp({ stores });
    const body = JSON.stringify({ name: 'Last one', scopes: ['sales:read'] });
    const sent = request(`${app.url}/api/v1/keys`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${await app.token('m_1')}`,
        'Content-Type': 'application/json',
        'Content-Length': body.length,
        Expect: '100-continue',
      },
    });
    sent.flushHeaders();
    await once(sent, 'continue'); // the request has arrived, its body has not
    const stopped = app.stop();
    sent.end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    expect([response.statusCode, response.headers.connection]).toEqual([201, 'close']);
    const { key } = (await json(response)) as CreatedKey;
    await stopped;
    await expect(fetch(`${app.url}/healthz`)).rejects.toThrow('fetch failed');

    await using next = await startApp({ stores });
    expect((await next.with(key).get('/public/api/v1/sales')).status).toBe(200);
  } finally {
    await stores.stop();
  }
});
