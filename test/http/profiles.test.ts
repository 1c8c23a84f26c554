/** Profiles are data: a fourth product works from its JSON alone, and one that cannot work stops the start. */
import { describe, expect, test } from 'vitest';
import { builtInProfiles } from '../../src/domain/builtInProfiles.ts';
import { loadProfiles } from '../../src/domain/profiles.ts';
import { startApp } from '../support/app.ts';
import { createKey, type CreatedKey, type Json } from '../support/client.ts';

const acme = {
  name: 'acme',
  prefixes: { live: 'acme_live_', test: 'acme_test_' },
  randomLength: 40,
  scopes: { 'things:read': 'View things', 'things:poke': 'Poke things' },
  defaultScopes: ['things:read'],
  presets: [{ name: 'Poker', scopes: ['things:poke'] }],
  requestsPerMinute: 4,
  errorStyle: 'titles',
  routes: [
    {
      environment: 'live',
      basePath: '/acme/v2',
      endpoints: [
        { method: 'GET', path: 'things', scope: 'things:read' },
        { method: 'POST', path: 'things/{id}/pokes/{id}', scope: 'things:poke' },
        { method: 'GET', path: 'things/all', scope: 'things:read' },
        { method: 'POST', path: 'things/{id}', scope: 'things:poke' },
      ],
    },
    {
      environment: 'test',
      basePath: '/acme-test/v2',
      endpoints: [{ method: 'GET', path: 'things', scope: 'things:read' }],
    },
  ],
};
const profilesWith = (added: unknown) => loadProfiles(builtInProfiles, JSON.parse(JSON.stringify([added])));

test('a fourth profile from JSON, end to end', async () => {
  await using app = await startApp({ config: { profiles: profilesWith(acme) } });
  const admin = await app.as('m_1');
  const { body } = await admin.get<{ items: Json[]; nextCursor: null }>('/api/v1/profiles');
  expect(body.nextCursor).toBeNull();
  expect(body.items.map(({ name }) => name)).toEqual(['sentry', 'enterprise', 'sentrial', 'acme']);
  expect(body.items[3]).toEqual({
    ...acme,
    environments: ['live', 'test'],
    scopes: ['things:read', 'things:poke'],
    scopeDescriptions: acme.scopes,
    presets: [{ name: 'Poker', useCase: '', scopes: ['things:poke'] }],
    errorStyle: undefined,
    randomLength: undefined,
  });

  const reader = await createKey(admin, { profile: 'acme', environment: 'test' });
  expect(reader).toMatchObject({
    scopes: ['things:read'],
    prefix: reader.key.slice(0, 'acme_test_'.length + 11),
  });
  expect(reader.key).toMatch(/^acme_test_[\w-]{40}$/);
  const at = async (key: CreatedKey, method: string, path: string) => {
    const reply = await app.with(key.key).send(method, path);
    return [reply.status, reply.body['error'] ?? ''];
  };
  expect(await at(reader, 'GET', '/acme-test/v2/things')).toEqual([200, '']);
  expect(await at(reader, 'GET', '/acme/v2/things')).toEqual([401, 'Unauthorized']);

  const poker = await createKey(admin, { profile: 'acme', fullAccess: true });
  expect(await at(poker, 'POST', '/acme/v2/things/7/pokes/8')).toEqual([201, '']);
  expect(await at(poker, 'POST', '/acme/v2/things/all')).toEqual([201, '']);
  expect(await at(poker, 'GET', '/acme/v2/things/all')).toEqual([200, '']);
  expect(await at(poker, 'GET', '/acme/v2/things')).toEqual([200, '']);
  expect(await at(poker, 'GET', '/acme/v2/things')).toEqual([429, 'RATE_LIMIT_EXCEEDED']);
  const list = await admin.get<{ items: Json[] }>('/api/v1/keys?profile=acme');
  expect(list.body.items).toHaveLength(2);
});

describe('routes that cannot be told apart stop the start', () => {
  test.each([
    '/api/v1',
    '/api',
    '/healthz',
    '/readyz/x',
    '/v1',
    '/v1/more',
    '/public/api',
    '/public/api/v1/invoices',
  ])('%s', async (basePath) => {
    const profiles = profilesWith({ ...acme, routes: [{ ...acme.routes[0], basePath }] });
    await expect(startApp({ config: { profiles } })).rejects.toThrow(
      `"acme" cannot have routes at ${basePath}`,
    );
  });
});
