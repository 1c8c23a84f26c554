/** Keys by the operator's command line: beside a running service, and without one. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from '../../src/projections/cursor.ts';
import type { HistoryEntry } from '../../src/projections/keyHistory.ts';
import type { KeyView } from '../../src/projections/keyList.ts';
import { client, createKey } from '../support/client.ts';
import { temporaryFolder, type TestFolder } from '../support/folder.ts';
import { managementToken, startServiceProcess, type ServiceProcess } from '../support/service.ts';
import { keyledger, shell } from './commandLine.ts';

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

const run = (words: string) => keyledger(settings(), words);

async function json<T>(words: string): Promise<T> {
  const { code, stdout, stderr } = await run(`${words} --json`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as T;
}

const sales = (key: string) =>
  fetch(`${service.url}/public/api/v1/sales`, { headers: { authorization: `Bearer ${key}` } });

describe('keys create', () => {
  test('prints the secret alone on stdout, and it works at once', async () => {
    const { code, stdout, stderr } = await run('keys create --merchant m_1 --name Till --scope sales:read');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/^keyledger: key_\w+ is created\..*\n$/) as string,
    });
    expect(stdout).toMatch(/^sntr_\S{32}\n$/);
    expect((await sales(stdout.trim())).status).toBe(200);
  });

  test('takes all that the API takes, and with --json prints the key as the API does', async () => {
    const created = await json<KeyView & { key: string }>(
      'keys create --merchant m_full --name Łódź --profile enterprise --environment test --actor ada ' +
        '--scope invoices:read --scope clients:write --ip-rule 203.0.113.0/24 --ip-rule ::1 --expires-at 2999-01-31',
    );
    const admin = client(service.url, await managementToken(settings().DATA_DIR, 'm_full'));
    const { key, ...shown } = created;
    expect(key).toMatch(/^sk_test_/);
    expect((await admin.get(`/api/v1/keys/${created.id}`)).body).toEqual(shown);
    expect(shown).toMatchObject({
      name: 'Łódź',
      scopes: ['invoices:read', 'clients:write'],
      ipRules: ['203.0.113.0/24', '::1'],
      expiresAt: '2999-01-31T00:00:00.000Z',
      createdBy: 'ada',
    });
  });

  test('given nobody who takes the secret, then the key is named, so that it can be revoked', async () => {
    const create = 'keyledger keys create --merchant m_lost --name x --full-access';
    const { code, stderr } = await shell(settings(), `${create} > /dev/full`);
    const [lost] = await json<readonly KeyView[]>('keys list --merchant m_lost');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `keyledger: ${lost?.id} is created, and nobody took its secret: revoke it, and create another\n`,
    });
  });

  test.each<[words: string, says: RegExp]>([
    ['--scope sales:write', /\n {2}scopes\.0: Profile "sentry" has no scope "sales:write"\nSee: /],
    ['--full-access --profile x', /\n {2}profile: There is no profile "x", but: sentry, /],
    ['--full-access --expires-at 2020-01-01', /\n {2}expiresAt: .* must be in the future/],
    ['--full-access --ip-rule 10.0.0.0/33', /\n {2}ipRules\.0: /],
    ['', /\n {2}scopes: Name at least one scope/],
  ])('given %j, then it is a mistake that is named, and there is no key', async (words, says) => {
    const ended = await run(`keys create --merchant m_none --name x ${words}`.trimEnd());
    expect(ended).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(says) as string });
    expect(await json('keys list --merchant m_none')).toEqual([]);
  });
});

describe('keys list and show', () => {
  test('list what the API lists, however many there are, newest first and filtered', async () => {
    const admin = client(service.url, await managementToken(settings().DATA_DIR, 'm_list'));
    const names = Array.from({ length: 101 }, (_, index) => `Key_${index}`);
    await Promise.all(names.map((name) => createKey(admin, { name, profile: 'sentrial' })));
    const first = await admin.get<Page<KeyView>>('/api/v1/keys?limit=100');
    const second = await admin.get<Page<KeyView>>(`/api/v1/keys?cursor=${first.body.nextCursor}`);

    const all = await json<readonly KeyView[]>('keys list --merchant m_list');
    expect(all).toEqual([...first.body.items, ...second.body.items]);
    expect(new Set(all.map(({ name }) => name))).toEqual(new Set(names));
    const some = 'keys list --merchant m_list --query EY_99 --status active';
    expect((await json<readonly KeyView[]>(some)).map(({ name }) => name)).toEqual(['Key_99']);
    expect(await json(`${some} --profile sentry`)).toEqual([]);

    const { stdout } = await run('keys list --merchant m_list');
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(
      /^ID +NAME +PROFILE +ENVIRONMENT +PREFIX +STATUS +EXPIRES +LAST USED +REQUESTS$/,
    );
    expect(lines[1]).toMatch(/^key_\w+ +Key_\d+ +sentrial +live +sentrial_live_\S+ +active +- +- +0$/);
    expect(lines).toHaveLength(102);
  });

  test("another merchant's key is not found, as one that does not exist", async () => {
    const [first] = await json<readonly KeyView[]>('keys list --merchant m_list');
    const id = first?.id ?? '';
    expect(await json(`keys show ${id} --merchant m_list`)).toEqual(first);
    expect((await run(`keys show ${id} --merchant m_list`)).stdout).toMatch(/^ID +key_\w+\nNAME +Key_\d+\n/);
    for (const [merchant, keyId] of [
      ['m_1', id],
      ['m_list', 'key_0'],
    ] as const) {
      expect(await run(`keys show ${keyId} --merchant ${merchant}`)).toEqual({
        code: 1,
        stdout: '',
        stderr: `keyledger: The merchant ${merchant} has no key ${keyId}\n`,
      });
    }
  });
});

describe('keys revoke and history', () => {
  test('when it has ended the key works nowhere; the history tells who and why', async () => {
    const { id, key } = await json<KeyView & { key: string }>(
      'keys create --merchant m_2 --name Bot --scope sales:read',
    );
    expect((await sales(key)).status).toBe(200);
    const revoke = `keys revoke ${id} --merchant m_2 --reason leaked --actor ada`;
    expect(await json(revoke)).toMatchObject({ id, status: 'revoked' });
    expect((await sales(key)).status).toBe(401);
    expect((await run(revoke)).code).toBe(0); // again changes nothing

    const history = await json<readonly HistoryEntry[]>(`history ${id} --merchant m_2`);
    expect(history.map(({ type, actor }) => [type, actor])).toEqual([
      ['ApiKeyCreated', 'operator'],
      ['ApiKeyRevoked', 'ada'],
    ]);
    const { stdout } = await run(`history ${id} --merchant m_2`);
    expect(stdout).toMatch(
      /^REVISION +TIME +EVENT +ACTOR +DATA\n +0 .* ApiKeyCreated .*\n +1 .*\{"reason":"leaked"\}\n$/,
    );
    expect((await run(`history ${id} --merchant m_1`)).code).toBe(1);
  });

  test('no hash and no secret is shown', async () => {
    const shown = await shell(
      settings(),
      `keyledger keys list --merchant m_2 --json; for id in $(keyledger keys list --merchant m_2 | sed 1d | cut -d' ' -f1)
       do keyledger history $id --merchant m_2 --json; keyledger keys show $id --merchant m_2 --json; done`,
    );
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toContain('ApiKeyCreated');
    expect(shown.stdout).not.toMatch(/v1\$|"hash"|"secret"|"key":/);
  });

  test('a key of another merchant is not revoked', async () => {
    const [first] = await json<readonly KeyView[]>('keys list --merchant m_list');
    expect(await run(`keys revoke ${first?.id} --merchant m_2`)).toMatchObject({
      code: 1,
      stderr: 'keyledger: There is no such key\n',
    });
    const [still] = await json<readonly KeyView[]>('keys list --merchant m_list');
    expect(still?.status).toBe('active');
  });
});

test('without a service, commands run the embedded stores and the projections for their own time', async () => {
  await service.stop();
  const create = 'keys create --merchant m_alone --name Alone --full-access';
  const { id, key } = await json<KeyView & { key: string }>(create);
  expect(await json(`keys revoke ${id} --merchant m_alone`)).toMatchObject({ status: 'revoked' });
  expect((await json<readonly unknown[]>(`history ${id} --merchant m_alone`)).length).toBe(2);

  service = await startServiceProcess(settings());
  expect((await sales(key)).status).toBe(401);
});
