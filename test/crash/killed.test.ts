/**
 * `kill -9` at random moments during a run of commands: after the restart every acknowledged command is there, nothing
 * is half done, and a rebuild gives the same tables.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/condition.ts';
import { temporaryFolder, type TestFolder } from '../support/folder.ts';
import {
  freePort,
  managementToken,
  runCommand,
  startServiceProcess,
  type ServiceProcess,
} from '../support/service.ts';

const rounds = 50;
const writers = 4;

/** Which processes die at once, given the main process and those that it started, oldest first. */
const victims: readonly ((pids: readonly number[]) => readonly number[])[] = [
  ([main]) => [main ?? 0],
  ([main, host]) => [main ?? 0, host ?? 0],
  (all) => all,
  (all) => all.toReversed(),
];

interface Shown {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly scopes: readonly string[];
  readonly revision: number;
}

/** The last acknowledged state of a key, and what was asked of it when the process died. */
interface Ledger {
  acknowledged: Shown | undefined;
  pending: string | undefined;
}

let folder: TestFolder;
let settings: Record<string, string>;
let token: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  settings = { DATA_DIR: join(folder.path, 'data'), PORT: String(await freePort()), LOG_LEVEL: 'error' };
  token = await managementToken(settings['DATA_DIR'] ?? '', 'm_crash');
});

afterAll(() => folder[Symbol.asyncDispose]());

test(`${rounds} kills lose no acknowledged command`, { timeout: 600_000 }, async () => {
  const keys: Ledger[] = [];
  let killed = 0;
  for (let round = 0; round < rounds; round++) {
    const service = await startServiceProcess(settings);
    await Promise.all(keys.map((key) => expectAcknowledged(service, key, `round ${round}`)));

    const writing = Array.from({ length: writers }, () => write(service, keys));
    await Promise.race([...writing, round % 2 === 0 ? acknowledgement(keys) : moment(2000)]);
    const dying = victims[round % victims.length]?.(await family(service.pid)) ?? [];
    for (const pid of dying) kill(pid);
    await Promise.all([service.gone, ...writing]);
    killed += dying.length;
  }

  const service = await startServiceProcess(settings);
  await Promise.all(keys.map((key) => expectAcknowledged(service, key, 'the end')));
  const before = await tables();
  expect(await service.stop()).toBe(0);
  await runCommand(settings, 'rebuild');
  const again = await startServiceProcess(settings);
  expect(await tables()).toEqual(before);
  await again.stop();
  // Postgres has workers of its own: more died than the processes that we start.
  expect(killed).toBeGreaterThan(4 * rounds);
  expect(keys.filter(isAcknowledged).length).toBeGreaterThanOrEqual(rounds / 2);
});

/**
 * Some milliseconds in which the writers have begun and are not done: what is waited for is that any moment may come. The
 * first commands after a kill wait for a second, until the lease of the process that died has ended for certain.
 */
async function moment(longest: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, Math.random() * longest);
  });
}

/** A moment after one more key has been acknowledged. */
async function acknowledgement(keys: readonly Ledger[]): Promise<void> {
  const before = keys.filter(isAcknowledged).length;
  await eventually('a key is acknowledged', () => keys.filter(isAcknowledged).length > before);
  await moment(500);
}

function isAcknowledged({ acknowledged }: Ledger): boolean {
  return acknowledged !== undefined;
}

/** A process and all that it started, directly or not: the host of the embedded stores, Postgres and its workers. */
async function family(pid: number): Promise<readonly number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const pids = children.trim().split(' ').filter(Boolean).map(Number);
  return [pid, ...(await Promise.all(pids.map(family))).flat()];
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // A worker of Postgres that ended on its own meanwhile.
  }
}

/** Takes keys through their lives, one command after another, until the service no longer answers. */
async function write(service: ServiceProcess, keys: Ledger[]): Promise<void> {
  const commands = [
    ['PUT', 'name', { name: 'renamed' }],
    ['PUT', 'scopes', { scopes: ['sales:read'] }],
    ['PUT', 'ip-rules', { ipRules: ['10.0.0.0/8'] }],
    ['POST', 'regenerate', { gracePeriodSeconds: 60 }],
    ['POST', 'revoke', {}],
  ] as const;
  try {
    for (;;) {
      const key: Ledger = { acknowledged: undefined, pending: 'create' };
      keys.push(key);
      const body = { name: 'created', scopes: ['sales:read', 'customer:read'] };
      key.acknowledged = await call(service, 'POST', '', body);
      for (const [method, path, change] of commands) {
        key.pending = path;
        key.acknowledged = await call(service, method, `/${key.acknowledged.id}/${path}`, change);
      }
      key.pending = undefined;
    }
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
  }
}

async function expectAcknowledged(service: ServiceProcess, key: Ledger, when: string): Promise<void> {
  if (key.acknowledged === undefined) return;
  const { id, revision, status, scopes } = key.acknowledged;
  const now = await call(service, 'GET', `/${id}`);
  // One command may have been written without its answer being heard, and no more.
  const unheard = key.pending === undefined ? 0 : 1;
  expect(
    now.revision - revision,
    `${when}: ${key.pending} after ${JSON.stringify(key.acknowledged)}`,
  ).toSatisfy((ahead: number) => ahead >= 0 && ahead <= unheard);
  if (now.revision === revision) {
    expect(now).toMatchObject({ status, scopes });
    return;
  }
  key.acknowledged = now;
  key.pending = undefined;
}

/** What was asked may have happened or not: the connection broke, or the stores died a moment before the API. */
class Unanswered extends Error {}

async function call(service: ServiceProcess, method: string, path: string, body?: object): Promise<Shown> {
  const response = await fetch(`${service.url}/api/v1/keys${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    throw new Unanswered('no answer', { cause: error });
  });
  if (response.status === 503) throw new Unanswered(await response.text());
  const answer = (await response.json()) as Shown;
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

/** The read models, row for row. */
async function tables(): Promise<unknown> {
  const running: unknown = JSON.parse(
    await readFile(join(settings['DATA_DIR'] ?? '', 'running.json'), 'utf8'),
  );
  const client = new Client({ connectionString: (running as { databaseUrl: string }).databaseUrl });
  await client.connect();
  try {
    const { rows: lookup } = await client.query('select * from key_lookup order by key_id, hash');
    const { rows: list } = await client.query('select * from key_list order by key_id');
    const { rows: history } = await client.query('select * from key_history order by key_id, revision');
    return { lookup, list, history };
  } finally {
    await client.end();
  }
}
