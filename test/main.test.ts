/** The service as a process: what stops its start, and how it ends. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockHolder } from '../src/embedded/lock.ts';
import { eventually } from './support/condition.ts';
import { temporaryFolder, type TestFolder } from './support/folder.ts';
import { managementToken, runCommand, startServiceProcess } from './support/service.ts';

let folder: TestFolder;
const dataDir = () => join(folder.path, 'data');
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder[Symbol.asyncDispose]());

test('a setting that cannot be used is named in one line', async () => {
  await expect(runCommand({ EVENTSTORE_URL: 'kurrentdb://x' }, 'all')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^keyledger: .*\n  EVENTSTORE_URL: looks like esdb:.*\n$/) as string,
  });
});

test('a second signal ends the process at once; one that comes with the first does not', async () => {
  const service = await startServiceProcess({ DATA_DIR: dataDir(), LOG_LEVEL: 'error' });
  const unfinished = connect(Number(new URL(service.url).port), '127.0.0.1').on('error', () => undefined);
  await once(unfinished, 'connect');
  const body = 'Content-Type: application/json\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n';
  const token = await managementToken(dataDir(), 'm_1');
  unfinished.write(`POST /api/v1/keys HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n${body}`);
  await once(unfinished, 'data'); // 100 Continue: the request is under way, and its body never comes
  const gone = service.gone.then(() => 'gone');
  process.kill(service.pid, 'SIGINT');
  process.kill(service.pid, 'SIGTERM');
  expect(await Promise.race([gone, sleep(1500, 'still there')])).toBe('still there');
  process.kill(service.pid, 'SIGINT');
  expect(await service.gone).toEqual([1, null]);
  await eventually(
    'its stores have ended too',
    async () => (await lockHolder(join(dataDir(), 'postgres'))) === undefined,
  );
});
