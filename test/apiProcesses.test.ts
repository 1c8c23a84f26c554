/** Several API processes behind one port, as real processes: that they are one service, and what the end of one costs. */
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { auditFolders } from '../src/auditFolder.ts';
import { apiProcessesOf, told } from './support/apiProcesses.ts';
import { client, createKey, type Client } from './support/client.ts';
import { eventually } from './support/condition.ts';
import { temporaryFolder, type TestFolder } from './support/folder.ts';
import { managementToken, startServiceProcess, type ServiceProcess } from './support/service.ts';

const processes = 3;
const numbers = ['1', '2', '3'];

let folder: TestFolder;
let service: ServiceProcess;
let admin: Client;
beforeAll(async () => {
  folder = await temporaryFolder();
  service = await startServiceProcess({
    DATA_DIR: folder.path,
    API_PROCESSES: String(processes),
    LOG_LEVEL: 'silent',
  });
  admin = client(service.url, await managementToken(folder.path, 'm_1'));
});
afterAll(async () => {
  await service.stop();
  await folder[Symbol.asyncDispose]();
});

interface Caller {
  /** Asks for the sales: the status, or `failed`. */
  ask(): Promise<number | 'failed'>;
}

/** Calls over a connection of its own, which stays with the process that took it; over a new one when that breaks. */
function caller(key: string): Caller {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  return {
    async ask() {
      try {
        const request = get(`${service.url}/public/api/v1/sales`, {
          agent,
          headers: { Authorization: `Bearer ${key}` },
        });
        const [response] = (await once(request, 'response')) as [IncomingMessage];
        await once(response.resume(), 'end');
        return response.statusCode ?? 'failed';
      } catch {
        return 'failed';
      }
    },
  };
}

/** One after the other, so that their connections go to the processes in turn. */
async function connected(count: number, key: string): Promise<readonly Caller[]> {
  const callers = Array.from({ length: count }, () => caller(key));
  for (const each of callers) expect(await each.ask()).toBe(200);
  return callers;
}

const salesKey = async (): Promise<string> => (await createKey(admin, { scopes: ['sales:read'] })).key;

const allAnswer = () =>
  eventually('all processes answer', async () => {
    const { status, body } = await fetch(`${service.url}/readyz`);
    await body?.cancel();
    return (
      status === 200 && (await told(service.url, 'keyledger_api_processes')).get('primary') === processes
    );
  });

test('each takes its share, keeps a journal of its own, and whichever is asked tells the metrics of all', async () => {
  expect(await apiProcessesOf(service.pid)).toHaveLength(processes);
  const before = await told(service.url, 'keyledger_requests_total');
  await connected(6 * processes, await salesKey());
  const after = await told(service.url, 'keyledger_requests_total');
  expect([...after.keys()]).toEqual(['primary', ...numbers]);
  const shares = numbers.map((number) => (after.get(number) ?? 0) - (before.get(number) ?? 0));
  expect(shares.reduce((sum, share) => sum + share)).toBe(6 * processes);
  expect(Math.min(...shares)).toBeGreaterThan(1);
  expect(await auditFolders(folder.path)).toHaveLength(processes);
  const views = Array.from({ length: processes }, () => told(service.url, 'process_start_time_seconds'));
  for (const view of await Promise.all(views)) expect([...view.keys()]).toEqual(['primary', ...numbers]);
});

test('the limit holds over all of them', async () => {
  const callers = await connected(30, await salesKey());
  const answers = await Promise.all([...callers, ...callers].map((each) => each.ask()));
  expect(answers.filter((status) => status === 200)).toHaveLength(30); // of 60 a minute, with those that connected
  expect(answers.filter((status) => status === 429)).toHaveLength(30);
});

test('a revocation that is answered holds in all of them', async () => {
  const { id, key } = await createKey(admin, { scopes: ['sales:read'] });
  const callers = await connected(2 * processes, key);
  expect((await admin.post(`/api/v1/keys/${id}/revoke`, {})).status).toBe(200);
  expect(await Promise.all(callers.map((each) => each.ask()))).toEqual(callers.map(() => 401));
});

test('given the kill -9 of one, then only its callers see it, once, and another is started in its place', async () => {
  await allAnswer();
  const before = await apiProcessesOf(service.pid);
  const [victim = 0] = before;
  const endsBefore = (await told(service.url, 'keyledger_api_process_ends_total')).get('primary') ?? NaN;
  const perProcess = 4;
  const keys = await Promise.all(Array.from({ length: perProcess * processes }, salesKey));
  const callers: Caller[] = [];
  for (const key of keys) callers.push(...(await connected(1, key)));

  // New ones all the while: some are handed over in the very moment.
  const asking = new AbortController();
  const strangers = Array.from({ length: perProcess }, async () => {
    while (!asking.signal.aborted)
      await fetch(`${service.url}/healthz`, { headers: { Connection: 'close' } }).then(
        (answer) => answer.text(),
        () => undefined,
      );
  });
  const called = callers.map(async (each) => {
    const answers: (number | 'failed')[] = [];
    while (!asking.signal.aborted) answers.push(await each.ask());
    return answers;
  });
  process.kill(victim, 'SIGKILL');
  await eventually('another has taken its place', async () => {
    const now = await apiProcessesOf(service.pid);
    return now.length === processes && !now.includes(victim);
  });
  await allAnswer();
  asking.abort();
  const answers = await Promise.all(called);
  await Promise.all(strangers); // all of them were answered, or told of the end

  expect(answers.flat().filter((answer) => answer !== 200 && answer !== 429 && answer !== 'failed')).toEqual(
    [],
  );
  const harmed = answers.filter((each) => each.includes('failed'));
  expect(harmed.length).toBeGreaterThan(0);
  expect(harmed.length).toBeLessThanOrEqual(perProcess);
  expect(Math.max(...answers.map((each) => each.filter((answer) => answer === 'failed').length))).toBe(1);
  expect((await told(service.url, 'keyledger_api_process_ends_total')).get('primary')).toBe(endsBefore + 1);
  // It goes on with the journal of the one before.
  expect(await auditFolders(folder.path)).toHaveLength(processes);
});

test('given a SIGTERM to one, then it ends in order and another takes its place', async () => {
  await allAnswer();
  const [victim = 0] = await apiProcessesOf(service.pid);
  const key = await salesKey();
  process.kill(victim, 'SIGTERM');
  await eventually('another has taken its place', async () => {
    const now = await apiProcessesOf(service.pid);
    return now.length === processes && !now.includes(victim);
  });
  await allAnswer();
  await connected(2 * processes, key);
});

test('given one that stands still, then the metrics of the others are told, and it goes on afterwards', async () => {
  await allAnswer();
  const [victim = 0] = await apiProcessesOf(service.pid);
  process.kill(victim, 'SIGSTOP');
  try {
    await eventually('the metrics are told without it', async () => {
      const asked = new AbortController();
      setTimeout(() => asked.abort(), 2000);
      const answer = await fetch(`${service.url}/metrics`, {
        headers: { Connection: 'close' },
        signal: asked.signal,
      }).catch(() => undefined);
      const text = (await answer?.text().catch(() => undefined)) ?? '';
      const tellers = numbers.filter((number) =>
        text.includes(`process_start_time_seconds{process="${number}"}`),
      );
      return tellers.length === processes - 1;
    });
  } finally {
    process.kill(victim, 'SIGCONT');
  }
  await eventually(
    'all tell',
    async () => (await told(service.url, 'process_start_time_seconds')).size === 4,
  );
});
