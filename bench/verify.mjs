/**
 * How long a process takes to judge a key, without HTTP: on a hit (from memory, under the lease) and on a miss (from
 * Postgres, with its scrypt).
 *
 *   npm run build && node bench/verify.mjs [hits] [misses]
 *
 * `authenticate` is what a protected route asks: header, MAC, memory, status, environment, address, quota and scope. One call after
 * the other. The baseline of both is one scrypt of the same key; misses and scrypts take turns.
 */
import { setImmediate } from 'node:timers/promises';
import { authenticator } from '../dist/http/authenticate.js';
import { keyCache } from '../dist/http/keyCache.js';
import { keyIdentifier } from '../dist/http/keyIdentifier.js';
import { secretVerifier } from '../dist/http/secretVerifier.js';
import { readConfig } from '../dist/config.js';
import { turns } from '../dist/domain/turns.js';
import { verifySecret } from '../dist/domain/secretHash.js';
import { findCandidates } from '../dist/projections/keyLookup.js';
import { startLease } from '../dist/projections/lease.js';
import { connectDatabase } from '../dist/stores/database.js';
import { connectNotifications } from '../dist/stores/notifications.js';
import { memoryQuota } from '../dist/stores/quotas/memory.js';
import { bench, createKey, end, install, percentile, startApi, table } from './installation.mjs';

const HITS = Number(process.argv[2] ?? 200_000);
const MISSES = Number(process.argv[3] ?? 100);

await bench(async () => {
  const { environment, token } = await install();
  const api = await startApi(environment);
  const { key } = await createKey(api.url, token);
  await end(api.process);
  const config = readConfig(environment);
  const database = connectDatabase(environment['DATABASE_URL'] ?? '');
  const notifications = connectNotifications(environment['DATABASE_URL'] ?? '');
  let memory = keyCache(config.authCacheKeys);
  const lease = startLease({
    database,
    notifications,
    memory: { forget: (keyId) => memory.forget(keyId), forgetAll: () => memory.forgetAll() },
    log: console,
  });
  try {
    const pepper = Buffer.from(environment['PEPPER'] ?? '');
    const macKey = Buffer.from(environment['MAC_KEY'] ?? '');
    let lookups = 0;
    const readModels = /** @type {import('../src/projections/readModels.ts').ReadModels} */ ({
      findCandidates: (/** @type {string} */ prefix) => {
        lookups += 1;
        return findCandidates(database, prefix);
      },
    });
    /** One that remembers nothing. */
    const cold = () => {
      memory = keyCache(config.authCacheKeys);
      const secrets = secretVerifier({ pepper, scryptInTurn: turns(3, 1000) });
      return authenticator({
        identify: keyIdentifier({
          profiles: config.profiles,
          macKey,
          readModels,
          secrets,
          cache: memory,
          lease,
        }),
        quota: memoryQuota(),
        requestsPerMinute: 1_000_000,
        now: () => new Date(),
      });
    };
    const profile = /** @type {import('../src/domain/profiles.ts').Profile | undefined} */ (
      config.profiles.get('sentry')
    );
    if (profile === undefined) throw new Error('No such profile');
    const demand = /** @type {const} */ ({ profile, environment: 'live', scope: 'sales:read' });
    /** @param {ReturnType<typeof cold>} authenticate */
    const judge = async (authenticate) => {
      const request = /** @type {never} */ ({ headers: { authorization: `Bearer ${key}` } });
      const response = /** @type {never} */ ({ locals: { headers: [] } });
      const draft = /** @type {const} */ ({
        ip: '127.0.0.1',
        prefix: null,
        key: undefined,
        merchantId: null,
      });
      const admission = /** @type {import('../src/http/authenticate.ts').Admission} */ (
        await authenticate(request, response, demand, { ...draft, outcome: 'ALLOWED' })
      );
      if (!admission.allowed) throw new Error('A valid key was refused');
    };
    while (!lease.live()) await new Promise((resolve) => setTimeout(resolve, 50));

    const [candidate] = /** @type {import('../src/projections/keyLookup.ts').Candidate[]} */ (
      await findCandidates(database, key.slice(0, 'sntr_'.length + 11))
    );
    const hash = candidate?.hash ?? '';
    const scrypts = [];
    const misses = [];
    for (let round = -5; round < MISSES; round += 1) {
      const scrypt = await timed(() => verifySecret(key, hash, pepper));
      const authenticate = cold();
      const miss = await timed(() => judge(authenticate));
      if (round < 0) continue; // the first ones warm up
      scrypts.push(scrypt);
      misses.push(miss);
    }

    const warm = cold();
    await judge(warm);
    for (let call = 0; call < HITS / 10; call += 1) await judge(warm);
    const before = lookups;
    const hits = new Float64Array(HITS);
    for (let call = 0; call < HITS; call += 1) {
      // What is answered from memory gives way to nothing, and the lease wants to be prolonged.
      if (call % 1000 === 0) await setImmediate();
      hits[call] = await timed(() => judge(warm));
    }
    console.log(`${HITS} hits, of which ${lookups - before} asked Postgres; ${MISSES} misses\n`);
    const base = percentile(scrypts, 0.5);
    const row = (/** @type {string} */ name, /** @type {ArrayLike<number>} */ times) => [
      name,
      ...[0.5, 0.99].map((part) => `${(percentile(times, part) * 1000).toFixed(1)} µs`),
      (percentile(times, 0.5) / base).toPrecision(2),
    ];
    table([
      ['', 'p50', 'p99', 'of a scrypt'],
      row('hit', hits),
      row('miss', misses),
      row('one scrypt', scrypts),
    ]);
    console.log('\nTargets: a hit under 20 µs p50 and 100 µs p99, a miss within 1.2 of a scrypt');
  } finally {
    await lease.stop();
    await notifications.close();
    await database.close();
  }
});

/** In milliseconds. @param {() => Promise<unknown>} work */
async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
