/** Whatever comes, the answer is documented, and is well-formed JSON below 500 with a request id. */
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { createKey, type CreatedKey } from '../support/client.ts';
import { expectDocumented } from '../support/contractCheck.ts';

let app: TestApp;
let token: string;
let key: CreatedKey;
beforeAll(async () => {
  app = await startApp({ config: { requestsPerMinute: 1_000_000, trustProxy: ['127.0.0.0/8'] } });
  token = await app.token('m_1');
  key = await createKey(await app.as('m_1'), { fullAccess: true });
});
afterAll(() => app.stop());

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

/** By node:http, which sends what `fetch` would tidy up first. */
async function send({ method, path, headers, body }: Sent) {
  const sent = request(app.url + path, { method, headers, agent: false });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return {
    status: response.statusCode ?? 0,
    requestId: response.headers['x-request-id'],
    headers: new Headers(response.headers as Record<string, string>),
    body: await text(response),
  };
}

const percentEncoded = fc
  .uint8Array({ maxLength: 12 })
  .map((bytes) => [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
const segment = fc.oneof(
  fc.constantFrom(
    'api',
    'v1',
    'keys',
    'verify',
    'profiles',
    'history',
    'name',
    'scopes',
    'ip-rules',
    'expiry',
    'revoke',
  ),
  fc.constantFrom(
    'public',
    'invoices',
    'remind',
    'sales',
    'sandbox',
    'sdk',
    'sessions',
    '..',
    '',
    '%',
    '%zz',
    '__proto__',
  ),
  percentEncoded,
);
const anyPath = fc.oneof(
  fc.array(segment, { maxLength: 6 }).map((parts) => `/${parts.join('/')}`),
  fc.constantFrom(
    '/api/v1/keys',
    '/api/v1/verify',
    '/public/api/v1/invoices',
    '/v1/payouts',
    '/api/sdk/sessions',
  ),
  fc
    .constantFrom('name', 'scopes', 'ip-rules', 'expiry', 'regenerate')
    .map((action) => `/api/v1/keys/{id}/${action}`),
);
const query = fc.oneof(
  fc.constant(''),
  fc
    .tuple(
      fc.constantFrom('limit', 'cursor', 'status', 'q', 'profile', 'environment', 'x', '__proto__', 'q[]'),
      percentEncoded,
    )
    .map(([name, value]) => `?${name}=${value}`),
);

const fields =
  'name profile environment scopes fullAccess expiresAt ipRules gracePeriodSeconds reason key ip id __proto__ constructor';
const field = fc.constantFrom(...fields.split(' '));
const likely = fc.oneof(
  fc.constantFrom(
    'sentry',
    'enterprise',
    'sentrial',
    'live',
    'test',
    '2999-01-01',
    '10.0.0.0/8',
    '::ffff:1.2.3.4/97',
  ),
  fc.constantFrom(['sales:read'], ['10.0.0.1'], [], true, 0, -0, 1e308, null),
);
const jsonBody = fc
  .dictionary(field, fc.oneof(likely, fc.jsonValue({ maxDepth: 3 })), { maxKeys: 5, noNullPrototype: true })
  .map((value) => JSON.stringify(value));
const body = fc.oneof(
  { weight: 4, arbitrary: jsonBody },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);
/** What a header may hold on the wire: Latin-1 without controls. */
const headerValue = fc
  .array(
    fc.integer({ min: 0x20, max: 0xff }).filter((code) => code !== 0x7f),
    { maxLength: 60 },
  )
  .map((codes) => String.fromCodePoint(...codes));

const anyRequest = fc.record({
  method: fc.constantFrom(
    'GET',
    'GET',
    'POST',
    'POST',
    'POST',
    'PUT',
    'PUT',
    'PATCH',
    'DELETE',
    'HEAD',
    'OPTIONS',
  ),
  path: fc.tuple(anyPath, query).map((parts) => parts.join('')),
  bearer: fc.oneof(
    { weight: 6, arbitrary: fc.constant('token') },
    { weight: 3, arbitrary: fc.constant('key') },
    { weight: 1, arbitrary: headerValue },
  ),
  headers: fc.dictionary(
    fc.constantFrom(
      'If-Match',
      'Idempotency-Key',
      'X-Request-Id',
      'X-Forwarded-For',
      'Accept',
      'Content-Encoding',
      'Prefer',
    ),
    headerValue,
    { maxKeys: 3, noNullPrototype: true },
  ),
  type: fc.oneof(
    { weight: 8, arbitrary: fc.constant('application/json') },
    { weight: 1, arbitrary: headerValue },
  ),
  body: fc.option(body, { nil: undefined }),
});

const bearers: Readonly<Record<string, () => string>> = { token: () => token, key: () => key.key };

test('1,500 requests at random', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(anyRequest, async ({ method, path, bearer, headers, type, body: content }) => {
      const target = path.replace('{id}', key.id);
      const reply = await send({
        method,
        path: target,
        headers: {
          Authorization: `Bearer ${bearers[bearer]?.() ?? bearer}`,
          ...headers,
          ...(content !== undefined && {
            'Content-Type': type,
            'Content-Length': String(Buffer.byteLength(content)),
          }),
        },
        body: content,
      });
      expect(reply.status).toBeLessThan(500);
      expect(reply.requestId).toMatch(/^[\w.:-]{1,100}$/);
      // The way to the portal is no part of the API.
      if (reply.status === 302) return;
      const url = app.url + target;
      const { pathname, search } = new URL(url);
      // Some paths are others once they are a URL.
      if (pathname + search === target) {
        expectDocumented({ method, url, status: reply.status, headers: reply.headers, text: reply.body });
      }
      if (method === 'HEAD') return;
      const shown = JSON.parse(reply.body) as unknown;
      if (reply.status >= 400) {
        expect(shown).toMatchObject({
          error: expect.any(String) as string,
          message: expect.any(String) as string,
        });
      }
    }),
    { numRuns: 1500 },
  );
  expect(app.logged.filter((line) => line.includes('"level":50'))).toEqual([]);
});
