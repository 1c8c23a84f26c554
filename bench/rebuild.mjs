/**
 * How fast the read models of the keys are made anew:
 *
 *   npm run build && node bench/rebuild.mjs [events]
 *
 * A million lifecycle events unless told otherwise, of two fifths as many keys: first all are created, and then keys here and there
 * are renamed, get addresses, lose scopes and are revoked, each event appended by itself. So almost every event of a transaction
 * is of another key, which is the worst case. The event store and Postgres are in processes of their own.
 *
 * `keyledger rebuild keys` then writes every read model of the group (lookup, list, history, expiry and more) twice: first all events
 * are news, and each has its effects, as when it has just happened; then they are a replay. Last, lookup and list are made anew
 * without the others. The baselines of the same run are the news, and reading the same events and doing nothing.
 */
import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { encodeKeyEvent, keyStream, keyStreamPrefix } from '../dist/domain/keyEvents.js';
import { keyList } from '../dist/projections/keyList.js';
import { keyLookup } from '../dist/projections/keyLookup.js';
import { keyProjections } from '../dist/projections/keys.js';
import { readCheckpoint } from '../dist/stores/checkpoints.js';
import { connectDatabase } from '../dist/stores/database.js';
import { connectEventStore } from '../dist/stores/eventStore.js';
import { runProjections } from '../dist/workers/projectionRunner.js';
import { bench, end, install, main, merchant, startApi, table } from './installation.mjs';

const EVENTS = Number(process.argv[2] ?? 1_000_000);
const KEYS = Math.ceil(EVENTS * 0.4);
const APPENDING = 128;

await bench(
  async () => {
    const { environment, worker } = await install();
    const api = await startApi(environment); // by then the schema is there
    await end(api.process);
    await end(worker);
    const url = environment['EVENTSTORE_URL'] ?? '';
    const appending = performance.now();
    await append(url);
    console.log(`${EVENTS} events appended in ${seconds(appending).toFixed(0)} s\n`);

    const reading = performance.now();
    const read = await readAll(url);
    const readSeconds = seconds(reading);
    const newsSeconds = await rebuild(environment);
    const replaySeconds = await rebuild(environment);
    const twoSeconds = await rebuildLookupAndList(environment);
    const row = (/** @type {string} */ name, /** @type {number} */ took) => [
      name,
      took.toFixed(1),
      Math.round(read / took),
      (newsSeconds / took).toFixed(2),
    ];
    table([
      ['', 'seconds', 'events/s', 'ratio'],
      row('news', newsSeconds),
      row('replay', replaySeconds),
      row('replay of lookup and list', twoSeconds),
      row('read', readSeconds),
    ]);
    console.log('\nTarget of lookup and list: 20,000 events a second');
  },
  { apart: false },
);

/** Seconds that it takes, the start of the process included. @param {Record<string, string>} environment */
async function rebuild(environment) {
  const began = performance.now();
  await promisify(execFile)(process.execPath, [main, 'rebuild', 'keys'], {
    env: { ...process.env, ...environment },
    maxBuffer: 64 * 1024 * 1024,
  });
  return seconds(began);
}

/** By the runner itself, as a group of their own. @param {Record<string, string>} environment */
async function rebuildLookupAndList(environment) {
  const { DATABASE_URL = '', DATABASE_OWNER_URL = '', EVENTSTORE_URL = '' } = environment;
  const [database, ownerDatabase] = [connectDatabase(DATABASE_URL), connectDatabase(DATABASE_OWNER_URL)];
  const eventStore = connectEventStore(EVENTSTORE_URL);
  const group = { ...keyProjections, name: 'lookup and list', projections: [keyLookup, keyList] };
  const log = { info: () => undefined, warn: console.error };
  const stopping = new AbortController();
  const { signal } = stopping;
  const began = performance.now();
  const running = runProjections({ group, eventStore, database, ownerDatabase, log, signal });
  const isReady = async () => {
    const checkpoint = /** @type {{ ready: boolean } | undefined} */ (
      await readCheckpoint(database, group.name)
    );
    return checkpoint?.ready === true;
  };
  while (!(await isReady())) await sleep(50);
  const took = seconds(began);
  stopping.abort();
  await running;
  await Promise.all([database.close(), ownerDatabase.close(), eventStore.close()]);
  return took;
}

/** Two writers never meet at one key: each has its own. @param {string} url */
async function append(url) {
  const client = EventStoreDBClient.connectionString(url);
  const keys = Array.from({ length: KEYS }, () => ({
    id: `key_${randomBytes(16).toString('base64url')}`,
    events: 0,
  }));
  let left = EVENTS;
  await Promise.all(
    Array.from({ length: APPENDING }, async (_, writer) => {
      const own = keys.filter((__, index) => index % APPENDING === writer);
      for (let turn = 0; left > 0; turn += 1) {
        const key = turn < own.length ? own[turn] : own[Math.floor(Math.random() * own.length)];
        if (key === undefined) return;
        left -= 1;
        const data = jsonEvent({ id: randomUUID(), ...encoded(nextOf(key)) });
        const expectedRevision = key.events === 0 ? 'no_stream' : BigInt(key.events - 1);
        await client.appendToStream(keyStream(key.id), [data], { expectedRevision });
        key.events += 1;
      }
    }),
  );
  await client.dispose();
}

/** @param {import('../src/domain/keyEvents.ts').KeyEvent} event */
function encoded(event) {
  return /** @type {import('@eventstore/db-client').JSONEventData} */ (encodeKeyEvent(event));
}

/**
 * What happens to a key next.
 * @param {{ id: string, events: number }} key
 * @returns {import('../src/domain/keyEvents.ts').KeyEvent}
 */
function nextOf({ id, events }) {
  const occurrence = { at: new Date().toISOString(), actor: 'bench' };
  if (events === 0) return { type: 'ApiKeyCreated', ...occurrence, data: grant(id) };
  /** @type {import('../src/domain/keyEvents.ts').KeyEvent[]} */
  const changes = [
    { type: 'ApiKeyRenamed', ...occurrence, data: { name: 'Till' } },
    { type: 'ApiKeyIpRulesSet', ...occurrence, data: { ipRules: ['203.0.113.0/24'] } },
    { type: 'ApiKeyScopesSet', ...occurrence, data: { scopes: ['sales:read'] } },
  ];
  return changes[events - 1] ?? { type: 'ApiKeyRevoked', ...occurrence, data: { reason: null } };
}

/**
 * @param {string} keyId
 * @returns {Extract<import('../src/domain/keyEvents.ts').KeyEvent, { type: 'ApiKeyCreated' }>['data']}
 */
function grant(keyId) {
  const random = randomBytes(48).toString('base64url');
  return {
    keyId,
    merchantId: merchant,
    name: 'Bench',
    profile: 'sentry',
    environment: 'live',
    scopes: ['sales:read', 'customer:read'],
    ipRules: [],
    expiresAt: null,
    secret: {
      prefix: `sntr_${random.slice(0, 11)}`,
      hash: `v1$${random.slice(0, 22)}$${random.slice(0, 43)}`,
    },
    requestFingerprint: null,
  };
}

/** How many there are. @param {string} url */
async function readAll(url) {
  const eventStore = connectEventStore(url);
  const stopping = new AbortController();
  let count = 0;
  const deliveries = eventStore.subscribe({
    prefixes: [keyStreamPrefix],
    after: 'start',
    signal: stopping.signal,
  });
  for await (const { kind } of deliveries) {
    if (kind === 'caughtUp') break;
    count += 1;
  }
  stopping.abort();
  await eventStore.close();
  return count;
}

/** @param {number} began */
function seconds(began) {
  return (performance.now() - began) / 1000;
}
