import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError, processEnvironment, readConfig } from '../src/config.ts';
import { temporaryFolder, type TestFolder } from './support/folder.ts';

let folder: TestFolder;
const file = (name: string) => join(folder.path, name);

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(file('pepper'), `${'p'.repeat(40)}\n`);
  await writeFile(file('database_url'), 'postgres://k:pw@db/k\n');
  await writeFile(file('eventstore_url'), 'esdb://k:pw@events\n');
  await writeFile(file('broken.json'), '[{]');
  await writeFile(file('overlap.json'), JSON.stringify([{ ...acme, prefixes: { live: 'sntr_x_' } }]));
  await writeFile(file('acme.json'), JSON.stringify([acme]));
});
afterAll(() => folder[Symbol.asyncDispose]());

const acme = {
  name: 'acme',
  prefixes: { live: 'acme_' },
  randomLength: 40,
  scopes: { 'things:read': 'View things' },
  errorStyle: 'codes',
};

test('needs nothing', () => {
  expect(readConfig({})).toMatchObject({
    host: '127.0.0.1',
    port: 3000,
    dataDir: join(process.cwd(), '.keyledger'),
    databaseUrl: undefined,
    databaseOwnerUrl: undefined,
    eventStoreUrl: undefined,
    trustProxy: [],
    requestsPerMinute: undefined,
    rateLimitStore: 'memory',
    redisUrl: undefined,
    auditFsync: 'interval',
    auditJournalMaxBytes: 4 * 1024 ** 3,
    pepper: undefined,
    webhookKey: undefined,
    webhookAllowLoopback: false,
    tokenIssuer: undefined,
    identityProvider: undefined,
    publicUrl: undefined,
    sessionKey: undefined,
    logLevel: 'info',
  });
});

describe('an identity provider', () => {
  const set = {
    OIDC_ISSUER: 'https://id.example',
    OIDC_CLIENT_ID: 'keyledger',
    PUBLIC_URL: 'https://keys.example/',
  };

  test('with the origin that browsers come to, and a secret by value or by file', () => {
    const identityProvider = { issuer: 'https://id.example', clientId: 'keyledger', scopes: 'openid' };
    expect(readConfig(set)).toMatchObject({
      identityProvider: { ...identityProvider, clientSecret: undefined },
      publicUrl: 'https://keys.example',
    });
    expect(readConfig({ ...set, OIDC_CLIENT_SECRET_FILE: file('pepper') }).identityProvider).toEqual({
      ...identityProvider,
      clientSecret: 'p'.repeat(40),
    });
    expect(readConfig({ ...set, OIDC_SCOPES: 'openid profile' }).identityProvider?.scopes).toBe(
      'openid profile',
    );
  });

  test('on this machine by plain http', () => {
    const here = { ...set, OIDC_ISSUER: 'http://localhost:1', PUBLIC_URL: 'http://127.0.0.1:3000' };
    expect(readConfig(here)).toMatchObject({ publicUrl: 'http://127.0.0.1:3000' });
  });

  test.each<[Record<string, string>, RegExp]>([
    [{ OIDC_ISSUER: 'http://id.example' }, /OIDC_ISSUER: starts with https/],
    [{ OIDC_ISSUER: 'id.example' }, /OIDC_ISSUER/],
    [{ OIDC_ISSUER: '' }, /OIDC_ISSUER, OIDC_CLIENT_ID and PUBLIC_URL go together/],
    [{ OIDC_CLIENT_ID: '' }, /go together/],
    [{ PUBLIC_URL: '' }, /go together/],
    [{ PUBLIC_URL: 'http://keys.example' }, /PUBLIC_URL: starts with https/],
    [{ PUBLIC_URL: 'https://keys.example/portal' }, /PUBLIC_URL: is scheme, host and port alone/],
    [{ PUBLIC_URL: 'https://user:pw@keys.example' }, /PUBLIC_URL: is scheme, host and port alone/],
    [{ PUBLIC_URL: 'keys.example' }, /PUBLIC_URL/],
    [{ JWT_ISSUER: 'https://id.example', JWT_JWKS_URL: 'https://id.example/keys' }, /set JWT_AUDIENCE/],
    [
      {
        JWT_ISSUER: 'https://id.example',
        JWT_JWKS_URL: 'https://id.example/keys',
        JWT_AUDIENCE: 'keyledger',
      },
      /to another value than OIDC_CLIENT_ID/,
    ],
    [{ OIDC_SCOPES: 'profile' }, /OIDC_SCOPES: is a list by spaces that has openid/],
    [{ OIDC_CLIENT_SECRET: 'x', OIDC_CLIENT_SECRET_FILE: '/x' }, /not both/],
    [
      { OIDC_ISSUER: '', OIDC_CLIENT_ID: '', OIDC_CLIENT_SECRET: 'x' },
      /OIDC_CLIENT_SECRET needs OIDC_ISSUER/,
    ],
    [{ SESSION_KEY: 'short' }, /SESSION_KEY has 5 bytes; it needs at least 32/],
  ])('not with %j', (changed, message) => {
    expect(() => readConfig({ ...set, ...changed })).toThrow(ConfigError);
    expect(() => readConfig({ ...set, ...changed })).toThrow(message);
  });
});

test('an empty variable counts as not set', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: '', PEPPER: '' })).toMatchObject({
    port: 3000,
    pepper: undefined,
  });
});

test('.env.example is usable as it is', async () => {
  const { parseEnv } = await import('node:util');
  const { readFile } = await import('node:fs/promises');
  const example = await readFile(new URL('../.env.example', import.meta.url), 'utf8');
  expect(readConfig(parseEnv(example))).toMatchObject({ port: 3000 });
  const all = parseEnv(example.replaceAll(/^#(?=[A-Z_]+=)/gm, ''));
  // What it shows twice, by value and by file, is set once.
  const once = Object.fromEntries(
    Object.keys(all).map((name) => [name, name.endsWith('_FILE') ? '' : all[name]]),
  );
  expect(readConfig(once)).toMatchObject({
    trustProxy: ['10.0.0.0/8'],
    tokenIssuer: { issuer: 'https://id.example/', audience: 'keyledger-api' },
  });
});

test('a secret comes by value or by file, without the line end of an editor', () => {
  expect(readConfig({ WEBHOOK_KEY_FILE: file('pepper') }).webhookKey).toEqual(Buffer.from('p'.repeat(40)));
  expect(readConfig({ PEPPER: 'x'.repeat(32) }).pepper).toEqual(Buffer.from('x'.repeat(32)));
  expect(readConfig({ PEPPER_FILE: file('pepper') }).pepper).toEqual(Buffer.from('p'.repeat(40)));
});

test('a URL, which carries a password, comes by value or by file', () => {
  expect(readConfig({ DATABASE_URL_FILE: file('database_url') }).databaseUrl).toBe('postgres://k:pw@db/k');
  expect(readConfig({ EVENTSTORE_URL_FILE: file('eventstore_url') }).eventStoreUrl).toBe(
    'esdb://k:pw@events',
  );
  const owned = { DATABASE_URL: 'postgres://app:pw@db/k', DATABASE_OWNER_URL_FILE: file('database_url') };
  expect(readConfig(owned).databaseOwnerUrl).toBe('postgres://k:pw@db/k');
});

test.each(['http://localhost:1/keys', 'http://127.0.0.1:1/keys', 'http://[::1]:1/keys'])(
  'keys of tokens come from this machine without TLS: %s',
  (url) => {
    expect(readConfig({ JWT_ISSUER: 'i', JWT_JWKS_URL: url }).tokenIssuer?.jwksUrl).toBe(url);
  },
);

test('several API processes share one count', () => {
  expect(readConfig({ API_PROCESSES: '2' })).toMatchObject({ apiProcesses: 2, rateLimitStore: 'postgres' });
  expect(readConfig({ RATE_LIMIT_STORE: 'memory' })).toMatchObject({
    apiProcesses: 1,
    rateLimitStore: 'memory',
  });
});

test('no part of a URL that cannot be used is told: it may be the password', () => {
  for (const url of ['esdb://admin:s3cret', 'esdb://k:s3cret:2113', 'esdb://k:s3cret@x?foo=s3cret']) {
    expect(() => readConfig({ EVENTSTORE_URL: url })).toThrow(ConfigError);
    expect(() => readConfig({ EVENTSTORE_URL: url })).not.toThrow(/s3cret/);
  }
});

test('a .env file that this Node cannot read stops the start', () => {
  expect(() => processEnvironment(folder.path)).toThrow(ConfigError);
  const native = Object.getOwnPropertyDescriptor(process, 'loadEnvFile') ?? {};
  try {
    Reflect.deleteProperty(process, 'loadEnvFile');
    expect(() => processEnvironment(file('pepper'))).toThrow(/take 20\.12 or newer/);
  } finally {
    Object.defineProperty(process, 'loadEnvFile', native);
  }
  expect(processEnvironment(file('none'))).toBe(process.env);
});

test('a fourth profile comes from a file', () => {
  const { profiles } = readConfig({ PROFILES_FILE: file('acme.json') });
  expect([...profiles.keys()]).toEqual(['sentry', 'enterprise', 'sentrial', 'acme']);
});

describe('stops the start and names the setting', () => {
  test.each<[Record<string, string>, RegExp]>([
    [{ PORT: '70000' }, /PORT/],
    [{ PORT: 'http' }, /PORT/],
    [{ DATABASE_URL: 'mysql://x' }, /DATABASE_URL: looks like postgres:/],
    [{ EVENTSTORE_URL: 'http://x' }, /EVENTSTORE_URL: looks like esdb:/],
    [{ EVENTSTORE_URL: 'kurrentdb://k:pw@x' }, /EVENTSTORE_URL: looks like esdb:.* no kurrentdb:/],
    [{ EVENTSTORE_URL: 'kdb+discover://k:pw@x' }, /EVENTSTORE_URL: looks like esdb:/],
    [{ EVENTSTORE_URL: 'esdb://x' }, /EVENTSTORE_URL: .*names no user/],
    [{ EVENTSTORE_URL: 'esdb://k:pw@x:y' }, /EVENTSTORE_URL: unexpected text at .*port number/],
    [{ EVENTSTORE_URL: 'esdb://k:%zz@x' }, /EVENTSTORE_URL: URI malformed/],
    [{ EVENTSTORE_URL: 'esdb://k:pw@x?tlsVerifyCert=false' }, /EVENTSTORE_URL: .*option tlsVerifyCert/],
    [{ EVENTSTORE_URL: 'esdb://k:pw@x?tlsCAFile=/nowhere' }, /EVENTSTORE_URL: .*not found/],
    [{ DATABASE_URL: 'postgres://k:pw@x:99999/k' }, /DATABASE_URL: Invalid URL/],
    [{ DATABASE_URL: 'postgres://k:pw@x/k?sslrootcert=/nowhere' }, /DATABASE_URL: ENOENT.*nowhere/],
    [{ DATABASE_OWNER_URL: 'postgres://k:pw@x/k' }, /DATABASE_OWNER_URL needs DATABASE_URL/],
    [
      { DATABASE_URL: 'postgres://k@x/k', DATABASE_OWNER_URL: 'x' },
      /DATABASE_OWNER_URL: looks like postgres:/,
    ],
    [{ PORT: 'x', LOG_LEVEL: 'loud' }, /PORT[^]*LOG_LEVEL/],
    [{ RATE_LIMIT_PER_MINUTE: '0' }, /RATE_LIMIT_PER_MINUTE/],
    [{ API_PROCESSES: '0' }, /API_PROCESSES/],
    [{ API_PROCESSES: 'all' }, /API_PROCESSES/],
    [{ API_PROCESSES: '2', RATE_LIMIT_STORE: 'memory' }, /RATE_LIMIT_STORE=memory counts in each process/],
    [{ RATE_LIMIT_STORE: 'disk' }, /RATE_LIMIT_STORE/],
    [{ RATE_LIMIT_STORE: 'redis' }, /RATE_LIMIT_STORE=redis needs REDIS_URL/],
    [{ REDIS_URL: 'http://x' }, /REDIS_URL: looks like redis:/],
    [{ REDIS_URL: 'redis://x:99999' }, /REDIS_URL: Invalid URL/],
    [{ REDIS_URL: 'redis://x/first' }, /REDIS_URL: Invalid pathname/],
    [{ REDIS_URL: 'redis://x', REDIS_URL_FILE: '/x' }, /REDIS_URL or REDIS_URL_FILE, not both/],
    [{ AUDIT_FSYNC: 'never' }, /AUDIT_FSYNC/],
    [{ AUDIT_JOURNAL_MAX_MB: '63' }, /AUDIT_JOURNAL_MAX_MB/],
    [{ AUDIT_JOURNAL_MAX_MB: 'all' }, /AUDIT_JOURNAL_MAX_MB/],
    [{ TRUST_PROXY: 'true' }, /TRUST_PROXY.*true/],
    [{ TRUST_PROXY: '10.0.0.0/8,loopback' }, /TRUST_PROXY.*loopback/],
    [{ TRUST_PROXY: '10.0.0.0/8,0.0.0.0/0' }, /TRUST_PROXY must not cover everything, as 0\.0\.0\.0\/0 does/],
    [{ TRUST_PROXY: '::/0' }, /TRUST_PROXY must not cover everything/],
    [{ PEPPER: 'short' }, /PEPPER has 5 bytes; it needs at least 32/],
    [{ PEPPER: 'x'.repeat(32), PEPPER_FILE: '/x' }, /PEPPER or PEPPER_FILE, not both/],
    [
      { DATABASE_URL: 'postgres://x', DATABASE_URL_FILE: '/x' },
      /DATABASE_URL or DATABASE_URL_FILE, not both/,
    ],
    [{ EVENTSTORE_URL_FILE: '/nowhere' }, /EVENTSTORE_URL_FILE.*ENOENT/],
    [{ MAC_KEY_FILE: '/nowhere/at/all' }, /MAC_KEY_FILE.*ENOENT/],
    [{ WEBHOOK_KEY: 'short' }, /WEBHOOK_KEY has 5 bytes; it needs at least 32/],
    [{ WEBHOOK_ALLOW_LOOPBACK: 'yes' }, /WEBHOOK_ALLOW_LOOPBACK/],
    [{ JWT_ISSUER: 'https://id.example' }, /JWT_ISSUER and JWT_JWKS_URL go together/],
    [{ JWT_AUDIENCE: 'x' }, /JWT_AUDIENCE needs JWT_ISSUER/],
    [{ JWT_ISSUER: 'i', JWT_JWKS_URL: 'file:///etc/passwd' }, /JWT_JWKS_URL/],
    [{ JWT_ISSUER: 'i', JWT_JWKS_URL: 'http://id.example/keys' }, /JWT_JWKS_URL: starts with https/],
    [{ JWT_ISSUER: 'i', JWT_JWKS_URL: 'http://127.0.0.1.example/' }, /JWT_JWKS_URL: starts with https/],
    [{ PROFILES_FILE: '/nowhere' }, /PROFILES_FILE.*ENOENT/],
  ])('%j', (environment, message) => {
    expect(() => readConfig(environment)).toThrow(ConfigError);
    expect(() => readConfig(environment)).toThrow(message);
  });

  test.each([
    ['broken.json', /PROFILES_FILE .*broken\.json: .*JSON/],
    ['overlap.json', /PROFILES_FILE .*prefix "sntr_x_" overlaps with "sntr_"/],
  ])('%s', (name, message) => {
    expect(() => readConfig({ PROFILES_FILE: file(name) })).toThrow(message);
  });
});
