/** `npm run rebuild`: beside a running service and alone, with two roles and with one; and what it rests on. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { projectionGroups } from '../../src/projections/groups.ts';
import { rebuild } from '../../src/cli/rebuild.ts';
import { readCheckpoint } from '../../src/stores/checkpoints.ts';
import { connectEventStore } from '../../src/stores/eventStore.ts';
import { temporaryFolder, type TestFolder } from '../support/folder.ts';
import { managementToken, runCommand, startServiceProcess, type ServiceProcess } from '../support/service.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';

let folder: TestFolder;
let service: ServiceProcess;
const settings = () => ({ DATA_DIR: join(folder.path, 'data'), LOG_LEVEL: 'error' });

beforeAll(async () => {
  folder = await temporaryFolder();
  service = await startServiceProcess(settings());
});
afterAll(async () => {
  await service.stop();
  await folder[Symbol.asyncDispose]();
});

test('beside a running service: it says how far it is, ends, and the keys are there again', async () => {
  const token = await managementToken(settings().DATA_DIR, 'm_1');
  const keys = `${service.url}/api/v1/keys`;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ name: 'Till', scopes: ['sales:read'] });
  const created: unknown = await (await fetch(keys, { method: 'POST', headers, body })).json();
  const { key, ...shown } = created as { key: string };

  const { stdout } = await runCommand(settings(), 'rebuild', 'keys');
  expect(stdout).toMatch(
    /^keys: dropped key_lookup, key_changes, key_list, key_history\b.*\. Replaying\.\n[^]*complete\.\n$/,
  );

  const list: unknown = await (await fetch(keys, { headers })).json();
  expect(list).toEqual({ items: [shown], nextCursor: null });
  const sales = await fetch(`${service.url}/public/api/v1/sales`, {
    headers: { authorization: `Bearer ${key}` },
  });
  expect(sales.status).toBe(200);
});

test.each([
  ['two roles', ({ databaseUrl, databaseOwnerUrl }: TestStores) => ({ databaseUrl, databaseOwnerUrl })],
  ['one role', ({ databaseOwnerUrl: databaseUrl }: TestStores) => ({ databaseUrl })],
])(
  'with %s, and nobody who runs the projections: every group is made anew, and complete',
  async (_, roles) => {
    const stores = await startTestStores();
    try {
      const config = { ...readConfig({ DATA_DIR: folder.path }), eventStoreUrl: stores.eventStoreUrl };
      const said: string[] = [];
      await rebuild({ ...config, ...roles(stores) }, [], (line) => said.push(line));
      await stores.ownerDatabase.query('drop table key_list');
      await rebuild({ ...config, ...roles(stores) }, [], (line) => said.push(line));
      expect(await stores.ownerDatabase.query('select * from key_list')).toEqual([]);
      for (const { name } of projectionGroups) {
        expect(said).toContainEqual(expect.stringMatching(`^${name}: dropped .* Replaying`));
        expect(await readCheckpoint(stores.ownerDatabase, name)).toMatchObject({
          ready: true,
          generation: 2,
        });
      }
      expect(said.at(-1)).toBe('The read models are complete.');
    } finally {
      await stores.stop();
    }
  },
);

test('with the role of the application alone, it is refused and says which role it needs', async () => {
  const stores = await startTestStores();
  try {
    const { databaseUrl, eventStoreUrl } = stores;
    const config = { ...readConfig({ DATA_DIR: folder.path }), databaseUrl, eventStoreUrl };
    await expect(rebuild(config, [], () => undefined)).rejects.toMatchObject({
      code: 'DATABASE_RIGHTS_MISSING',
      message: expect.stringContaining('DATABASE_OWNER_URL') as string,
    });
  } finally {
    await stores.stop();
  }
});

test('in a folder that holds no installation it says so, and makes none', async () => {
  const missing = join(folder.path, 'mistyped');
  await expect(runCommand({ DATA_DIR: missing }, 'rebuild')).rejects.toThrow(
    /mistyped holds no installation/,
  );
  expect(existsSync(missing)).toBe(false);
});

test('reads that were left early do not keep the connection, and so the process, from ending', async () => {
  const running: unknown = JSON.parse(await readFile(join(settings().DATA_DIR, 'running.json'), 'utf8'));
  const { eventStoreUrl } = running as { eventStoreUrl: string };
  for (let times = 0; times < 80; times += 1) {
    const store = connectEventStore(eventStoreUrl);
    // More of the log is on its way when the first event is enough, or just is not: hence so many times.
    await store.lastPosition(['apiKey-']);
    await store.ping();
    await sleep(Math.random() * 30);
    await store.close();
  }
});
