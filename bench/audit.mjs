/**
 * What recording every request costs, and how fast the record gets where it can be read:
 *
 *   npm run build && node bench/audit.mjs [seconds a row] [rounds]
 *
 * 1. Authentication (a protected route, a valid key, 64 connections) on one API process without audit, with it, and with it
 *    brought to the disk before each answer: requests a second, medians of rounds that take turns, as ratios to the first.
 *    The worker is stopped meanwhile, so that only the API is measured.
 * 2. Then the worker ships and projects what has piled up: entries a second from journal to tables.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client } from 'pg';

const SECONDS = Number(process.argv[2] ?? 8);
const ROUNDS = Number(process.argv[3] ?? 5);
const CONNECTIONS = 64;
const kinds = ['none', 'interval', 'always'];

/** @typedef {{ perSecond: number, statuses: Record<string, number>, p50: number, p99: number }} Load */

const dataDir = await mkdtemp(join(tmpdir(), 'keyledger-bench-'));
await chmod(dataDir, 0o711);
/** @type {Array<() => Promise<unknown>>} */
const releases = [() => rm(dataDir, { recursive: true, force: true })];
try {
  await run();
} finally {
  for (let release = releases.pop(); release !== undefined; release = releases.pop()) await release();
}

async function run() {
  const environment = await startStores();
  const token = await managementToken(environment); // made first: the APIs check tokens with the key that signs it
  const worker = start([path('../dist/main.js'), 'worker'], environment);
  /** @type {Map<string, string>} */
  const apis = new Map();
  for (const kind of kinds) apis.set(kind, await startApi(kind, environment));
  const key = await createKey(apis.get('none') ?? '', token);
  worker.kill('SIGSTOP');
  releases.push(async () => worker.kill('SIGCONT'));

  /** @type {Map<string, Load[]>} */
  const loads = new Map(kinds.map((kind) => [kind, []]));
  let recorded = 0;
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const kind of kinds) {
      const load = await measure(apis.get(kind) ?? '', key, round < 0 ? 2 : SECONDS);
      const answered = load.statuses['200'] ?? 0;
      if (Object.keys(load.statuses).some((status) => status !== '200'))
        throw new Error(`Refused: ${JSON.stringify(load.statuses)}`);
      if (kind !== 'none') recorded += answered;
      if (round >= 0) loads.get(kind)?.push(load); // the first round warms up
    }
  }
  print(loads);

  const began = performance.now();
  worker.kill('SIGCONT');
  const projected = await untilProjected(environment.DATABASE_URL ?? '', recorded);
  const seconds = (performance.now() - began) / 1000;
  console.log(
    `\n${projected} entries shipped and projected in ${seconds.toFixed(1)} s: ${Math.round(projected / seconds)} a second (target: 20,000)`,
  );
}

/** @param {number[]} numbers */
function median(numbers) {
  const sorted = Float64Array.from(numbers);
  sorted.sort();
  return sorted[sorted.length >> 1] ?? NaN;
}

/** @param {Map<string, Load[]>} loads */
function print(loads) {
  const of = (/** @type {string} */ kind, /** @type {'perSecond' | 'p50' | 'p99'} */ what) =>
    median((loads.get(kind) ?? []).map((load) => load[what]));
  console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}`);
  console.log(`Authentication, ${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s, medians\n`);
  console.log('audit      requests/s   ratio   p50 ms   p99 ms');
  for (const kind of kinds) {
    const rounds = (loads.get(kind) ?? []).map(
      (load, round) => load.perSecond / (loads.get('none')?.[round]?.perSecond ?? NaN),
    );
    console.log(
      kind.padEnd(10),
      String(Math.round(of(kind, 'perSecond'))).padStart(10),
      median(rounds).toFixed(2).padStart(7),
      of(kind, 'p50').toFixed(1).padStart(8),
      of(kind, 'p99').toFixed(1).padStart(8),
    );
  }
}

/** Postgres and event store of an installation in the bench's folder, and what an API needs to know of them. */
async function startStores() {
  const host = spawn(process.execPath, [path('./storesHost.mjs'), dataDir], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = /** @type {unknown[]} */ (await once(host.stdout, 'data'));
  releases.push(async () => {
    host.stdin.end();
    await once(host, 'exit');
  });
  const { databaseUrl, databaseOwnerUrl, eventStoreUrl } = /** @type {Record<string, string>} */ (
    JSON.parse(String(line))
  );
  return {
    DATABASE_URL: databaseUrl,
    DATABASE_OWNER_URL: databaseOwnerUrl,
    EVENTSTORE_URL: eventStoreUrl,
    DATA_DIR: dataDir,
    PORT: '0',
    PEPPER: 'pepper '.repeat(6),
    MAC_KEY: 'mac key '.repeat(6),
    RATE_LIMIT_PER_MINUTE: '1000000',
    LOG_LEVEL: 'silent',
  };
}

/**
 * @param {string} kind
 * @param {Record<string, string>} environment
 * @returns {Promise<string>}
 */
async function startApi(kind, environment) {
  const api = start([path('./auditHost.mjs'), kind], environment);
  const [url] = /** @type {unknown[]} */ (await once(api.stdout, 'data'));
  return String(url).trim();
}

/**
 * @param {string[]} args
 * @param {Record<string, string>} environment
 */
function start(args, environment) {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  releases.push(async () => {
    if (child.exitCode !== null) return;
    child.stdin.end();
    child.kill();
    await once(child, 'exit');
  });
  return child;
}

/** @param {Record<string, string>} environment */
async function managementToken(environment) {
  const args = ['token', '--merchant', 'm_bench', '--role', 'admin'];
  const { stdout } = await promisify(execFile)(process.execPath, [path('../dist/main.js'), ...args], {
    env: { ...process.env, DATA_DIR: environment['DATA_DIR'], LOG_LEVEL: 'silent' },
  });
  return stdout.trim();
}

/**
 * @param {string} url
 * @param {string} token
 */
async function createKey(url, token) {
  for (;;) {
    const answer = await fetch(`${url}/api/v1/keys`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: 'Bench', fullAccess: true }),
    });
    if (answer.status === 201) {
      const { key } = /** @type {{ key: string }} */ (await answer.json());
      return key;
    }
    await answer.text();
    await sleep(100); // the worker is starting
  }
}

/**
 * @param {string} url
 * @param {string} key
 * @param {number} seconds
 * @returns {Promise<Load>}
 */
async function measure(url, key, seconds) {
  const { port } = new URL(url);
  const request = `GET /public/api/v1/sales HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${key}\r\n\r\n`;
  const task = JSON.stringify({ port: Number(port), request, connections: CONNECTIONS, seconds });
  const { stdout } = await promisify(execFile)(process.execPath, [path('./httpLoad.mjs'), task]);
  return /** @type {Load} */ (JSON.parse(stdout));
}

/**
 * Waits until so many entries are in the table.
 * @param {string} databaseUrl
 * @param {number} wanted
 */
async function untilProjected(databaseUrl, wanted) {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (;;) {
      const { rows } = /** @type {{ rows: { count: number }[] }} */ (
        await client.query('select coalesce(sum(request_count), 0)::int as count from key_usage')
      );
      const count = rows[0]?.count ?? 0;
      if (count >= wanted) return count;
      await sleep(100);
    }
  } finally {
    await client.end();
  }
}

/** @param {string} file */
function path(file) {
  return fileURLToPath(new URL(file, import.meta.url));
}
