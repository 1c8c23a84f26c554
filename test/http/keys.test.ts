/** Lists, pages, preconditions and repeated creations. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { createKey, type Client, type CreatedKey, type Json, type Reply } from '../support/client.ts';

interface List {
  readonly items: { id: string; name: string }[];
  readonly nextCursor: string | null;
}

let app: TestApp;
let admin: Client;
beforeAll(async () => {
  app = await startApp();
  admin = await app.as('m_1');
});
afterAll(() => app.stop());

describe('GET /keys', () => {
  let client: Client;
  let created: CreatedKey[];
  const list = async (query: string) => (await client.get<List>(`/api/v1/keys?${query}`)).body;
  const names = async (query: string) => (await list(query)).items.map(({ name }) => name);

  beforeAll(async () => {
    client = await app.as('m_list');
    created = [];
    for (const input of [
      { name: 'One', scopes: ['sales:read'] },
      { name: 'Two', profile: 'enterprise', environment: 'test', fullAccess: true },
      { name: 'Twenty_%', profile: 'enterprise', environment: 'live', fullAccess: true },
      {
        name: 'Ends',
        profile: 'sentrial',
        expiresAt: new Date(app.now().getTime() + 3_600_000).toISOString(),
      },
      { name: 'Ünïcode 🔑', scopes: ['sales:read'] },
    ]) {
      created.push(await createKey(client, input));
    }
    await client.post(`/api/v1/keys/${created[0]?.id}/revoke`);
  });

  test('shows the merchant its own keys, newest first', async () => {
    expect(await list('')).toEqual({
      items: await Promise.all(
        created.toReversed().map(async ({ id }) => (await client.get(`/api/v1/keys/${id}`)).body),
      ),
      nextCursor: null,
    });
    expect((await (await app.as('m_nobody')).get('/api/v1/keys')).body).toEqual({
      items: [],
      nextCursor: null,
    });
  });

  test.each([
    ['status=active', ['Ünïcode 🔑', 'Ends', 'Twenty_%', 'Two']],
    ['status=revoked', ['One']],
    ['status=expired', []],
    ['environment=test', ['Two']],
    ['profile=enterprise', ['Twenty_%', 'Two']],
    ['profile=enterprise&environment=live', ['Twenty_%']],
    ['q=tw', ['Twenty_%', 'Two']],
    ['q=_%25', ['Twenty_%']],
    ['q=ÜNÏCODE', ['Ünïcode 🔑']],
    ['q=', ['Ünïcode 🔑', 'Ends', 'Twenty_%', 'Two', 'One']],
    ['q=absent', []],
  ])('?%s', async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  test('pages do not overlap and miss nothing, also while keys are added', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: List = await list(`limit=2${cursor === null ? '' : `&cursor=${cursor}`}`);
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
      if (cursor !== null) await createKey(client, { name: 'Later', scopes: ['sales:read'] });
    } while (cursor !== null);
    expect(seen).toEqual(created.map(({ id }) => id).toReversed());
  });

  test('20 at a time unless told otherwise', async () => {
    const other = await app.as('m_many');
    await Promise.all(Array.from({ length: 21 }, () => createKey(other, { scopes: ['sales:read'] })));
    const { body } = await other.get<List>('/api/v1/keys');
    expect(body.items).toHaveLength(20);
    expect(body.nextCursor).not.toBeNull();
    expect((await other.get<List>('/api/v1/keys?limit=100')).body.items).toHaveLength(21);
  });

  test('an expired key shows as expired', async () => {
    await using later = await startApp({ stores: app.stores });
    later.advance(3601);
    const { body } = await (await later.as('m_list')).get<List>('/api/v1/keys?status=expired');
    expect(body.items.map(({ name }) => name)).toEqual(['Ends']);
  });
});

describe('GET /keys/{id}/history', () => {
  test('pages through all of it, in order', async () => {
    const { id } = await createKey(admin, { scopes: ['sales:read'] });
    for (const name of ['B', 'C', 'D', 'E']) await admin.put(`/api/v1/keys/${id}/name`, { name });
    const revisions: number[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const { body } = await admin.get<{ items: { revision: number }[]; nextCursor: string | null }>(
        `/api/v1/keys/${id}/history?limit=2${query}`,
      );
      revisions.push(...body.items.map(({ revision }) => revision));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(revisions).toEqual([0, 1, 2, 3, 4]);
  });

  test('names the actor, the time and what was done', async () => {
    const { id, prefix } = await createKey(admin, { name: 'Told', scopes: ['sales:read'] });
    const { body } = await (await app.as('m_1', 'auditor')).get(`/api/v1/keys/${id}/history`);
    expect(body).toEqual({
      items: [
        {
          revision: 0,
          type: 'ApiKeyCreated',
          at: expect.stringMatching(/Z$/) as string,
          actor: 'alice',
          data: {
            keyId: id,
            merchantId: 'm_1',
            name: 'Told',
            profile: 'sentry',
            environment: 'live',
            scopes: ['sales:read'],
            ipRules: [],
            expiresAt: null,
            prefix,
          },
        },
      ],
      nextCursor: null,
    });
  });
});

describe('POST /keys', () => {
  test('says where the key is', async () => {
    const reply = await admin.post<CreatedKey>('/api/v1/keys', { name: 'Here', scopes: ['sales:read'] });
    expect(reply.status).toBe(201);
    const location = reply.headers.get('location') ?? '';
    expect(location).toBe(`/api/v1/keys/${reply.body.id}`);
    expect(reply.headers.get('etag')).toBe('"0"');
    expect(reply.headers.get('cache-control')).toBe('no-store');
    expect((await admin.get(location)).body).toMatchObject({ id: reply.body.id });
  });

  test('names are trimmed and may be in any script; full access beside no scopes', async () => {
    const name = `${'ключ '.repeat(10)}🔑`;
    expect(await createKey(admin, { name: `  ${name}  `, fullAccess: true })).toMatchObject({ name });
    expect(await createKey(admin, { name: 'x'.repeat(100), fullAccess: true })).toMatchObject({
      name: 'x'.repeat(100),
    });
    const markup = '<script>alert(1)</script>';
    expect(await createKey(admin, { name: markup, fullAccess: true })).toMatchObject({ name: markup });
  });

  describe('with an Idempotency-Key', () => {
    const input = { name: 'Once', scopes: ['sales:read'] };
    const create = (client: Client, key: string, body: Json = input) =>
      client.post<CreatedKey>('/api/v1/keys', body, { headers: { 'Idempotency-Key': key } });

    test('again with the same body: the same key, without the secret', async () => {
      const first = await create(admin, 'once-1');
      expect(first.status).toBe(201);
      const { key: _, ...shown } = first.body;
      const again = await create(admin, 'once-1', {
        scopes: ['sales:read'],
        name: ' Once',
        profile: 'sentry',
      });
      expect([again.status, again.body]).toEqual([200, shown]);
    });

    test('again with another body: 422', async () => {
      await create(admin, 'once-2');
      const other = await create(admin, 'once-2', { ...input, name: 'Twice' });
      expect(other).toMatchObject({ status: 422, body: { error: 'IDEMPOTENCY_KEY_REUSED' } });
    });

    test('ten at once: one key, one secret', async () => {
      const replies = await Promise.all(Array.from({ length: 10 }, () => create(admin, 'once-3')));
      expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(replies.filter(({ status }) => status === 200)).toHaveLength(9);
      expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1);
      expect(replies.filter(({ body }) => 'key' in body)).toHaveLength(1);
    });

    test("another merchant's is another", async () => {
      const [mine, theirs] = [await create(admin, 'once-4'), await create(await app.as('m_2'), 'once-4')];
      expect(theirs.status).toBe(201);
      expect(theirs.body.id).not.toBe(mine.body.id);
    });

    test.each(['', 'two words', 'ümlaut', 'x'.repeat(256)])('%j: 422', async (key) => {
      const reply = await create(admin, key);
      expect(reply).toMatchObject({ status: 422, body: { details: [{ field: 'Idempotency-Key' }] } });
    });

    test('255 visible characters are taken', async () => {
      expect((await create(admin, `~!"${'x'.repeat(252)}`)).status).toBe(201);
    });
  });
});

describe('If-Match', () => {
  const changes: readonly (readonly [string, 'PUT' | 'POST', Json])[] = [
    ['name', 'PUT', { name: 'Changed' }],
    ['scopes', 'PUT', { scopes: [] }],
    ['ip-rules', 'PUT', { ipRules: ['::1'] }],
    ['expiry', 'PUT', { expiresAt: '2999-01-01' }],
    ['revoke', 'POST', {}],
    ['regenerate', 'POST', {}],
  ];
  const send = (
    id: string,
    [action, method, body]: (typeof changes)[number],
    ifMatch: string,
  ): Promise<Reply> =>
    admin.send(method, `/api/v1/keys/${id}/${action}`, body, { headers: { 'If-Match': ifMatch } });

  describe.each(changes)('%s', (...change) => {
    test.each(['"0"', 'W/"0"', '0', '*'])('%s: the revision that it has', async (ifMatch) => {
      const { id } = await createKey(admin, { scopes: ['sales:read'] });
      const reply = await send(id, change, ifMatch);
      expect([reply.status, reply.headers.get('etag')]).toEqual([200, '"1"']);
    });

    test('another revision: 412, and nothing is written', async () => {
      const { id } = await createKey(admin, { scopes: ['sales:read'] });
      const reply = await send(id, change, '"1"');
      expect(reply).toMatchObject({ status: 412, body: { error: 'REVISION_MISMATCH' } });
      expect((await admin.get(`/api/v1/keys/${id}`)).body).toMatchObject({ revision: 0 });
    });
  });

  test.each(['', 'x', '"x"', '"0', '"0", "1"', '-1', '"1e3"', `"${'9'.repeat(30)}"`])(
    '%j: 400',
    async (ifMatch) => {
      const { id } = await createKey(admin, { scopes: ['sales:read'] });
      const reply = await send(id, ['name', 'PUT', { name: 'x' }], ifMatch);
      expect(reply).toMatchObject({ status: 400, body: { details: [{ field: 'If-Match' }] } });
    },
  );

  test('If-None-Match does not hide that a key has expired', async () => {
    await using later = await startApp({ stores: app.stores });
    const end = new Date(later.now().getTime() + 60_000).toISOString();
    const client = await later.as('m_1');
    const { id } = await createKey(client, { scopes: ['sales:read'], expiresAt: end });
    const before = await client.get(`/api/v1/keys/${id}`);
    later.advance(61);
    const reply = await client.get(`/api/v1/keys/${id}`, {
      headers: { 'If-None-Match': before.headers.get('etag') ?? '' },
    });
    expect(reply).toMatchObject({ status: 200, body: { status: 'expired' } });
  });
});

test('HEAD answers like GET, without a body', async () => {
  const { id } = await createKey(admin, { scopes: ['sales:read'] });
  const reply = await admin.send('HEAD', `/api/v1/keys/${id}`);
  expect([reply.status, reply.headers.get('etag'), reply.body]).toEqual([200, '"0"', {}]);
});

test('a command that changes nothing answers with the key as it is', async () => {
  const { id } = await createKey(admin, { name: 'Same', scopes: ['sales:read'] });
  const reply = await admin.put(`/api/v1/keys/${id}/name`, { name: 'Same' });
  expect([reply.status, reply.headers.get('etag')]).toEqual([200, '"0"']);
});
