/**
 * What many keys cost:
 *
 *   npm run build && node bench/manyKeys.mjs [keys] [keys in use]
 *
 * 10 million keys in Postgres unless told otherwise, of which 100,000 are asked for, in random order. Told are: how long a miss looks in Postgres
 * (its scrypt left out, which bench/verify.mjs has), what a key in memory takes, how long a hit takes among so many, and how
 * long a service on these data takes from its start to ready. The baseline of the lookups is `select 1` on the same connection.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Client } from 'pg';
import { readConfig } from '../dist/config.js';
import { generateKey } from '../dist/domain/keyFormat.js';
import { keyCache } from '../dist/http/keyCache.js';
import { keyIdentifier } from '../dist/http/keyIdentifier.js';
import { findCandidates } from '../dist/projections/keyLookup.js';
import { connectDatabase } from '../dist/stores/database.js';
import {
  bench,
  end,
  firstLine,
  install,
  main,
  merchant,
  percentile,
  start,
  startApi,
  table,
} from './installation.mjs';

const KEYS = Number(process.argv[2] ?? 10_000_000);
const USED = Number(process.argv[3] ?? 100_000);
const CHUNK = 500_000;
/** Of no key that was issued: made from a number. */
const anyPrefix = `'sntr_' || substr(translate(encode(sha256(number::text::bytea), 'base64'), '+/', '-_'), 1, 11)`;

setFlagsFromString('--expose-gc');
const collectGarbage = /** @type {() => void} */ (runInNewContext('gc'));

await bench(
  async () => {
    const { environment, worker, stores } = await install({ AUTH_CACHE_KEYS: String(USED) });
    const api = await startApi(environment); // by then the tables are there
    await end(api.process);
    await end(worker);
    const config = readConfig(environment);
    const macKey = Buffer.from(environment['MAC_KEY'] ?? '');
    const profile = /** @type {import('../src/domain/profiles.ts').Profile | undefined} */ (
      config.profiles.get('sentry')
    );
    if (profile === undefined) throw new Error('No such profile');
    const used = Array.from({ length: USED }, () => generateKey(profile, 'live', macKey, randomBytes));

    const filling = performance.now();
    await fill(environment['DATABASE_OWNER_URL'] ?? '', used);
    console.log(`${KEYS} keys written in ${((performance.now() - filling) / 1000).toFixed(0)} s\n`);

    const database = connectDatabase(environment['DATABASE_URL'] ?? '', { maxConnections: 8 });
    try {
      const cache = keyCache(USED);
      const identify = keyIdentifier({
        profiles: config.profiles,
        macKey,
        readModels: /** @type {never} */ ({
          findCandidates: (/** @type {string} */ prefix) => findCandidates(database, prefix),
        }),
        secrets: { remembers: () => true, matches: async () => true },
        cache,
        lease: { live: () => true, applied: () => 0n },
      });
      const empty = heapBytes();
      const base = await each(used.slice(0, 10_000), () => database.query('select 1', []));
      const misses = await each(used, ({ secret }) => known(identify(secret, {})));
      const perKey = (heapBytes() - empty) / USED;
      const hits = await each(used, ({ secret }) => known(identify(secret, {})));
      if (cache.load().keys !== USED) throw new Error(`${cache.load().keys} keys are in memory`);
      const row = (/** @type {string} */ name, /** @type {ArrayLike<number>} */ times) => [
        name,
        percentile(times, 0.5).toFixed(3),
        percentile(times, 0.99).toFixed(3),
        (percentile(times, 0.99) / percentile(base, 0.99)).toPrecision(2),
      ];
      table([
        ['', 'p50 ms', 'p99 ms', 'p99 ratio'],
        row('select 1', base),
        row('miss', misses),
        row('hit', hits),
      ]);
      console.log(`\n${Math.round(perKey)} bytes a key in memory, ${USED} keys`);
    } finally {
      await database.close();
    }
    await end(stores);
    console.log(
      `${(await startToReady(environment)).toFixed(1)} s from start to ready, embedded stores and all`,
    );
    console.log('\nTargets: a miss under 2 ms p99, ready in under 10 s');
  },
  { apart: false },
);

/**
 * Rows as the projections write them, the used ones among the others.
 * @param {string} url of the tables' owner
 * @param {readonly { secret: string, prefix: string }[]} used
 */
async function fill(url, used) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`
      drop index key_lookup_prefix; alter table key_lookup drop constraint key_lookup_pkey;
      drop index key_list_newest; alter table key_list drop constraint key_list_pkey`);
    for (let from = USED; from < KEYS; from += CHUNK)
      await client.query(
        insert(`generate_series(${from}, ${Math.min(from + CHUNK, KEYS) - 1}) number`, anyPrefix),
      );
    for (let from = 0; from < used.length; from += 10_000)
      await client.query(
        insert(`unnest($1::text[]) with ordinality known (prefix, number)`, 'known.prefix', 'u'),
        [used.slice(from, from + 10_000).map(({ prefix }) => prefix)],
      );
    await client.query(`
      set maintenance_work_mem = '1GB';
      alter table key_lookup add primary key (key_id, hash); create index key_lookup_prefix on key_lookup (prefix);
      alter table key_list add primary key (key_id);
      create index key_list_newest on key_list (merchant_id, created_at desc, key_id desc)`);
    await client.query('vacuum analyze key_lookup');
    await client.query('vacuum analyze key_list');
  } finally {
    await client.end();
  }
}

/**
 * @param {string} source of rows with a number
 * @param {string} prefix
 * @param {string} [kind] sets their ids apart
 */
function insert(source, prefix, kind = 'k') {
  return `
    with fresh as (
      select 'key_${kind}' || substr(md5(${prefix}), 1, 21) as id, ${prefix} as prefix, md5(${prefix}) as random, number
      from ${source}),
    looked_up as (
      insert into key_lookup (key_id, hash, prefix, merchant_id, name, profile, environment, scopes, ip_rules, status, revision)
      select id, 'v1$' || substr(random, 1, 22) || '$' || random || substr(random, 1, 11), prefix, '${merchant}_' || number % 10000,
        'Key ' || number, 'sentry', 'live', '{sales:read,customer:read}', '{203.0.113.0/24,127.0.0.1}', 'active', 0 from fresh)
    insert into key_list (key_id, merchant_id, name, profile, environment, prefix, scopes, ip_rules, status, created_at,
      created_by, revision)
    select id, '${merchant}_' || number % 10000, 'Key ' || number, 'sentry', 'live', prefix, '{sales:read,customer:read}',
      '{203.0.113.0/24,127.0.0.1}', 'active', now(), 'bench', 0 from fresh`;
}

/**
 * How long the work takes for each, one after the other and in random order, in milliseconds.
 * @template T
 * @param {readonly T[]} subjects
 * @param {(subject: T) => Promise<unknown>} work
 */
async function each(subjects, work) {
  const order = subjects.map((subject) => ({ subject, rank: Math.random() }));
  order.sort((a, b) => a.rank - b.rank);
  const times = new Float64Array(order.length);
  for (const [index, { subject }] of order.entries()) {
    const began = performance.now();
    await work(subject);
    times[index] = performance.now() - began;
  }
  return times;
}

/** @param {Promise<unknown>} identified */
async function known(identified) {
  if ((await identified) === undefined) throw new Error('A key in use is unknown');
}

function heapBytes() {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** Seconds from the start of `keyledger all` until `/readyz` says so. @param {Record<string, string>} environment */
async function startToReady(environment) {
  const began = performance.now();
  const own = { ...environment, DATABASE_URL: '', DATABASE_OWNER_URL: '', EVENTSTORE_URL: '' };
  const service = start([main, 'all'], own);
  const url = /http:\S+/.exec(await firstLine(service))?.[0];
  while ((await fetch(`${url}/readyz`)).status !== 200) await sleep(20);
  const seconds = (performance.now() - began) / 1000;
  await end(service);
  if (service.exitCode === null) await once(service, 'exit');
  return seconds;
}
