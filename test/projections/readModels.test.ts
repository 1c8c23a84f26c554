import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { KeyEvent } from '../../src/domain/keyEvents.ts';
import { keyProjections } from '../../src/projections/keys.ts';
import { readModels, type ReadModels } from '../../src/projections/readModels.ts';
import { requestProjections } from '../../src/projections/requests.ts';
import { connectDatabase, type Database } from '../../src/stores/database.ts';
import { migrate } from '../../src/stores/migrations.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { created, recorded } from '../support/keyEvents.ts';
import { project } from '../support/projecting.ts';

const now = new Date('2026-06-01T00:00:00.000Z');

let testDatabase: TestDatabase;
let database: Database;
let models: ReadModels;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = connectDatabase(testDatabase.ownerUrl);
  await migrate(database);
  models = readModels(database);
});

afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

beforeEach(async () => {
  for (const { drop, create } of [...keyProjections.projections, ...requestProjections.projections]) {
    await database.query(drop);
    await database.query(create);
  }
  await setReady(true);
});

async function setReady(ready: boolean): Promise<void> {
  await database.query(
    `insert into projection_checkpoints (projection_group, fingerprint, generation, ready) values ($1, '', 1, $2)
     on conflict (projection_group) do update set ready = excluded.ready`,
    [keyProjections.name, ready],
  );
}

async function given(keyId: string, ...events: KeyEvent[]): Promise<void> {
  await project(database, keyProjections.projections, recorded(keyId, events));
}

function event<T extends KeyEvent['type']>(
  type: T,
  data: Extract<KeyEvent, { type: T }>['data'],
  at = '2026-02-01T00:00:00.000Z',
): KeyEvent {
  return { type, at, actor: 'bob', data } as KeyEvent;
}

test.each([
  ['being built', () => setReady(false)],
  ['never built', () => database.query('delete from projection_checkpoints')],
  ['without tables', () => database.query('drop table key_lookup, key_list, key_history')],
])('read models that are %s are not believed, whether or not they have the key', async (_, unready) => {
  await given('k1', created({ keyId: 'k1' }));
  await unready();
  const notReady = { code: 'READ_MODELS_NOT_READY' };
  for (const prefix of ['sntr_aaaaaaaaaaa', 'sntr_bbbbbbbbbbb']) {
    await expect(models.findCandidates(prefix)).rejects.toMatchObject(notReady);
  }
  await expect(models.findKey('m_1', 'k1', now)).rejects.toMatchObject(notReady);
  await expect(models.listKeys('m_1', {}, { limit: 2 }, now)).rejects.toMatchObject(notReady);
  await expect(models.listHistory('k1', { limit: 2, after: -1 })).rejects.toMatchObject(notReady);
});

describe('the lookup', () => {
  const find = (prefix: string) => models.findCandidates(prefix);

  test('finds every secret under a prefix, of whichever key', async () => {
    await given('k1', created({ keyId: 'k1' }));
    await given('k2', created({ keyId: 'k2', merchantId: 'm_2' }));
    const found = await find('sntr_aaaaaaaaaaa');
    expect(found.map(({ keyId }) => keyId).toSorted()).toEqual(['k1', 'k2']);
    expect(await find('sntr_bbbbbbbbbbb')).toEqual([]);
  });

  test('follows every change of a key', async () => {
    await given(
      'k1',
      created({ keyId: 'k1' }),
      event('ApiKeyRenamed', { name: 'Till' }),
      event('ApiKeyScopesSet', { scopes: ['sales:read'] }),
      event('ApiKeyIpRulesSet', { ipRules: ['10.0.0.0/8'] }),
      event('ApiKeyExpirySet', { expiresAt: '2027-01-01T00:00:00.000Z' }),
      event('ApiKeyRevoked', { reason: null }),
    );
    expect(await find('sntr_aaaaaaaaaaa')).toEqual([
      {
        keyId: 'k1',
        merchantId: 'm_1',
        name: 'Till',
        profile: 'sentry',
        environment: 'live',
        scopes: ['sales:read'],
        ipRules: ['10.0.0.0/8'],
        status: 'revoked',
        expiresAt: '2027-01-01T00:00:00.000Z',
        secretEndsAt: null,
        hash: 'v1$salt$k1',
        epoch: expect.any(BigInt) as bigint,
      },
    ]);
  });

  const regenerated = (hash: string, previousSecretEndsAt: string, at: string) =>
    event(
      'ApiKeyRegenerated',
      { secret: { prefix: 'sntr_aaaaaaaaaaa', hash }, expiresAt: null, previousSecretEndsAt },
      at,
    );
  const ends = async () =>
    Object.fromEntries(
      (await find('sntr_aaaaaaaaaaa')).map(({ hash, secretEndsAt }) => [hash, secretEndsAt]),
    );

  test('without a grace period the old secret is dead by every clock', async () => {
    const at = '2026-03-01T00:00:00.000Z';
    await given('k1', created({ keyId: 'k1' }), regenerated('v1$salt$new', at, at));
    expect(await ends()).toEqual({ v1$salt$k1: '1970-01-01T00:00:00.000Z', v1$salt$new: null });
  });

  test('in a grace period both live; a second regeneration forgets the older one', async () => {
    const grace = '2026-03-02T00:00:00.000Z';
    const first = regenerated('v1$salt$new', grace, '2026-03-01T00:00:00.000Z');
    await given('k1', created({ keyId: 'k1' }), first);
    expect(await ends()).toEqual({ v1$salt$k1: grace, v1$salt$new: null });

    const second = regenerated('v1$salt$newer', grace, '2026-03-01T12:00:00.000Z');
    await given('k2', created({ keyId: 'k2', secret: { prefix: 'sntr_bbbbbbbbbbb', hash: 'h' } }));
    await database.query('truncate key_lookup, key_list, key_history');
    await given('k1', created({ keyId: 'k1' }), first, second);
    expect(await ends()).toEqual({ v1$salt$new: grace, v1$salt$newer: null });
  });

  test('a key that was regenerated again and again has two secrets, as it is now', async () => {
    const at = '2026-03-01T00:00:00.000Z';
    const hashes = Array.from({ length: 20 }, (_, index) => `v1$salt$${index}`);
    await given('k2', created({ keyId: 'k2' }));
    await given(
      'k1',
      created({ keyId: 'k1' }),
      ...hashes.slice(0, 10).map((hash) => regenerated(hash, at, at)),
      event('ApiKeyRenamed', { name: 'Till' }),
      ...hashes.slice(10).map((hash) => regenerated(hash, at, at)),
      event('ApiKeyRevoked', { reason: null }),
    );
    const found = await find('sntr_aaaaaaaaaaa');
    expect(found.filter(({ keyId }) => keyId === 'k2')).toMatchObject([{ secretEndsAt: null }]);
    expect(
      found.filter(({ keyId }) => keyId === 'k1').toSorted((a, b) => a.hash.localeCompare(b.hash)),
    ).toMatchObject([
      { hash: 'v1$salt$18', name: 'Till', status: 'revoked', secretEndsAt: '1970-01-01T00:00:00.000Z' },
      { hash: 'v1$salt$19', name: 'Till', status: 'revoked', secretEndsAt: null },
    ]);
  });

  test('a nearer end of the key is a nearer end of the grace period', async () => {
    const grace = '2026-03-08T00:00:00.000Z';
    await given(
      'k1',
      created({ keyId: 'k1' }),
      regenerated('v1$salt$new', grace, '2026-03-01T00:00:00.000Z'),
      event('ApiKeyExpirySet', { expiresAt: '2026-03-02T00:00:00.000Z' }),
    );
    expect(await ends()).toEqual({ v1$salt$k1: '2026-03-02T00:00:00.000Z', v1$salt$new: null });
  });
});

describe('the key list', () => {
  test('shows a key in full, with the status of now', async () => {
    await given('k1', created({ keyId: 'k1', expiresAt: '2026-06-01T00:00:00.000Z', ipRules: ['::1'] }));
    expect(await models.findKey('m_1', 'k1', new Date(now.getTime() - 1))).toEqual({
      id: 'k1',
      name: 'Website Checkout',
      profile: 'sentry',
      environment: 'live',
      prefix: 'sntr_aaaaaaaaaaa',
      scopes: ['customer:read', 'sales:read'],
      ipRules: ['::1'],
      status: 'active',
      createdAt: '2026-01-01T00:00:00.000Z',
      createdBy: 'alice',
      expiresAt: '2026-06-01T00:00:00.000Z',
      lastUsedAt: null,
      requestCount: 0,
      revokedAt: null,
      revision: 0,
    });
    expect(await models.findKey('m_1', 'k1', now)).toMatchObject({ status: 'expired' });
    expect(await models.findKey('m_2', 'k1', now)).toBeUndefined();
  });

  test('pages through all keys of one merchant, newest first, also where creation times are equal', async () => {
    for (let i = 0; i < 7; i++)
      await given(`k${i}`, created({ keyId: `k${i}` }, `2026-01-0${1 + (i >> 1)}T00:00:00.000Z`));
    await given('other', created({ keyId: 'other', merchantId: 'm_2' }));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await models.listKeys('m_1', {}, { limit: 2, cursor }, now);
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(['k6', 'k5', 'k4', 'k3', 'k2', 'k1', 'k0']);
  });

  test.each([
    [{ status: 'active' }, ['live', 'test']],
    [{ status: 'expired' }, ['late']],
    [{ status: 'revoked' }, ['gone']],
    [{ environment: 'test' }, ['test']],
    [{ profile: 'enterprise' }, ['test']],
    [{ q: 'CHECK' }, ['gone', 'late', 'live']],
    [{ q: '%' }, []],
    [{ q: 'check', status: 'active' }, ['live']],
  ] as const)('filters by %j', async (filter, expected) => {
    await given('live', created({ keyId: 'live' }));
    await given('late', created({ keyId: 'late', expiresAt: now.toISOString() }));
    await given(
      'gone',
      created({ keyId: 'gone', expiresAt: now.toISOString() }),
      event('ApiKeyRevoked', { reason: null }),
    );
    await given('test', created({ keyId: 'test', name: 'POS', profile: 'enterprise', environment: 'test' }));
    const { items } = await models.listKeys('m_1', filter, { limit: 10 }, now);
    expect(items.map(({ id }) => id).toSorted()).toEqual(expected);
  });

  test.each([
    '',
    'nonsense',
    Buffer.from('["2026-01-01","k"]').toString('base64url'),
    Buffer.from('{}').toString('base64url'),
  ])('refuses the foreign cursor %j', async (cursor) => {
    await expect(models.listKeys('m_1', {}, { limit: 2, cursor }, now)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });
});

describe('tables that change under a running pool', () => {
  let pool: Database;
  beforeEach(async () => {
    pool = connectDatabase(testDatabase.ownerUrl);
    await given('k1', created({ keyId: 'k1' }));
    await prepareEverywhere();
  });
  afterEach(() => pool.close());

  const queries = () =>
    Promise.all([
      readModels(pool)
        .findCandidates('sntr_aaaaaaaaaaa')
        .then((found) => found.map(({ keyId }) => keyId)),
      readModels(pool)
        .findKey('m_1', 'k1', now)
        .then((found) => found?.id),
      readModels(pool)
        .listKeys('m_1', {}, { limit: 2 }, now)
        .then(({ items }) => items.map(({ id }) => id)),
      readModels(pool)
        .listHistory('k1', { limit: 2, after: -1 })
        .then(({ items }) => items.length),
    ]);
  const answers = [['k1'], 'k1', ['k1'], 1];
  const tables = ['key_lookup', 'key_list', 'key_history'];

  async function makeAnew(alter: (create: string) => string): Promise<void> {
    for (const { drop, create } of keyProjections.projections) {
      await database.transaction(async (tx) => {
        await tx.query(drop);
        await tx.query(alter(create));
      });
    }
    await given('k1', created({ keyId: 'k1' }));
  }

  /** So that every connection of the pool has prepared every statement. */
  const prepareEverywhere = () => Promise.all(Array.from({ length: 40 }, queries));

  test('a column more changes no answer', async () => {
    for (const table of tables) await database.query(`alter table ${table} add column more text`);
    for (const answer of await prepareEverywhere()) expect(answer).toEqual(answers);
  });

  test('tables made anew with a column more, in another place, change no answer', async () => {
    await makeAnew((create) => create.replace(/^( +)key_id /m, '$1more text default 1, key_id '));
    for (const answer of await prepareEverywhere()) expect(answer).toEqual(answers);
  });

  test('a column of another type costs a connection, not the process', async () => {
    await makeAnew((create) => create.replace(/(key_id +)text/, '$1varchar(50)'));
    await makeAnew((create) => create.replace(/(revision +)bigint/, '$1integer'));
    const first = await Promise.allSettled(Array.from({ length: 40 }, queries));
    for (const result of first) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    }
    await expect.poll(() => queries().catch(String)).toEqual(answers);
    for (const answer of await prepareEverywhere()) expect(answer).toEqual(answers);
  });

  test('a column that is gone is a read model that this program cannot read yet', async () => {
    await database.query('alter table key_lookup drop column name');
    await expect(readModels(pool).findCandidates('sntr_aaaaaaaaaaa')).rejects.toMatchObject({
      code: 'READ_MODELS_NOT_READY',
    });
  });
});

test('the history has every event in order, and no hash', async () => {
  const at = '2026-03-01T00:00:00.000Z';
  await given(
    'k1',
    created({ keyId: 'k1', requestFingerprint: 'digest' }),
    event('ApiKeyRegenerated', {
      secret: { prefix: 'sntr_bbbbbbbbbbb', hash: 'v1$salt$new' },
      expiresAt: null,
      previousSecretEndsAt: at,
    }),
    event('ApiKeyRevoked', { reason: 'leaked' }),
  );
  const first = await models.listHistory('k1', { limit: 2, after: -1 });
  expect(first.items.map(({ revision, type }) => [revision, type])).toEqual([
    [0, 'ApiKeyCreated'],
    [1, 'ApiKeyRegenerated'],
  ]);
  expect(first.nextCursor).toBe('1');
  const rest = await models.listHistory('k1', { limit: 2, after: 1 });
  expect(rest).toEqual({
    items: [
      {
        revision: 2,
        type: 'ApiKeyRevoked',
        at: '2026-02-01T00:00:00.000Z',
        actor: 'bob',
        data: { reason: 'leaked' },
      },
    ],
    nextCursor: null,
  });
  const text = JSON.stringify(first);
  expect(text).toContain('sntr_bbbbbbbbbbb');
  expect(text).not.toMatch(/v1\$|digest/);
});
