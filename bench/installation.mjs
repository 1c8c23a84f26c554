/**
 * What the benches of the auth path share: an installation of their own (embedded stores, a worker, API processes) in a
 * temporary folder, processes that keep to their cores, load, and how results are told.
 */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/**
 * @typedef {import('node:child_process').ChildProcess} ChildProcess
 * @typedef {{ perSecond: number, statuses: Record<string, number>, p50: number, p99: number }} Load
 * @typedef {Record<string, string>} Environment
 * @typedef {{ environment: Environment, token: string, worker: ChildProcess, stores: ChildProcess }} Installation
 */

/** A core each for the server under test and for its load, where there is a `taskset` to keep them there; the rest for the rest. */
export let cores = placement();
export const main = path('../dist/main.js');
export const merchant = 'm_bench';

/** What was acquired, each with its release. @type {Array<() => Promise<unknown>>} */
const releases = [];

/** Runs a bench, apart from what it measures, and lets go of everything however it ends. @param {() => Promise<void>} work */
export async function bench(work, { apart = true } = {}) {
  if (!apart) cores = undefined;
  console.log(
    `${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`,
  );
  console.log(cores === undefined ? 'Nothing keeps to a core of its own' : `Cores: ${JSON.stringify(cores)}`);
  if (cores !== undefined)
    execFileSync('taskset', ['-acp', cores.rest, String(process.pid)], { stdio: 'ignore' });
  try {
    await work();
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  } finally {
    for (let release = releases.pop(); release !== undefined; release = releases.pop()) await release();
  }
}

/**
 * Stores and a worker, which stay on the remaining cores.
 * @param {Environment} settings
 * @returns {Promise<Installation>}
 */
export async function install(settings = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'keyledger-bench-'));
  await chmod(dataDir, 0o711); // as root Postgres runs as another user, who passes through
  releases.push(() => rm(dataDir, { recursive: true, force: true }));
  const stores = start([path('./storesHost.mjs'), dataDir], {}, cores?.rest);
  const { databaseUrl, databaseOwnerUrl, eventStoreUrl } = /** @type {Record<string, string>} */ (
    JSON.parse(await firstLine(stores))
  );
  const environment = {
    DATABASE_URL: databaseUrl ?? '',
    DATABASE_OWNER_URL: databaseOwnerUrl ?? '',
    EVENTSTORE_URL: eventStoreUrl ?? '',
    DATA_DIR: dataDir,
    PORT: '0',
    PEPPER: 'pepper '.repeat(6),
    MAC_KEY: 'mac key '.repeat(6),
    RATE_LIMIT_PER_MINUTE: '1000000',
    LOG_LEVEL: 'silent',
    ...settings,
  };
  const args = [main, 'token', '--merchant', merchant, '--role', 'admin'];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env: { ...process.env, DATA_DIR: dataDir, LOG_LEVEL: 'silent' },
  });
  return {
    environment,
    token: stdout.trim(),
    stores,
    worker: start([main, 'worker'], environment, cores?.rest),
  };
}

/**
 * An API of this installation; resolves with where it answers.
 * @param {Environment} environment
 * @param {string | undefined} core
 */
export async function startApi(environment, core = cores?.server) {
  const process = start([main, 'api'], environment, core);
  const url = /http:\S+/.exec(await firstLine(process))?.[0] ?? '';
  return { url, process };
}

/**
 * A program of Node in a process of its own.
 * @param {string[]} args
 * @param {Environment} environment
 * @param {string} [core]
 */
export function start(args, environment, core) {
  const [program = '', ...all] = pinned(core, [process.execPath, ...args]);
  const child = spawn(program, all, {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  releases.push(() => end(child));
  return child;
}

/** @param {ChildProcess} child */
export async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  // The service ends of a signal, the bench's own hosts with their standard input.
  if (child.spawnargs.includes(main)) child.kill();
  else child.stdin?.end();
  await gone;
}

/** @param {ChildProcess} child */
export async function firstLine(child) {
  if (child.stdout === null) throw new Error('It has no output');
  const ended = once(child, 'exit').then(() => {
    throw new Error('A process ended before it said anything');
  });
  ended.catch(() => undefined); // it may end later, when nobody waits any more
  const [line] = /** @type {unknown[]} */ (
    await Promise.race([once(createInterface(child.stdout), 'line'), ended])
  );
  return String(line);
}

/**
 * A call of the management API.
 * @param {string} url
 * @param {string} token
 * @param {string} method
 * @param {string} route
 * @param {unknown} [body]
 */
export async function manage(url, token, method, route, body) {
  const answer = await fetch(`${url}/api/v1${route}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const content = /** @type {Record<string, unknown>} */ (await answer.json());
  return { status: answer.status, body: content };
}

/**
 * A key with full access; waits for a worker that is starting.
 * @param {string} url
 * @param {string} token
 * @returns {Promise<{ id: string, key: string }>}
 */
export async function createKey(url, token) {
  for (;;) {
    const { status, body } = await manage(url, token, 'POST', '/keys', { name: 'Bench', fullAccess: true });
    if (status === 201) return /** @type {{ id: string, key: string }} */ (body);
    await sleep(100);
  }
}

/**
 * Load on a route, from a process on its own core. Every answer must have the status.
 * @param {string} url
 * @param {{ path?: string, key: string, header?: string, connections?: number, seconds: number, status?: string, perSecond?: number }} request
 * @returns {Promise<Load>}
 */
export async function loaded(url, request) {
  const {
    path: route = '/public/api/v1/sales',
    key,
    header = 'Authorization: Bearer',
    status = '200',
  } = request;
  const { port } = new URL(url);
  const text = `GET ${route} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${header} ${key}\r\n\r\n`;
  const { connections = 64, seconds, perSecond } = request;
  const task = JSON.stringify({ port: Number(port), request: text, connections, seconds, perSecond });
  const [program = '', ...args] = pinned(cores?.load, [process.execPath, path('./httpLoad.mjs'), task]);
  const { stdout } = await promisify(execFile)(program, args);
  const load = /** @type {Load} */ (JSON.parse(stdout));
  if (Object.keys(load.statuses).some((each) => each !== status))
    throw new Error(`Not all are ${status}: ${JSON.stringify(load.statuses)}`);
  return load;
}

/** @param {number[]} numbers */
export function median(numbers) {
  return percentile(numbers, 0.5);
}

/**
 * @param {number[]} numbers
 * @param {number} part
 */
export function percentile(numbers, part) {
  const sorted = Float64Array.from(numbers);
  sorted.sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

/** Rows of columns, numbers to the right. @param {(string | number)[][]} rows */
export function table(rows) {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => String(row[column]).length)),
  );
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return column === 0 ? String(cell).padEnd(width) : String(cell).padStart(width);
        })
        .join('   '),
    );
}

/** @param {string} file */
export function path(file) {
  return fileURLToPath(new URL(file, import.meta.url));
}

/**
 * @param {string | undefined} core
 * @param {string[]} command
 */
function pinned(core, command) {
  return core === undefined ? command : ['taskset', '-c', core, ...command];
}

/** @returns {{ server: string, load: string, rest: string } | undefined} */
function placement() {
  const count = cpus().length;
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return count < 4 ? undefined : { server: '0', load: '1', rest: `2-${count - 1}` };
}
