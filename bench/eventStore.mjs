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
import pg from 'pg';
import { startPostgres } from '../dist/embedded/postgres.js';

const SECONDS = Number(process.argv[2] ?? 5);
const ROUNDS = Number(process.argv[3] ?? 3);
const CONCURRENCY = 64;
/** Events that a subscription is to deliver; the log holds as many again that it does not want. */
const WANTED = 100_000;
const filter = streamNameFilter({ prefixes: ['wanted-'], checkpointInterval: 100 });

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

  const singles = (server, path, processes) => () =>
    appendFrom(server.url, path, processes, { concurrency: CONCURRENCY / processes, eventsACall: 1 });
  const rows = [
    ['a bare grpc-js, Append', echo, singles(echo, 'Append', 1)],
    ['Append, one client', store, singles(store, 'Append', 1), 0],
    ['BatchAppend, one client', store, singles(store, 'BatchAppend', 1), 0],
    ['a bare grpc-js, Append, four clients', echo, singles(echo, 'Append', 4)],
    ['Append, four clients', store, singles(store, 'Append', 4), 3],
    ['BatchAppend, four clients', store, singles(store, 'BatchAppend', 4), 3],
    ['Postgres, one insert a commit, 8 connections', undefined, () => inserts(postgres.url('appends'))],
    ['a bare grpc-js, Read', echo, () => readEcho(echo.url)],
    ['subscription with a prefix, history', history, () => catchUp(history.url), 7],
    ['subscription with a prefix, live', store, () => followLive(store.url), 7],
  ];

  const results = rows.map(() => []);
  for (let round = 0; round < ROUNDS; round++)
    for (const [index, [, server, measure]] of rows.entries()) {
      const before = await server?.cpuMicros();
      const { events, seconds } = await measure();
      const cpu = server && ((await server.cpuMicros()) - before) / events;
      results[index].push({ rate: events / seconds, cpu });
    }
  print(rows, results);
}

function print(rows, results) {
  console.log(
    `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, ` +
      `${CONCURRENCY} appends at once, median of ${ROUNDS} × ${SECONDS} s\n`,
  );
  console.log('| what | events/s | ratio | server µs |\n|---|---:|---:|---:|');
  const rates = results.map((round) => median(round.map(({ rate }) => rate)));
  for (const [index, [name, , , baseline]] of rows.entries()) {
    const cpu = median(results[index].map((result) => result.cpu ?? 0));
    const ratio = baseline === undefined ? '' : (rates[index] / rates[baseline]).toFixed(2);
    console.log(
      `| ${name} | ${Math.round(rates[index]).toLocaleString('en')} | ${ratio} | ${cpu > 0 ? Math.round(cpu) : ''} |`,
    );
  }
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Runs one client process to its end. */
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
  const [line] = await once(createInterface(child.stdout), 'line');
  return JSON.parse(line);
}

async function appendFrom(url, path, processes, load) {
  const all = await Promise.all(
    Array.from({ length: processes }, () => append(url, path, { ...load, seconds: SECONDS })),
  );
  return {
    events: all.reduce((sum, { events }) => sum + events, 0),
    seconds: Math.max(...all.map(({ seconds }) => seconds)),
  };
}

async function inserts(databaseUrl) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 8 });
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

async function catchUp(url) {
  const subscription = EventStoreDBClient.connectionString(url).subscribeToAll({
    fromPosition: START,
    filter,
  });
  const result = await receive(subscription, WANTED);
  await subscription.unsubscribe();
  return result;
}

/** While another process appends, a hundred events a call. */
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

const readEcho = (url) =>
  receive(EventStoreDBClient.connectionString(url).readStream('any', { maxCount: WANTED }), WANTED);

async function receive(items, count) {
  let began;
  let events = 0;
  for await (const _ of items) {
    began ??= performance.now();
    if (++events === count) break;
  }
  return { events, seconds: (performance.now() - began) / 1000 };
}

async function createDatabase(postgres, name) {
  const admin = new pg.Client({ connectionString: postgres.url('postgres') });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
}

async function startHost(...args) {
  const child = spawn(process.execPath, [scriptAt('eventStoreHost.mjs'), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout);
  const [port] = await once(lines, 'line');
  return {
    url: `esdb://127.0.0.1:${port}?tls=false`,
    async cpuMicros() {
      child.stdin.write('\n');
      const [micros] = await once(lines, 'line');
      return Number(micros);
    },
  };
}

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
