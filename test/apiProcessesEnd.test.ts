/** How a service of several API processes starts, or fails to, and how it ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { environment, keyledger, main } from './cli/commandLine.ts';
import { apiProcessesOf, lives } from './support/apiProcesses.ts';
import { eventually } from './support/condition.ts';
import { temporaryFolder, type TestFolder } from './support/folder.ts';
import { managementToken, startServiceProcess, type ServiceProcess } from './support/service.ts';
import { startTestStores, type TestStores } from './support/stores.ts';

let folder: TestFolder;
let stores: TestStores;
beforeEach(async () => {
  [folder, stores] = await Promise.all([temporaryFolder(), startTestStores()]);
});
afterEach(async () => {
  await stores.stop();
  await folder[Symbol.asyncDispose]();
});

const settings = () => ({
  DATA_DIR: join(folder.path, 'data'),
  DATABASE_URL: stores.databaseUrl,
  DATABASE_OWNER_URL: stores.databaseOwnerUrl,
  EVENTSTORE_URL: stores.eventStoreUrl,
  PEPPER: 'pepper '.repeat(5),
  MAC_KEY: 'mac key '.repeat(5),
  API_PROCESSES: '3',
  LOG_LEVEL: 'silent',
});

async function start(
  mode: 'all' | 'api' = 'all',
): Promise<ServiceProcess & { readonly apis: readonly number[] }> {
  await managementToken(settings().DATA_DIR, 'm_1'); // makes the key that tokens are signed with
  const service = await startServiceProcess(settings(), mode);
  const apis = await apiProcessesOf(service.pid);
  expect(apis).toHaveLength(3);
  return { ...service, apis };
}

const allGone = (pids: readonly number[]) =>
  eventually('none of its processes is left', () => !pids.some((pid) => lives(pid)));

test.each(['all', 'api'] as const)(
  '%s: SIGTERM ends all in order, and what is under way is answered',
  async (mode) => {
    const service = await start(mode);
    const token = await managementToken(settings().DATA_DIR, 'm_1');
    const calling = connect(Number(new URL(service.url).port), '127.0.0.1');
    calling.setEncoding('utf8');
    const body = '{"name":""}';
    calling.write(
      `POST /api/v1/keys HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`,
    );
    await once(calling, 'data'); // 100 Continue: the request is under way
    const ended = service.stop();
    await eventually('the others have ended', () => service.apis.filter((pid) => lives(pid)).length === 1);
    calling.write(body);
    const [answer] = (await once(calling, 'data')) as [string];
    expect(answer).toMatch(/^HTTP\/1\.1 422 [^]*Connection: close/i);
    expect(await ended).toBe(0);
    await allGone(service.apis);
  },
);

test('Ctrl-C, which reaches all of them at once, ends them in order, and nobody complains', async () => {
  await managementToken(settings().DATA_DIR, 'm_1');
  const child = spawn(process.execPath, [main, 'all'], {
    env: environment({ ...settings(), PORT: '0', LOG_LEVEL: 'info' }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const pid = child.pid ?? NaN;
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (words: string) => (out += words));
  const complaint = text(child.stderr);
  await eventually('it says where it is', () => out.includes('Keyledger answers at'));
  expect(out.split('an API process answers')).toHaveLength(4);
  expect(out.lastIndexOf('an API process answers')).toBeLessThan(out.indexOf('Keyledger answers at'));
  const apis = await apiProcessesOf(pid);
  process.kill(-pid, 'SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(await complaint).toBe('');
  expect(out).not.toContain('an API process ended');
  expect(out.split('Keyledger answers at')).toHaveLength(2);
  await allGone(apis);
});

test('given the kill -9 of the primary, then the others end with it', async () => {
  const service = await start();
  await service.kill();
  await allGone(service.apis);
});

test('given a port that is taken, then one message says so', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  await managementToken(settings().DATA_DIR, 'm_1');
  expect(await keyledger({ ...settings(), PORT: String(port) }, 'all')).toEqual({
    code: 1,
    stdout: '',
    stderr: `keyledger: Port ${port} on 127.0.0.1 is in use. Stop the other program or set PORT to a free one\n`,
  });
});

test('given other secrets than at first, then one message says so', async () => {
  await (await start()).stop();
  expect(await keyledger({ ...settings(), PEPPER: 'another '.repeat(5), PORT: '0' }, 'api')).toEqual({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^keyledger: [^\n]*PEPPER[^\n]*\n$/) as string,
  });
});
