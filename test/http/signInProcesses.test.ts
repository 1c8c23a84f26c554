/** Sign-in at the built service, as an operator runs it: several API processes are one, and its commands print links. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder, type TestFolder } from '../support/folder.ts';
import { freePort, runCommand, startServiceProcess, type ServiceProcess } from '../support/service.ts';
import { sessionClient } from '../support/session.ts';
import { visitor } from '../support/visitor.ts';

let folder: TestFolder;
let service: ServiceProcess;
let settings: Record<string, string>;
beforeAll(async () => {
  folder = await temporaryFolder();
  settings = {
    DATA_DIR: folder.path,
    PORT: String(await freePort()),
    API_PROCESSES: '3',
    LOG_LEVEL: 'silent',
  };
  service = await startServiceProcess(settings);
});
afterAll(async () => {
  await service.stop();
  await folder[Symbol.asyncDispose]();
});

async function link(...args: string[]): Promise<string> {
  const { stdout } = await runCommand(settings, 'sign-in', '--merchant', 'm_1', '--role', 'admin', ...args);
  return stdout.trim();
}
/** Over connections of their own, which go to the processes in turn. */
const nine = <T>(ask: (init: RequestInit) => Promise<T>): Promise<readonly T[]> =>
  Promise.all(Array.from({ length: 9 }, () => ask({ headers: { Connection: 'close' } })));

test('a session is good in each of them, and when it is ended in none', async () => {
  const person = visitor();
  const { url } = await person.open(await link());
  expect(url).toBe(`${service.url}/portal/`);
  const statuses = () =>
    nine(async (init) => (await person.fetch(`${service.url}/api/v1/keys`, init)).status);
  expect(new Set(await statuses())).toEqual(new Set([200]));
  const { send } = await sessionClient(service.url, person);
  const [name = '', value = ''] = [...person.cookies('127.0.0.1')][0] ?? [];
  expect((await send('POST', '/auth/logout')).status).toBe(204);
  person.keep('127.0.0.1', name, value);
  expect(new Set(await statuses())).toEqual(new Set([401]));
});

test('a link opened in all of them at once makes one session', async () => {
  const code = await link();
  const answers = await nine((init) => fetch(code, { ...init, redirect: 'manual' }));
  expect(answers.filter((answer) => answer.headers.getSetCookie().length > 0)).toHaveLength(1);
});

describe('the command', () => {
  test('prints a link for whom it is told, and nothing else', async () => {
    const text = await link('--actor', 'olga');
    expect(text).toMatch(new RegExp(`^${service.url}/auth/local\\?code=[\\w.-]+$`));
    const person = visitor();
    await person.open(text);
    const session = await person.fetch(`${service.url}/api/v1/session`);
    expect(await session.json()).toMatchObject({ actor: 'olga', merchantId: 'm_1', role: 'admin' });
  });

  test.each<[string, Record<string, string>, readonly string[], RegExp]>([
    ['an address that others reach', { HOST: '0.0.0.0' }, [], /HOST at a loopback address/],
    ['no port', { PORT: '0' }, [], /PORT=0 does not say/],
    ['a role that there is not', {}, ['--role', 'root'], /--role/],
    ['a merchant that no token can name', {}, ['--merchant', ''], /--merchant cannot be used/],
    [
      'an identity provider',
      { OIDC_ISSUER: 'https://id.example', OIDC_CLIENT_ID: 'k', PUBLIC_URL: 'https://keys.example' },
      [],
      /identity provider that OIDC_ISSUER names/,
    ],
  ])('with %s it says why it cannot', async (_, changed, args, words) => {
    const failed = runCommand(
      { ...settings, ...changed },
      'sign-in',
      '--merchant',
      'm_1',
      '--role',
      'admin',
      ...args,
    );
    await expect(failed).rejects.toMatchObject({
      stderr: expect.stringMatching(words) as string,
      stdout: '',
    });
  });
});
