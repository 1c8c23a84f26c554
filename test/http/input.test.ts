/** Every route against every kind of bad input. What is wrong is named; nothing is written; nothing answers 500. */
import { gzipSync } from 'node:zlib';
import { generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { client, createKey, type Client, type CreatedKey, type Json, type Reply } from '../support/client.ts';

let app: TestApp;
let admin: Client;
let key: CreatedKey;
let foreign: CreatedKey;
beforeAll(async () => {
  app = await startApp({ config: { requestsPerMinute: 100_000 } });
  admin = await app.as('m_1');
  key = await createKey(admin, { name: 'Steady', fullAccess: true, expiresAt: '2999-01-01' });
  foreign = await createKey(await app.as('m_2'), { scopes: ['sales:read'] });
});
afterAll(() => app.stop());

interface Route {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** `{id}` is a key's. */
  readonly path: string;
  readonly adminOnly: boolean;
  /** Bad values of each field: of the wrong type, malformed, too long, without meaning. */
  readonly wrong: Readonly<Record<string, readonly unknown[]>>;
  /** Fields that cannot be left out. */
  readonly required: readonly string[];
  readonly valid: Json;
}

const notText = [5, true, null, [], {}];
const unprintable = [
  'nul\0',
  'two\nlines',
  'escape\u001B[31m',
  'half \uD800',
  '\uDC00 half',
  'was no UTF-8 \uFFFD',
];
const names = [...notText, ...unprintable, '', '   ', 'x'.repeat(101)];
const scopeLists = [
  'sales:read',
  5,
  {},
  [5],
  [null],
  [''],
  ['x'.repeat(101)],
  ['sales:*'],
  ['payouts:read'],
  ['__proto__'],
];
const notRules = [
  '10.0.0.256',
  '010.0.0.1',
  '127.1',
  '10.0.0.0/33',
  '10.0.0.0/-1',
  'fe80::1%eth0',
  'localhost',
];
const ipLists = [
  '127.0.0.1',
  5,
  {},
  [5],
  [''],
  ['x'.repeat(61)],
  ...notRules.map((rule) => [rule]),
  Array.from({ length: 101 }, () => '10.0.0.1'),
];
const ends = [
  5,
  {},
  '',
  'soon',
  '2026-02-30',
  '2020-01-01',
  '2999-01-01T00:00:00',
  '2999-01-01T00:00:00Z\0',
  `2${'0'.repeat(50)}`,
];

const routes: readonly Route[] = [
  {
    method: 'POST',
    path: '/keys',
    adminOnly: true,
    valid: { name: 'New', scopes: ['sales:read'] },
    required: ['name', 'scopes'],
    wrong: {
      name: names,
      profile: [...notText, '', 'nope', '__proto__', 'x'.repeat(33)],
      environment: [...notText, '', 'prod', 'test'], // sentry has no test environment
      scopes: [...scopeLists, [], null, Array.from({ length: 101 }, () => 'sales:read')],
      fullAccess: ['true', 1, null, {}, true], // `true` beside scopes
      expiresAt: ends,
      ipRules: [...ipLists, null],
    },
  },
  { method: 'GET', path: '/keys', adminOnly: false, valid: {}, required: [], wrong: {} },
  { method: 'GET', path: '/keys/{id}', adminOnly: false, valid: {}, required: [], wrong: {} },
  { method: 'GET', path: '/keys/{id}/history', adminOnly: false, valid: {}, required: [], wrong: {} },
  { method: 'GET', path: '/keys/{id}/usage', adminOnly: false, valid: {}, required: [], wrong: {} },
  { method: 'GET', path: '/audit', adminOnly: false, valid: {}, required: [], wrong: {} },
  {
    method: 'PUT',
    path: '/keys/{id}/name',
    adminOnly: true,
    valid: { name: 'Steady' },
    required: ['name'],
    wrong: { name: names },
  },
  {
    method: 'PUT',
    path: '/keys/{id}/scopes',
    adminOnly: true,
    valid: { scopes: ['sales:read'] },
    required: ['scopes'],
    wrong: { scopes: [...scopeLists, null] },
  },
  {
    method: 'PUT',
    path: '/keys/{id}/ip-rules',
    adminOnly: true,
    valid: { ipRules: [] },
    required: ['ipRules'],
    wrong: { ipRules: [...ipLists, null] },
  },
  {
    method: 'PUT',
    path: '/keys/{id}/expiry',
    adminOnly: true,
    valid: { expiresAt: '2998-01-01' },
    required: ['expiresAt'],
    wrong: { expiresAt: [...ends, null] },
  },
  {
    method: 'POST',
    path: '/keys/{id}/revoke',
    adminOnly: true,
    valid: { reason: 'why' },
    required: [],
    wrong: { reason: [5, true, [], {}, ...unprintable, 'x'.repeat(501)] },
  },
  {
    method: 'POST',
    path: '/keys/{id}/regenerate',
    adminOnly: true,
    valid: { gracePeriodSeconds: 5 },
    required: [],
    wrong: { gracePeriodSeconds: ['5', null, {}, -1, 1.5, 7 * 86_400 + 1, 1e300], expiresAt: ends },
  },
  {
    method: 'POST',
    path: '/verify',
    adminOnly: false,
    valid: { key: 'sntr_x' },
    required: ['key'],
    wrong: {
      key: [...notText, ...unprintable, '', 'x'.repeat(1001)],
      scopes: ['sales:read', 5, null, [5], ['x'.repeat(101)]],
      ip: [...notText, '', 'x'.repeat(101)],
      environment: [...notText, 'prod'],
    },
  },
  { method: 'GET', path: '/profiles', adminOnly: false, valid: {}, required: [], wrong: {} },
];
const title = ({ method, path }: Route) => `${method} ${path}`;
const named = routes.map((route) => [title(route), route] as const);
const withBody = named.filter(([, { method }]) => method !== 'GET');
const ofOneKey = named.filter(([, { path }]) => path.includes('{id}'));
const changes = named.filter(([, { adminOnly }]) => adminOnly);

function call(who: Client, route: Route, body: unknown, id = key.id): Promise<Reply> {
  const path = `/api/v1${route.path.replace('{id}', id)}`;
  return who.send(route.method, path, route.method === 'GET' ? undefined : body);
}

function expectProblem(reply: Reply, status: number, error?: string): void {
  expect([reply.status, reply.body]).toEqual([
    status,
    {
      error: error ?? (expect.stringMatching(/^[A-Z_]+$/) as string),
      message: expect.stringMatching(/\S/) as string,
      ...(reply.body['details'] !== undefined && { details: expect.any(Array) as unknown[] }),
    },
  ]);
  expect(reply.headers.get('x-request-id')).toMatch(/\S/);
  expect(reply.headers.get('cache-control')).toBe('no-store');
}

function fieldsOf(reply: Reply): readonly string[] {
  return (reply.body['details'] as { field: string }[]).map(({ field }) => field);
}

const forged = async (claims: Json) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'EdDSA' })
    .setSubject('mallory')
    .setIssuer('keyledger')
    .setAudience('keyledger-management')
    .setExpirationTime('1h')
    .sign((await generateKeyPair('EdDSA')).privateKey);

describe('who is not let in', () => {
  const unsigned = [{ alg: 'none' }, { sub: 'mallory', merchant: 'm_1', role: 'admin', exp: 4e9 }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');

  describe.each(named)('%s', (_, route) => {
    test('nobody: 401', async () => {
      const reply = await call(client(app.url), route, route.valid);
      expectProblem(reply, 401, 'UNAUTHORIZED');
      expect(reply.headers.get('www-authenticate')).toBe('Bearer realm="keyledger management"');
    });

    test('with what is no valid token: 401', async () => {
      const tokens = [
        'nonsense',
        'a.b.c',
        `${unsigned}.`,
        await forged({ merchant: 'm_1', role: 'admin' }),
        `${await app.token('m_1')}x`,
        key.key,
      ];
      for (const token of tokens) {
        const reply = await call(client(app.url, token), route, route.valid);
        expectProblem(reply, 401, 'UNAUTHORIZED');
        expect(reply.headers.get('www-authenticate')).toBe(
          'Bearer realm="keyledger management", error="invalid_token"',
        );
      }
    });
  });

  describe.each(changes)('%s', (_, route) => {
    test.each(['viewer', 'auditor'] as const)('as %s: 403', async (role) => {
      expectProblem(await call(await app.as('m_1', role), route, route.valid), 403, 'FORBIDDEN');
    });
  });

  test.each(named.filter(([, { adminOnly }]) => !adminOnly))(
    '%s is open to viewer and auditor',
    async (_, route) => {
      for (const role of ['viewer', 'auditor'] as const) {
        expect((await call(await app.as('m_1', role), route, route.valid)).status).toBe(200);
      }
    },
  );
});

describe('whose key it is not', () => {
  describe.each(ofOneKey)('%s', (_, route) => {
    test("another merchant's and unknown keys look the same: 404", async () => {
      const replies = [];
      for (const id of [
        foreign.id,
        'key_00000000000000000000000000000000',
        'x',
        '%00',
        '%F0%9F%94%91',
        'a'.repeat(101),
      ]) {
        const reply = await call(admin, route, route.valid, id);
        expectProblem(reply, 404, 'NOT_FOUND');
        replies.push(reply.body);
      }
      expect(new Set(replies.map((body) => JSON.stringify(body))).size).toBe(1);
    });

    test('a path that cannot be decoded: 400', async () => {
      expectProblem(await call(admin, route, route.valid, '%E0%A4%A'), 400, 'BAD_REQUEST');
    });
  });

  test('the other merchant still has it as it was', async () => {
    const { body } = await (await app.as('m_2')).get(`/api/v1/keys/${foreign.id}`);
    expect(body).toMatchObject({ status: 'active', revision: 0 });
  });
});

const padded = (bytes: number) => `{"nobody":1${' '.repeat(bytes - 12)}}`;

describe('what cannot be read', () => {
  describe.each([...withBody, ['POST /public/api/v1/invoices', undefined] as const])('%s', (_, route) => {
    const send = async (raw: string | Uint8Array, headers: Record<string, string> = {}) =>
      route === undefined
        ? app.with(key.key).post('/public/api/v1/invoices', undefined, { raw, headers })
        : admin.send(route.method, `/api/v1${route.path.replace('{id}', key.id)}`, undefined, {
            raw,
            headers,
          });

    test.each(['{', '{"name":}', '"text"', '5', 'null', '{} {}', "{'name': 'x'}", ' ', 'name=x'])(
      'malformed JSON %j: 400',
      async (raw) => {
        const reply = await send(raw);
        expectProblem(reply, 400, 'MALFORMED_JSON');
        expect(fieldsOf(reply)).toEqual(['body']);
      },
    );

    test('an array: 422', async () => {
      const reply = await send('[{"name":"x"}]');
      expectProblem(reply, 422, 'INVALID_INPUT');
      expect(fieldsOf(reply)).toEqual(['body']);
    });

    test.each([
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/jsonp',
      'multipart/form-data; boundary=x',
      'nonsense',
    ])('as %s: 415', async (type) => {
      expectProblem(await send('{}', { 'Content-Type': type }), 415, 'UNSUPPORTED_MEDIA_TYPE');
    });

    test('compressed, or in another character set: 415', async () => {
      expectProblem(await send(gzipSync('{}'), { 'Content-Encoding': 'gzip' }), 415);
      expectProblem(await send('{}', { 'Content-Type': 'application/json; charset=latin1' }), 415);
    });

    test('over 64 KiB: 413; exactly 64 KiB is read', async () => {
      expectProblem(await send(padded(65_537)), 413, 'PAYLOAD_TOO_LARGE');
      expectProblem(await send(padded(1_000_000)), 413, 'PAYLOAD_TOO_LARGE');
      expect((await send(padded(65_536))).status).toBe(route === undefined ? 201 : 422);
    });

    test('nested thousands of levels deep: 422', async () => {
      expectProblem(await send(`{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`), 422, 'INVALID_INPUT');
    });
  });
});

describe('what has no meaning', () => {
  describe.each(withBody)('%s', (_, route) => {
    test('an unknown field: 422, named', async () => {
      for (const field of ['merchantId', 'isAdmin', 'constructor']) {
        const reply = await call(admin, route, { ...route.valid, [field]: 1 });
        expectProblem(reply, 422, 'INVALID_INPUT');
        expect(fieldsOf(reply)).toEqual([field]);
      }
      const raw = `{"__proto__":{"name":"x"}}`;
      const path = `/api/v1${route.path.replace('{id}', key.id)}`;
      const reply = await admin.send(route.method, path, undefined, { raw });
      expectProblem(reply, 422, 'INVALID_INPUT');
      expect(fieldsOf(reply)).toContain('__proto__');
    });

    if (route.required.length > 0) {
      test.each(route.required)('without %s: 422, named', async (field) => {
        const reply = await call(admin, route, { ...route.valid, [field]: undefined });
        expectProblem(reply, 422, 'INVALID_INPUT');
        expect(fieldsOf(reply)).toEqual([field]);
      });

      test('without a body: 422', async () => {
        expectProblem(await call(admin, route, undefined), 422, 'INVALID_INPUT');
      });
    }

    test.each(
      Object.entries(route.wrong).flatMap(([field, values]) =>
        values.map((value) => [field, value] as const),
      ),
    )('%s = %j: 422, named', async (field, value) => {
      const reply = await call(admin, route, { ...route.valid, [field]: value });
      expectProblem(reply, 422, 'INVALID_INPUT');
      for (const problem of fieldsOf(reply)) expect(problem.split('.')[0]).toBe(field);
    });
  });

  test.each([
    ['/keys', 'limit=0', 'limit'],
    ['/keys', 'limit=101', 'limit'],
    ['/keys', 'limit=1e1', 'limit'],
    ['/keys', 'limit=', 'limit'],
    ['/keys', 'limit=5&limit=6', 'limit'],
    ['/keys', 'status=alive', 'status'],
    ['/keys', 'environment=prod', 'environment'],
    ['/keys', 'profile=nope', 'profile'],
    ['/keys', 'q=%00', 'q'],
    ['/keys', `q=${'x'.repeat(101)}`, 'q'],
    ['/keys', 'cursor=nonsense', 'cursor'],
    ['/keys', 'cursor=', 'cursor'],
    [
      '/keys',
      `cursor=${Buffer.from('["2026-01-01T00:00:00Z","\'; drop table"]').toString('base64url')}`,
      'cursor',
    ],
    ['/keys', 'color=red', 'color'],
    ['/keys', 'q[]=a', 'q[]'],
    ['/keys/{id}/history', 'limit=-1', 'limit'],
    ['/keys/{id}/history', 'cursor=x', 'cursor'],
    ['/keys/{id}/history', `cursor=${Buffer.from('-1').toString('base64url')}`, 'cursor'],
    ['/keys/{id}/history', `cursor=${Buffer.from('9'.repeat(16)).toString('base64url')}`, 'cursor'],
    ['/keys/{id}/history', 'after=1', 'after'],
  ])('GET %s?%s: 422, named', async (path, query, field) => {
    const reply = await admin.get(`/api/v1${path.replace('{id}', key.id)}?${query}`);
    expectProblem(reply, 422, 'INVALID_INPUT');
    expect(fieldsOf(reply)).toEqual([field]);
  });

  test('a thousand unknown fields are not all told', async () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`f${index}`, 1]));
    const reply = await admin.post('/api/v1/keys', many);
    expectProblem(reply, 422, 'INVALID_INPUT');
    expect(fieldsOf(reply)).toHaveLength(20);
  });
});

describe('where there is nothing', () => {
  test.each([
    '/api',
    '/api/v1',
    '/api/v1/',
    '/api/v2/keys',
    '/api/v1/KEYS',
    '/api/v1/audit/1',
    '/public/api/v1',
    '/v1/unknown',
    '/favicon.ico',
    '/..%2f..%2fetc%2fpasswd',
  ])('GET %s: 404', async (path) => expectProblem(await admin.get(path), 404, 'NOT_FOUND'));

  const protectedPaths = {
    '/public/api/v1/customers': 'GET, HEAD, POST',
    '/public/api/v1/sales': 'GET, HEAD',
    '/public/api/v1/invoices/inv_1/remind': 'POST',
    '/v1/payouts': 'GET, HEAD, POST',
    '/sandbox/v1/webhooks': 'GET, HEAD, POST',
    '/api/sdk/sessions': 'GET, HEAD, POST',
  };
  const managed: Record<string, string> = {};
  for (const { method, path } of routes) {
    const full = `/api/v1${path}`;
    const shown = method === 'GET' ? 'GET, HEAD' : method;
    managed[full] = managed[full] === undefined ? shown : `${managed[full]}, ${shown}`;
  }
  managed['/api/v1/keys'] = 'POST, GET, HEAD';

  test.each(
    Object.entries({ ...managed, ...protectedPaths, '/healthz': 'GET, HEAD', '/readyz': 'GET, HEAD' }),
  )('%s takes %s, all else is 405', async (path, allow) => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      if (allow.split(', ').includes(method)) continue;
      const reply = await admin.send(method, path.replace('{id}', key.id));
      expectProblem(reply, 405, 'METHOD_NOT_ALLOWED');
      expect(reply.headers.get('allow')).toBe(allow);
    }
  });
});

test('after all that, the key is as it was', async () => {
  // Only its usage was counted.
  const { key: _, requestCount: __, lastUsedAt: ___, ...shown } = key;
  expect((await admin.get(`/api/v1/keys/${key.id}`)).body).toMatchObject(shown);
});

test('nothing of it was logged as a defect', () => {
  const levels = app.logged.map((line) => (JSON.parse(line) as { level: number }).level);
  expect(Math.max(...levels)).toBeLessThan(50);
});
