/**
 * How fast the embedded event store is, through the real client, servers and clients each in their own process:
 *
 *   npm run build && node bench/eventStore.mjs [seconds a row] [rounds]
 *
 * A row is the median of its rounds. Its ratio is to a baseline of the same run: a bare grpc-js server that answers the same
 * messages and does nothing, so that 1.00 would mean an event store that costs nothing. `server µs` is the processor
 * time of the server's process for each event; unlike events a second, it hardly depends on what else the machine does.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { EventStoreDBClient, START, streamNameFilter } from '@eventstore/db-client';
import { Client, Pool } from 'pg';
import { startPostgres } from '../dist/embedded/postgres.js';

const SECONDS = Number(process.argv[2] ?? 5);
const ROUNDS = Number(process.argv[3] ?? 3);
const CONCURRENCY = 64;
/** Events that a subscription is to deliver; the log holds as many again that it does not want. */
const WANTED = 100_000;
const filter = streamNameFilter({ prefixes: ['wanted-'], checkpointInterval: 100 });

/**
 * @typedef {{ url: string, cpuMicros(): Promise<number> }} Host
 * @typedef {{ events: number, seconds: number }} Measured
 * @typedef {{ name: string, server?: Host, measure: () => Promise<Measured>, baseline?: string }} Row
 * @typedef {{ concurrency: number, eventsACall: number, seconds?: number, count?: number, prefix?: string }} Load
 */

/** @param {{ url(database: string): string }} postgres */
async function run(postgres) {
  await createDatabase(postgres, 'history');
  await createDatabase(postgres, 'appends');
  const echo = await startHost('echo');
  const history = await startHost('store', postgres.url('history'));
  const store = await startHost('store', postgres.url('appends'));
  await append(history.url, 'BatchAppend', { concurrency: 8, eventsACall: 100, count: WANTED });
  await append(history.url, 'BatchAppend', {
    concurrency: 8,
    eventsACall: 100,
    count: WANTED,
    prefix: 'other',
  });

  const [one, four, reads] = [
    'a bare grpc-js, Append',
    'a bare grpc-js, Append, four clients',
    'a bare grpc-js, Read',
  ];
  /** @type {Row[]} */
  const rows = [
    { name: one, server: echo, measure: singles(echo, 'Append', 1) },
    { name: 'Append, one client', server: store, measure: singles(store, 'Append', 1), baseline: one },
    {
      name: 'BatchAppend, one client',
      server: store,
      measure: singles(store, 'BatchAppend', 1),
      baseline: one,
    },
    { name: four, server: echo, measure: singles(echo, 'Append', 4) },
    { name: 'Append, four clients', server: store, measure: singles(store, 'Append', 4), baseline: four },
    {
      name: 'BatchAppend, four clients',
      server: store,
      measure: singles(store, 'BatchAppend', 4),
      baseline: four,
    },
    { name: 'Postgres, one insert a commit, 8 connections', measure: () => inserts(postgres.url('appends')) },
    { name: reads, server: echo, measure: () => readEcho(echo.url) },
    {
      name: 'subscription with a prefix, history',
      server: history,
      measure: () => catchUp(history.url),
      baseline: reads,
    },
    {
      name: 'subscription with a prefix, live',
      server: store,
      measure: () => followLive(store.url),
      baseline: reads,
    },
  ];

  /** @type {Map<string, { rate: number, cpu: number }[]>} */
  const results = new Map(rows.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round++)
    for (const { name, server, measure } of rows) {
      const before = (await server?.cpuMicros()) ?? 0;
      const { events, seconds } = await measure();
      const after = (await server?.cpuMicros()) ?? 0;
      results.get(name)?.push({ rate: events / seconds, cpu: (after - before) / events });
    }
  print(rows, results);
}

/**
 * @param {Row[]} rows
 * @param {Map<string, { rate: number, cpu: number }[]>} results
 */
function print(rows, results) {
  console.log(
    `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, ` +
      `${CONCURRENCY} appends at once, median of ${ROUNDS} × ${SECONDS} s\n`,
  );
  console.log('| what | events/s | ratio | server µs |\n|---|---:|---:|---:|');
  /** @param {string} name */
  const rateOf = (name) => median((results.get(name) ?? []).map(({ rate }) => rate));
  for (const { name, baseline } of rows) {
    const cpu = median((results.get(name) ?? []).map((result) => result.cpu));
    const ratio = baseline === undefined ? '' : (rateOf(name) / rateOf(baseline)).toFixed(2);
    const rate = Math.round(rateOf(name)).toLocaleString('en');
    console.log(`| ${name} | ${rate} | ${ratio} | ${cpu > 0 ? Math.round(cpu) : ''} |`);
  }
}

/**
 * Single events, 64 at once, from so many processes.
 * @type {(server: Host, path: string, processes: number) => () => Promise<Measured>}
 */
const singles = (server, path, processes) => () =>
  appendFrom(server.url, path, processes, { concurrency: CONCURRENCY / processes, eventsACall: 1 });

/** @param {number[]} numbers */
function median(numbers) {
  const sorted = Float64Array.from(numbers);
  sorted.sort();
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/**
 * Runs one client process to its end.
 * @param {string} url
 * @param {string} path
 * @param {Load} load
 * @returns {Promise<Measured>}
 */
async function append(
  url,
  path,
  { concurrency, eventsACall, seconds = 60, count = Infinity, prefix = 'wanted' },
) {
  const options = JSON.stringify({
    url,
    path,
    concurrency,
    eventsACall,
    seconds,
    count: String(count),
    prefix,
  });
  const child = spawn(process.execPath, [scriptAt('eventStoreLoad.mjs'), options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return /** @type {Measured} */ (JSON.parse(await nextLine(createInterface(child.stdout))));
}

/**
 * @param {string} url
 * @param {string} path
 * @param {number} processes
 * @param {Load} load
 */
async function appendFrom(url, path, processes, load) {
  const all = await Promise.all(
    Array.from({ length: processes }, () => append(url, path, { ...load, seconds: SECONDS })),
  );
  return {
    events: all.reduce((sum, { events }) => sum + events, 0),
    seconds: Math.max(...all.map(({ seconds }) => seconds)),
  };
}

/** @param {string} databaseUrl */
async function inserts(databaseUrl) {
  const pool = new Pool({ connectionString: databaseUrl, max: 8 });
  await pool.query('create table if not exists bench (id uuid primary key, data text not null)');
  const data = 'x'.repeat(170);
  const began = performance.now();
  let events = 0;
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      for (; performance.now() - began < SECONDS * 1000; events++)
        await pool.query({
          name: 'i',
          text: 'insert into bench values ($1, $2)',
          values: [randomUUID(), data],
        });
    }),
  );
  await pool.end();
  return { events, seconds: (performance.now() - began) / 1000 };
}

/** @param {string} url */
async function catchUp(url) {
  const subscription = EventStoreDBClient.connectionString(url).subscribeToAll({
    fromPosition: START,
    filter,
  });
  const result = await receive(subscription, WANTED);
  await subscription.unsubscribe();
  return result;
}

/**
 * While another process appends, a hundred events a call.
 * @param {string} url
 */
async function followLive(url) {
  const subscription = EventStoreDBClient.connectionString(url).subscribeToAll({
    fromPosition: 'end',
    filter,
  });
  await once(subscription, 'caughtUp');
  const [result] = await Promise.all([
    receive(subscription, WANTED),
    append(url, 'BatchAppend', { concurrency: 8, eventsACall: 100, count: WANTED }),
  ]);
  await subscription.unsubscribe();
  return result;
}

/** @param {string} url */
const readEcho = (url) =>
  receive(EventStoreDBClient.connectionString(url).readStream('any', { maxCount: WANTED }), WANTED);

/**
 * @param {AsyncIterable<unknown>} items
 * @param {number} count
 */
async function receive(items, count) {
  /** From the first on: connecting does not count. */
  let began = 0;
  let events = 0;
  for await (const _ of items) {
    if (events === 0) began = performance.now();
    if (++events === count) break;
  }
  return { events, seconds: (performance.now() - began) / 1000 };
}

/**
 * @param {{ url(database: string): string }} postgres
 * @param {string} name
 */
async function createDatabase(postgres, name) {
  const admin = new Client({ connectionString: postgres.url('postgres') });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
}

/**
 * @param {string[]} args
 * @returns {Promise<Host>}
 */
async function startHost(...args) {
  const child = spawn(process.execPath, [scriptAt('eventStoreHost.mjs'), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout);
  const port = await nextLine(lines);
  return {
    url: `esdb://127.0.0.1:${port}?tls=false`,
    async cpuMicros() {
      child.stdin.write('\n');
      return Number(await nextLine(lines));
    },
  };
}

/**
 * @param {import('node:readline').Interface} lines
 * @returns {Promise<string>}
 */
const nextLine = (lines) => new Promise((resolve) => lines.once('line', resolve));

/** @param {string} name */
const scriptAt = (name) => fileURLToPath(new URL(name, import.meta.url));

const folder = await mkdtemp(join(tmpdir(), 'event-store-bench-'));
// As root Postgres runs as another user, who passes through.
await chmod(folder, 0o711);
const postgres = await startPostgres({ dataDir: folder, log: () => undefined });
try {
  await run(postgres);
} finally {
  await postgres.stop();
  await rm(postgres.folder, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
}
// The hosts end with their standard input. A client's dispose would wait for the streams that were left in the middle.
process.exit();
