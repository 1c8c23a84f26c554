/**
 * Where a request's CPU goes: each step of our own by itself, in process, as a share of what a whole request costs the real
 * service (GET on a protected route, valid key, everything on, 64 connections; what its process says that it used).
 *
 *   npm run build && node bench/steps.mjs [rounds] [seconds of load]
 *
 * CPU time of all threads, garbage collection and the journal's writes included; medians of the rounds. What is left is
 * Node's HTTP, Express and the kernel. Steps that this request does not take stand below the sum.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../dist/config.js';
import { journalLine } from '../dist/domain/auditEntry.js';
import { compileIpRules } from '../dist/domain/ipRules.js';
import { generateKey, keyReader } from '../dist/domain/keyFormat.js';
import { judgeCaller, judgeRequest } from '../dist/domain/verdict.js';
import { requestAudit } from '../dist/http/audit.js';
import { bearerToken } from '../dist/http/bearer.js';
import { send } from '../dist/http/endpoint.js';
import { beginExchange } from '../dist/http/exchange.js';
import { keyCache } from '../dist/http/keyCache.js';
import { rateLimitHeaders } from '../dist/http/quota.js';
import { securityHeaders } from '../dist/http/securityHeaders.js';
import { createMetrics } from '../dist/metrics.js';
import { openAuditJournal } from '../dist/stores/auditJournal.js';
import { memoryQuota } from '../dist/stores/quotas/memory.js';
import { bench, createKey, install, loaded, median, startApi, table } from './installation.mjs';

const ROUNDS = Number(process.argv[2] ?? 5);
const SECONDS = Number(process.argv[3] ?? 8);
const CALLS = 100_000;
/** Keys in memory, of which one after the other is used, and entries that are journalled together. */
const KEYS = 10_000;
const TOGETHER = 50;
/** Calls that are made ready, and timed, at a time. */
const BATCH = 1000;

/** @typedef {{ calls?: number, prepare?: (calls: number) => void, run: (call: number) => unknown }} Step */
/** What is computed must be used, or V8 leaves it out. */
let used = 0;

await bench(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keyledger-bench-journal-'));
  const journal = await openAuditJournal({ folder, durability: 'interval', maxBytes: 4e9 });
  try {
    const { environment, token } = await install();
    const { url } = await startApi(environment);
    const { key } = await createKey(url, token);
    await loaded(url, { key, seconds: 3 });
    const steps = stepsOf(readConfig(environment), journal);
    /** @type {number[]} */
    const requests = [];
    /** @type {Map<string, number[]>} */
    const costs = new Map();
    for (let round = 0; round < ROUNDS; round += 1) {
      // Another key each round: none may come up to the highest limit there is, a million a minute.
      requests.push(await requestCost(url, (await createKey(url, token)).key));
      for (const [group, own] of Object.entries(steps))
        for (const [name, step] of Object.entries(own)) {
          const row = `${group}: ${name}`;
          costs.set(row, [...(costs.get(row) ?? []), await costOf(step)]);
        }
    }
    const whole = median(requests);
    const row = (/** @type {string} */ name, /** @type {number} */ ns) => [
      name,
      Math.round(ns),
      `${((ns / whole) * 100).toFixed(1)} %`,
    ];
    const all = Array.from(costs, ([name, values]) => ({ name, ns: median(values) }));
    const taken = all.filter(({ name }) => !name.startsWith('beside'));
    const sum = taken.reduce((total, { ns }) => total + ns, 0);
    table([
      ['step', 'ns of CPU', 'of a request'],
      ...taken.map(({ name, ns }) => row(name, ns)),
      row('all of these', sum),
      row('Node, Express, kernel', whole - sum),
      row('a request', whole),
      ...all.filter((one) => !taken.includes(one)).map(({ name, ns }) => row(name, ns)),
    ]);
  } finally {
    await journal.close();
    await rm(folder, { recursive: true, force: true });
  }
  if (used === 0) throw new Error('Nothing was computed');
});

/**
 * The steps by what they are for.
 * @param {import('../src/config.ts').Config} config
 * @param {import('../src/stores/auditJournal.ts').AuditJournal} journal
 * @returns {Record<string, Record<string, Step>>}
 */
function stepsOf(config, journal) {
  const macKey = Buffer.from('mac key '.repeat(6));
  const profile = config.profiles.get('sentry');
  if (profile === undefined) throw new Error('No such profile');
  const secrets = Array.from(
    { length: KEYS },
    () => generateKey(profile, 'live', macKey, randomBytes).secret,
  );
  const secretOf = (/** @type {number} */ call) => secrets[call % KEYS] ?? '';
  const cache = /** @type {import('../src/http/keyCache.ts').KeyCache} */ (keyCache(KEYS));
  const digests = secrets.map((secret) => cache.digestOf(secret));
  const ids = secrets.map(() => `key_${randomBytes(16).toString('hex')}`);
  for (const [index, digest] of digests.entries())
    cache.keep(digest, {
      keyId: ids[index] ?? '',
      merchantId: 'm_bench',
      name: 'Bench',
      prefix: secretOf(index).slice(0, 16),
      profile: 'sentry',
      environment: 'live',
      scopes: ['sales:read', 'customer:read'],
      status: 'active',
      expiresAt: null,
      secretEndsAt: null,
      allowsAddress: compileIpRules([]), // as the key of the load
    });
  const holderOf = (/** @type {number} */ call) => {
    const found = cache.find(digests[call % KEYS] ?? '');
    if (found === undefined) throw new Error('A key is not in memory');
    return found;
  };
  const holders = digests.map((_, index) => holderOf(index));
  const scopes = ['sales:read'];
  const ruled = /** @type {(address: string) => boolean} */ (compileIpRules(['203.0.113.0/24', '127.0.0.1']));
  const read =
    /** @type {(presented: string) => import('../src/domain/keyFormat.ts').IssuedKey | undefined} */ (
      keyReader(config.profiles, macKey)
    );
  const quota = memoryQuota();
  const metrics = createMetrics(() => new Date());
  const body = { items: [] };

  const request = /** @type {import('express').Request} */ (
    /** @type {unknown} */ ({
      method: 'GET',
      headers: { authorization: `Bearer ${secretOf(0)}`, host: '127.0.0.1:3000' },
      socket: { remoteAddress: '127.0.0.1' },
    })
  );
  /** @type {import('express').Response} */
  const response = /** @type {never} */ ({
    locals: {},
    writeHead: (/** @type {number} */ _, /** @type {string[]} */ headers) => {
      used += headers.length;
      return response;
    },
    end: () => response,
  });
  beginExchange(request, response);

  const { audited } = /** @type {import('../src/http/audit.ts').RequestAudit} */ (
    requestAudit({
      trail: { write: () => Promise.resolve() },
      now: () => new Date(),
      randomBytes,
      log: /** @type {never} */ (console),
    })
  );
  const entry = /** @type {import('../src/domain/auditEntry.ts').AuditEntry} */ ({
    timestamp: new Date().toISOString(),
    apiKeyId: ids[0] ?? '',
    apiKeyName: 'Bench',
    merchantId: 'm_bench',
    endpoint: '/public/api/v1/sales',
    method: 'GET',
    status: 200,
    ip: '127.0.0.1',
    id: '019a0000-0000-7000-8000-000000000000',
    prefix: secretOf(0).slice(0, 16),
    outcome: 'ALLOWED',
    requestId: '00000000-0000-4000-8000-000000000000',
    userAgent: null,
  });
  const line = journalLine(entry);
  /** @type {ServerResponse[]} */
  let responses = [];
  const headers = securityHeaders.concat(rateLimitHeaders(quota.take('headers', 60)), [
    'X-Request-Id',
    entry.requestId,
    'Cache-Control',
    'no-store',
    'Content-Type',
    'application/json',
    'Content-Length',
    '12',
  ]);

  return {
    lookup: {
      'the key in its header': { run: () => bearerToken(request)?.length },
      'keyed digest': { run: (call) => cache.digestOf(secretOf(call)).length },
      'entry in memory': { run: (call) => holderOf(call).keyId.length },
    },
    verdict: {
      'status, environment, address, scope': {
        run(call) {
          const holder = holders[call % KEYS];
          const attempt = /** @type {const} */ ({
            profile: 'sentry',
            environment: 'live',
            address: '127.0.0.1',
          });
          const allowed = judgeCaller(holder, { now: new Date(), ...attempt }).allowed;
          return holder !== undefined && allowed && judgeRequest(holder, true, scopes).allowed ? 1 : NaN;
        },
      },
    },
    limiter: { memory: { run: (call) => quota.take(ids[call % KEYS] ?? '', 1_000_000).remaining } },
    headers: {
      'request id and notes': { run: () => beginExchange(request, response) },
      'rate limit': {
        run: () => rateLimitHeaders({ allowed: true, limit: 60, remaining: 59, resetSeconds: 60 }).length,
      },
      'list of all': { run: () => send(response, { status: 200, text: '{}' }) },
      'as text, by Node': {
        calls: CALLS / 2,
        prepare: (calls) => {
          responses = Array.from(
            { length: calls },
            () => new ServerResponse(new IncomingMessage(new Socket())),
          );
        },
        run: (call) => responses[call % BATCH]?.writeHead(200, headers) && 1,
      },
    },
    audit: {
      entry: {
        run: (call) =>
          audited('/public/api/v1/sales', request, response, async (draft) => {
            draft.key = holders[call % KEYS];
            draft.outcome = 'ALLOWED';
            return { status: 200, body };
          }).then(({ status }) => status),
      },
      // Its line is made in `entry`; what is left of it is the journal.
      [`journal, ${TOGETHER} lines together`]: {
        run: (call) => {
          const written = journal.write(line);
          return call % TOGETHER === TOGETHER - 1 ? written.then(() => 1) : 1;
        },
      },
    },
    JSON: { 'body of the answer': { run: () => JSON.stringify(body).length } },
    metrics: {
      'three counts': {
        run() {
          metrics.request('ALLOWED');
          metrics.verification(0.000_01);
          metrics.answer('/public/api/v1/sales', 200, 0.001);
          return 1;
        },
      },
    },
    beside: {
      'address against 2 IP rules': { run: () => (ruled('127.0.0.1') ? 1 : NaN) },
      'MAC of a key (HMAC)': { run: (call) => read(secretOf(call))?.prefix.length },
      'line of the entry alone (JSON)': { run: () => journalLine(entry).length },
    },
  };
}

/** Nanoseconds of CPU a call. @param {Step} step */
async function costOf({ calls = CALLS, prepare, run }) {
  let micros = 0;
  for (let done = -calls / 5; done < calls; done += BATCH) {
    prepare?.(BATCH);
    const before = process.cpuUsage();
    for (let call = 0; call < BATCH; call += 1) {
      const result = run(done + calls + call);
      const value = /** @type {unknown} */ (result instanceof Promise ? await result : result);
      if (typeof value === 'number') used += value;
    }
    const { user, system } = process.cpuUsage(before);
    if (done >= 0) micros += user + system; // the first fifth warms up
  }
  return (micros * 1000) / calls;
}

/** Nanoseconds of CPU a request, by what the API's process says of itself. @param {string} url @param {string} key */
async function requestCost(url, key) {
  const before = await cpuSeconds(url);
  const { perSecond } = await loaded(url, { key, seconds: SECONDS });
  return (((await cpuSeconds(url)) - before) * 1e9) / (perSecond * SECONDS);
}

/** @param {string} url */
async function cpuSeconds(url) {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_cpu_seconds_total (\S+)$/m.exec(text)?.[1]);
}
