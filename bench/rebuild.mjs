/**
 * How fast the read models of the keys are made anew:
 *
 *   npm run build && node bench/rebuild.mjs [events]
 *
 * A million lifecycle events unless told otherwise, five of each key: created, renamed, addresses set, scopes narrowed, revoked. They are
 * appended, then `keyledger rebuild keys` replays them into every read model of the group (lookup, list, history, expiry and
 * more), with no other process at work. The baseline of the same run is reading the same events and doing nothing.
 */
import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { encodeKeyEvent, keyStream, keyStreamPrefix } from '../dist/domain/keyEvents.js';
import { connectEventStore } from '../dist/stores/eventStore.js';
import { bench, end, install, main, merchant, startApi, table } from './installation.mjs';

const EVENTS = Number(process.argv[2] ?? 1_000_000);
const EACH = 5;
const APPENDING = 128;

await bench(
  async () => {
    const { environment, worker } = await install();
    const api = await startApi(environment); // by then the schema is there
    await end(api.process);
    await end(worker);
    const url = environment['EVENTSTORE_URL'] ?? '';
    const appending = performance.now();
    await append(url, Math.ceil(EVENTS / EACH));
    console.log(`${EVENTS} events appended in ${seconds(appending).toFixed(0)} s\n`);

    const reading = performance.now();
    const read = await readAll(url);
    const readSeconds = seconds(reading);
    const rebuilding = performance.now();
    await promisify(execFile)(process.execPath, [main, 'rebuild', 'keys'], {
      env: { ...process.env, ...environment },
      maxBuffer: 64 * 1024 * 1024,
    });
    const rebuildSeconds = seconds(rebuilding);
    const row = (/** @type {string} */ name, /** @type {number} */ took) => [
      name,
      took.toFixed(1),
      Math.round(read / took),
      (readSeconds / took).toFixed(2),
    ];
    table([
      ['', 'seconds', 'events/s', 'ratio'],
      row('read', readSeconds),
      row('rebuild keys', rebuildSeconds),
    ]);
    console.log('\nTarget: 20,000 events a second');
  },
  { apart: false },
);

/**
 * @param {string} url
 * @param {number} keys
 */
async function append(url, keys) {
  const client = EventStoreDBClient.connectionString(url);
  let next = 0;
  await Promise.all(
    Array.from({ length: APPENDING }, async () => {
      while (next < keys) {
        next += 1;
        const keyId = `key_${randomBytes(16).toString('base64url')}`;
        const events = lifeOf(keyId).map((event) => jsonEvent({ id: randomUUID(), ...encoded(event) }));
        await client.appendToStream(keyStream(keyId), events, { expectedRevision: 'no_stream' });
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
 * @param {string} keyId
 * @returns {import('../src/domain/keyEvents.ts').KeyEvent[]}
 */
function lifeOf(keyId) {
  const at = new Date().toISOString();
  const actor = 'bench';
  const random = randomBytes(48).toString('base64url');
  return [
    {
      type: 'ApiKeyCreated',
      at,
      actor,
      data: {
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
      },
    },
    { type: 'ApiKeyRenamed', at, actor, data: { name: 'Till' } },
    { type: 'ApiKeyIpRulesSet', at, actor, data: { ipRules: ['203.0.113.0/24'] } },
    { type: 'ApiKeyScopesSet', at, actor, data: { scopes: ['sales:read'] } },
    { type: 'ApiKeyRevoked', at, actor, data: { reason: null } },
  ];
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
