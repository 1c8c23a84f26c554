/** How a service starts on the roles that it is given: who brings the schema up to date, who waits, and what is said. */
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readConfig } from '../src/config.ts';
import { startService, type Mode, type Service } from '../src/service.ts';
import { connectDatabase } from '../src/stores/database.ts';
import { migrate } from '../src/stores/migrations.ts';
import { eventually } from './support/condition.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { temporaryFolder, type TestFolder } from './support/folder.ts';
import { startTestStores, type TestStores } from './support/stores.ts';

let stores: TestStores;
let folder: TestFolder;
/** New: without schema, tables or checkpoints. */
let postgres: TestDatabase;
let logged: string[];
let services: Service[];
beforeEach(async () => {
  [stores, folder, postgres] = await Promise.all([
    startTestStores(),
    temporaryFolder(),
    createTestDatabase(),
  ]);
  logged = [];
  services = [];
});
afterEach(async () => {
  for (const service of services.toReversed()) await service.stop();
  await Promise.all([postgres.drop(), stores.stop(), folder[Symbol.asyncDispose]()]);
});

type Roles = Readonly<Record<'DATABASE_URL' | 'DATABASE_OWNER_URL', string>>;

/** An empty variable counts as not set. */
const roles = {
  both: () => ({ DATABASE_URL: postgres.url, DATABASE_OWNER_URL: postgres.ownerUrl }),
  one: () => ({ DATABASE_URL: postgres.ownerUrl, DATABASE_OWNER_URL: '' }),
  application: () => ({ DATABASE_URL: postgres.url, DATABASE_OWNER_URL: '' }),
} satisfies Record<string, () => Roles>;

async function start(mode: Mode, settings: Roles, patienceMs = 15_000): Promise<Service> {
  const config = readConfig({
    DATA_DIR: folder.path,
    PORT: '0',
    EVENTSTORE_URL: stores.eventStoreUrl,
    PEPPER: 'pepper'.repeat(8),
    MAC_KEY: 'mac key'.repeat(8),
    JWT_ISSUER: 'https://id.example/',
    JWT_JWKS_URL: 'http://127.0.0.1:1/keys',
    ...settings,
  });
  const log = pino({ level: 'info' }, { write: (line) => logged.push(line) });
  const service = await startService(config, { mode, log, patienceMs });
  service.worker.catch(() => undefined); // tests that expect it look at it themselves
  services.push(service);
  return service;
}

const becomesReady = ({ ready }: Service) =>
  eventually('the service is ready', async () => (await ready()).ready);

const rightsMissing = {
  code: 'DATABASE_RIGHTS_MISSING',
  message: expect.stringContaining('DATABASE_OWNER_URL') as string,
};

describe.each(['both', 'one'] as const)('given %s of the roles', (shape) => {
  test('then worker and API make a new database theirs, and both are ready', async () => {
    const worker = await start('worker', roles[shape]());
    await becomesReady(worker);
    await becomesReady(await start('api', roles[shape]()));
    expect(await worker.ready()).toEqual({
      ready: true,
      checks: expect.objectContaining({
        database: 'ok',
        eventStore: 'ok',
        'projections.keys': 'ok',
      }) as object,
    });
  });
});

describe('given the role of the application alone', () => {
  test('then an API waits for the schema, says so, and starts once a worker has made it', async () => {
    const api = start('api', roles.application());
    await eventually('it says that it waits', () =>
      logged.some((line) => /schema is not that of this version yet.*trying again/.test(line)),
    );
    await start('worker', roles.both());
    await becomesReady(await api);
  });

  test('then an API for which no worker makes it gives up in time, and says what is missing', async () => {
    await expect(start('api', roles.application(), 100)).rejects.toThrow(
      /schema is not that of this version, after 0\.1 s: .*permission denied.*DATABASE_OWNER_URL/,
    );
  });

  test.each(['worker', 'all'] as const)('then %s does not wait: it would be the one', async (mode) => {
    await expect(start(mode, roles.application(), 60_000)).rejects.toMatchObject(rightsMissing);
  });

  test('then a worker goes on with read models as they are, and stops when they have to be made', async () => {
    const [application, owner] = [connectDatabase(postgres.url), connectDatabase(postgres.ownerUrl)];
    try {
      await migrate(application, owner);
      const early = await start('worker', roles.application());
      await expect(early.worker).rejects.toMatchObject(rightsMissing);

      const first = await start('worker', roles.both());
      await becomesReady(first);
      await first.stop();
      const next = await start('worker', roles.application());
      await becomesReady(next);
      await next.stop();

      await application.query(`update projection_checkpoints set fingerprint = 'of other versions'`);
      const late = await start('worker', roles.application());
      await expect(late.worker).rejects.toMatchObject(rightsMissing);
    } finally {
      await Promise.all([application.close(), owner.close()]);
    }
  });
});

describe('given a part of the worker that fails', () => {
  const nonsense = { id: randomUUID(), type: 'Nonsense', data: {}, metadata: {} };
  const errors = () =>
    logged
      .map((line) => JSON.parse(line) as { level: number; part?: string; err?: { code?: string } })
      .filter(({ level }) => level >= 50);
  async function running({ url }: Service): Promise<readonly (string | undefined)[]> {
    const text = await (await fetch(`${url}/metrics`)).text();
    return ['keys', 'requests'].map(
      (group) =>
        new RegExp(`^keyledger_projection_running\\{group="${group}"\\} (\\d)$`, 'm').exec(text)?.[1],
    );
  }
  const isRunning = (service: Service, keys: string, requests: string) =>
    eventually(`running: keys ${keys}, requests ${requests}`, async () => {
      const [ofKeys, ofRequests] = await running(service);
      return ofKeys === keys && ofRequests === requests;
    });

  test('then an event of the requests that cannot be read stops their group alone', async () => {
    const service = await start('all', roles.both());
    const ended = vi.fn();
    service.worker.then(ended, ended);
    await isRunning(service, '1', '1');
    await stores.eventStore.append('requestAudit-host.0123456789abcdef', [nonsense], 'no_stream');
    await eventually('it is tried again', () => errors().length > 1);
    expect(errors()[0]).toMatchObject({
      part: 'projections of group requests',
      err: { code: 'PROJECTION_FAULT' },
    });
    await isRunning(service, '1', '0');
    await becomesReady(service);
    expect(ended).not.toHaveBeenCalled();
  });

  test('then read models of the requests that are too new are waited for, and run when they are as they should be', async () => {
    const first = await start('worker', roles.both());
    await becomesReady(first);
    await first.stop();
    const database = connectDatabase(postgres.url);
    try {
      const set = `update projection_checkpoints set fingerprint = replace(fingerprint, $1, $2) where projection_group = 'requests'`;
      await database.query(set, ['@', '@9']);
      const service = await start('all', roles.both());
      await eventually('it is said', () => errors().length > 0);
      expect(errors()[0]).toMatchObject({ err: { code: 'READ_MODELS_TOO_NEW' } });
      await isRunning(service, '1', '0');
      await database.query(set, ['@9', '@']);
      await isRunning(service, '1', '1');
    } finally {
      await database.close();
    }
  });

  test('then an event of the keys that cannot be read ends the worker: revocations rest on it', async () => {
    const service = await start('worker', roles.both());
    await becomesReady(service);
    await stores.eventStore.append('apiKey-key_1', [nonsense], 'no_stream');
    await expect(service.worker).rejects.toMatchObject({ code: 'PROJECTION_FAULT' });
  });
});

test('given a role that owns another database, then the start says so', async () => {
  await expect(
    start('worker', { DATABASE_URL: postgres.url, DATABASE_OWNER_URL: stores.databaseOwnerUrl }),
  ).rejects.toThrow(/DATABASE_OWNER_URL and DATABASE_URL .* the same database/);
});
