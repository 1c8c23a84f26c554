/**
 * What the rate limit costs a request:
 *
 *   npm run build && node --expose-gc bench/quota.mjs [rounds]
 *
 * In memory: one process that does nothing else, a million calls a round, over keys enough for the processor's caches to miss
 * too; the baseline is `RateLimiterMemory.consume` of rate-limiter-flexible, which counts in fixed windows. In Postgres, and in
 * Redis where a redis-server is installed, both started for this: 64 callers over 1,000 keys against the same library's
 * `RateLimiterPostgres` and `RateLimiterRedis`. Medians of the rounds.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { createClient } from '@redis/client';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRedis } from 'rate-limiter-flexible';
import { memoryQuota } from '../dist/stores/quotas/memory.js';
import { postgresQuota } from '../dist/stores/quotas/postgres.js';
import { redisQuota } from '../dist/stores/quotas/redis.js';
import { withAuditDatabase } from './auditDatabase.mjs';

const ROUNDS = Number(process.argv[2] ?? 5);
const REDIS_PORT = 16_379;

const CALLS = 1_000_000;
const CALLERS = 64;
const MS = 2000;
const ENOUGH = 1_000_000_000;

/** @param {number} many */
const keysOf = (many) => Array.from({ length: many }, (_, n) => `key_${n.toString(16).padStart(32, '0')}`);

console.log(
  `${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, ${new Date().toISOString()}`,
);
console.log('\nin memory                                    ns a call   of RateLimiterMemory');
for (const [what, many, limit] of /** @type {const} */ ([
  ['allowed, 1 key, limit 1,000,000,000', 1, ENOUGH],
  ['allowed, 10,000 keys', 10_000, ENOUGH],
  ['refused, 10,000 keys, limit 60', 10_000, 60],
])) {
  const keys = keysOf(many);
  /** @type {number[]} */
  const ours = [];
  /** @type {number[]} */
  const theirs = [];
  for (let round = 0; round < ROUNDS; round++) {
    const quota = memoryQuota();
    for (const key of keys) for (let n = 0; n < Math.min(limit, 60); n++) void quota.take(key, limit);
    ours.push(nsOf(keys, (key) => quota.take(key, limit)));
    const limiter = new RateLimiterMemory({ points: limit, duration: 60 });
    for (const key of keys) for (let n = 0; n < Math.min(limit, 60); n++) await limiter.consume(key);
    theirs.push(await nsAwaited(keys, (key) => limiter.consume(key)));
    for (const key of keys) await limiter.delete(key);
  }
  const [mine, base] = [median(ours), median(theirs)];
  console.log(
    `${what.padEnd(42)} ${mine.toFixed(0).padStart(9)}   ${(mine / base).toFixed(2)} of ${base.toFixed(0)}`,
  );
}

console.log(`a key takes ${bytesAKey(1)} bytes after one request, ${bytesAKey(60)} after 60`);

const keys = keysOf(1000);
await withAuditDatabase(async ({ application, owner }) => {
  await owner.query(
    'create unlogged table rate_limits (key varchar(255) primary key, points integer not null default 0, expire bigint)',
  );
  const limiter = new RateLimiterPostgres({
    storeClient: application.storeClient,
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    points: ENOUGH,
    duration: 60,
  });
  await compare('Postgres', (key) => limiter.consume(key), postgresQuota(application));
});
if (spawnSync('redis-server', ['--version']).status !== 0) {
  console.log('\nRedis is left out: no redis-server is installed');
} else {
  const server = spawn('redis-server', ['--port', String(REDIS_PORT), '--save', ''], {
    stdio: 'ignore',
    cwd: '/',
  });
  const url = `redis://127.0.0.1:${REDIS_PORT}`;
  const client = await createClient({ url, socket: { reconnectStrategy: 100 } })
    .on('error', () => undefined)
    .connect();
  const limiter = new RateLimiterRedis({
    storeClient: client,
    useRedisPackage: true,
    points: ENOUGH,
    duration: 60,
  });
  const quota = await redisQuota(url);
  await compare('Redis', (key) => limiter.consume(key), quota);
  await quota.close();
  client.destroy();
  server.kill();
  await once(server, 'exit');
}
process.exit(); // the library's timers would keep it

/** @param {number} requests Each key's. `NaN` without --expose-gc. */
function bytesAKey(requests) {
  const held = keysOf(100_000);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const quota = memoryQuota();
  for (const key of held) for (let n = 0; n < requests; n++) void quota.take(key, 60);
  if (globalThis.gc === undefined) return NaN;
  globalThis.gc();
  const bytes = (process.memoryUsage().heapUsed - before) / held.length;
  void quota.take('', 1); // it lives until here
  return Math.round(bytes);
}

/**
 * @param {readonly string[]} taken
 * @param {(key: string) => unknown} take
 */
function nsOf(taken, take) {
  const begin = performance.now();
  for (let n = 0; n < CALLS; n++) take(taken[n % taken.length] ?? '');
  return ((performance.now() - begin) * 1e6) / CALLS;
}

/**
 * @param {readonly string[]} taken
 * @param {(key: string) => Promise<unknown>} take
 */
async function nsAwaited(taken, take) {
  const begin = performance.now();
  for (let n = 0; n < CALLS; n++) await take(taken[n % taken.length] ?? '').catch(() => undefined);
  return ((performance.now() - begin) * 1e6) / CALLS;
}

/**
 * @param {string} store
 * @param {(key: string) => Promise<unknown>} baseline
 * @param {import('../src/domain/quota.ts').Quota} quota
 */
async function compare(store, baseline, quota) {
  /** @type {Readonly<Record<string, (key: string) => unknown>>} */
  const rows = {
    'limit 60, allowed and refused': (key) => quota.take(key, 60),
    'limit 1,000,000, all allowed': (key) => quota.take(`${key}_`, 1_000_000),
  };
  console.log(`\n${`in ${store}`.padEnd(42)}   calls/s   of RateLimiter${store}`);
  /** @type {number[]} */
  const theirs = [];
  /** @type {Record<string, number[]>} */
  const ours = Object.fromEntries(Object.keys(rows).map((what) => [what, []]));
  for (let round = 0; round < ROUNDS; round++) {
    theirs.push(await perSecond(baseline));
    for (const [what, take] of Object.entries(rows)) ours[what]?.push(await perSecond(take));
  }
  const base = median(theirs);
  for (const [what, rates] of Object.entries(ours)) {
    const rate = median(rates);
    console.log(
      `${what.padEnd(42)} ${rate.toFixed(0).padStart(9)}   ${(rate / base).toFixed(2)} of ${base.toFixed(0)}`,
    );
  }
}

/** @param {number[]} numbers */
function median(numbers) {
  const sorted = Float64Array.from(numbers);
  sorted.sort();
  return sorted[numbers.length >> 1] ?? NaN;
}

/** @param {(key: string) => unknown} take */
async function perSecond(take) {
  let calls = 0;
  const end = performance.now() + MS;
  const caller = async (/** @type {number} */ first) => {
    for (let n = first; performance.now() < end; n += CALLERS, calls++)
      await take(keys[n % keys.length] ?? '');
  };
  await Promise.all(Array.from({ length: CALLERS }, (_, n) => caller(n)));
  return (calls * 1000) / MS;
}
