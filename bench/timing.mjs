/**
 * Whether the time of a refusal tells somebody who guesses anything about the keys that there are.
 *
 *   npm run build && node bench/timing.mjs [samples a class]
 *
 * Who lacks the MAC key can only send keys with a wrong MAC, so these have to take the same time, whatever else of them is
 * right: the prefix of a key that lives or was revoked, or all of such a key but one character of its MAC. Asked are the real
 * service, over one connection, and the same code in process. Keys are made beforehand and sent in random order; a pair of
 * classes is told apart when Welch's |t| is 4.5 or more (Reparaz, Balasch and Verbauwhede, "Dude, is my code constant time?",
 * 2017). Times above the 95th percentile of all classes together are left out: fixed beforehand, and the same cut for all.
 *
 * Keys with a right MAC, which only we can have issued, are told apart and stand in tables of their own. They show that a
 * difference would be seen, from about how many nanoseconds on says a column; when none of them is, the run fails, and so it
 * does when the others are told apart. Needs a quiet machine to see small ones over HTTP.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { readConfig } from '../dist/config.js';
import { generateKey } from '../dist/domain/keyFormat.js';
import { keyCache } from '../dist/http/keyCache.js';
import { keyIdentifier } from '../dist/http/keyIdentifier.js';
import { bench, createKey, install, manage, percentile, startApi, table } from './installation.mjs';

const SAMPLES = Number(process.argv[2] ?? 10_000);
/** Of a class that takes a scrypt each time. */
const SLOW_SAMPLES = Math.ceil(SAMPLES / 50);
const KEPT = 0.95;
const TOLD_APART = 4.5;
/** That live, and that were revoked, in the real service. */
const KEYS = 20;
/** Keys are made for so many samples at a time: making them must not colour the time of the next. */
const BATCH = 1000;

const macLength = 6;
const prefixLength = 'sntr_'.length + 11;

/** @typedef {{ make: () => string, samples?: number }} Class Makes a key of the class. */
/** @typedef {Record<string, Class>} Classes The first is the baseline. */
/** @typedef {(presented: string) => number | Promise<number>} Measure Milliseconds. */

await bench(async () => {
  const { environment, token } = await install();
  const { url } = await startApi(environment);
  const config = readConfig(environment);
  const macKey = Buffer.from(environment['MAC_KEY'] ?? '');
  const profile = /** @type {import('../src/domain/profiles.ts').Profile | undefined} */ (
    config.profiles.get('sentry')
  );
  if (profile === undefined) throw new Error('No such profile');
  const issue = (/** @type {(bytes: number) => Buffer} */ random = randomBytes) =>
    generateKey(profile, 'live', macKey, random).secret;
  const strangers = (/** @type {number} */ count) => Array.from({ length: count }, () => issue());

  const living = [];
  const revoked = [];
  while (revoked.length < KEYS) {
    living.push((await createKey(url, token)).key);
    const { id, key } = await createKey(url, token);
    await manage(url, token, 'POST', `/keys/${id}/revoke`, {});
    revoked.push(key);
  }
  // All of them are in its memory.
  for (const key of [...living, ...revoked])
    await fetch(`${url}/public/api/v1/sales`, { headers: { Authorization: `Bearer ${key}` } });
  const connection = await openConnection(url);
  try {
    await alike('over HTTP', guesses(strangers(KEYS), living, revoked), connection.ask);
    await different(
      'over HTTP, right MAC',
      {
        'wrong MAC': { make: () => firstWrong(issue()) },
        'right MAC, never issued': { make: issue },
        // The random part may be chosen: then the prefix is that of a key, and the MAC is right.
        '… with the prefix of a living key': {
          make: () =>
            issue((bytes) => Buffer.from(underPrefix(any(living)).slice(5), 'base64url').subarray(0, bytes)),
          samples: SLOW_SAMPLES,
        },
        '… revoked': { make: () => any(revoked) },
      },
      connection.ask,
    );
  } finally {
    connection.close();
  }

  // In process nothing else is there to hide a difference in, so no text comes twice: memory is quicker the second time.
  const [some, others, ended] = [strangers(SAMPLES), strangers(SAMPLES), strangers(SAMPLES)];
  const cache = keyCache(2 * SAMPLES);
  for (const secret of [...others, ...ended]) {
    /** @type {never} */
    const key = /** @type {never} */ ({ keyId: secret, prefix: secret.slice(0, prefixLength) });
    cache.keep(cache.digestOf(secret), key);
  }
  const identify = keyIdentifier({
    profiles: config.profiles,
    macKey,
    readModels: /** @type {never} */ ({}),
    secrets: /** @type {never} */ ({}),
    cache,
    lease: { live: () => true, applied: () => 0n },
  });
  /** @type {Measure} */
  const judged = (presented) => {
    const draft = { prefix: null, outcome: /** @type {const} */ ('KEY_NOT_FOUND') };
    const began = performance.now();
    void identify(presented, draft);
    return performance.now() - began;
  };
  await alike('in process', guesses(some, others, ended), judged);
  await different(
    'in process, right MAC',
    { 'wrong MAC': { make: () => firstWrong(issue()) }, 'living key': { make: inTurn(others) } },
    judged,
  );
  const met = process.exitCode === undefined ? 'met' : 'MISSED';
  console.log(`\nTarget: |t| < ${TOLD_APART} between any two keys with a wrong MAC: ${met}`);
});

/**
 * What can be sent without the MAC key, by what is known to the sender.
 * @param {readonly string[]} strangers Of the form of a key, and never issued.
 * @param {readonly string[]} living
 * @param {readonly string[]} revoked
 * @returns {Classes}
 */
function guesses(strangers, living, revoked) {
  return {
    'prefix of no key': from(strangers, underPrefix),
    'prefix of a living key': from(living, underPrefix),
    'prefix of a revoked key': from(revoked, underPrefix),
    'no key, first of its MAC wrong': from(strangers, firstWrong),
    'living key, first of its MAC wrong': from(living, firstWrong),
    'no key, last of its MAC wrong': from(strangers, lastWrong),
    'living key, last of its MAC wrong': from(living, lastWrong),
    'revoked key, last of its MAC wrong': from(revoked, lastWrong),
  };
}

/** A guess for one key after the other. @param {readonly string[]} keys @param {(key: string) => string} change */
function from(keys, change) {
  const next = inTurn(keys);
  return { make: () => change(next()) };
}

/** Another key under the same lookup prefix; its MAC is right once in 2^36. @param {string} key */
function underPrefix(key) {
  return (key.slice(0, prefixLength) + randomBytes(32).toString('base64url')).slice(0, key.length);
}

/** @param {string} key */
function firstWrong(key) {
  return spoiled(key, 0);
}

/** @param {string} key */
function lastWrong(key) {
  return spoiled(key, macLength - 1);
}

/** The key with one character of its MAC changed. @param {string} key @param {number} at */
function spoiled(key, at) {
  const place = key.length - macLength + at;
  let other = key[place];
  while (other === key[place]) other = randomBytes(1).toString('base64url')[0];
  return key.slice(0, place) + other + key.slice(place + 1);
}

/** @param {readonly string[]} keys */
function any(keys) {
  return keys[randomInt(keys.length)] ?? '';
}

/** From the first to the last, and again. @param {readonly string[]} keys */
function inTurn(keys) {
  let next = 0;
  return () => keys[next++ % keys.length] ?? '';
}

/** No two classes may be told apart. @param {string} where @param {Classes} classes @param {Measure} measure */
async function alike(where, classes, measure) {
  const ts = show(where, await sampled(classes, measure));
  if (ts.flat().some((t) => !(Math.abs(t) < TOLD_APART)))
    fail(`${where}: keys with a wrong MAC are told apart`);
}

/** One at least must be told apart from the baseline. @param {string} where @param {Classes} classes @param {Measure} measure */
async function different(where, classes, measure) {
  const [ts = []] = show(where, await sampled(classes, measure));
  if (!ts.some((t) => Math.abs(t) >= TOLD_APART))
    fail(`${where}: a difference that is there was not seen, so this run says nothing`);
}

/**
 * All samples of all classes in random order, by class, without what lies above the cut.
 * @param {Classes} classes
 * @param {Measure} measure
 */
async function sampled(classes, measure) {
  const order = Object.entries(classes).flatMap(([name, { samples = SAMPLES }]) =>
    Array.from({ length: samples }, () => name),
  );
  shuffle(order);
  /** @type {Record<string, number[]>} */
  const times = Object.fromEntries(Object.keys(classes).map((name) => [name, []]));
  // The first batch warms up, and is measured again.
  for (const first of [
    -BATCH,
    ...Array.from({ length: Math.ceil(order.length / BATCH) }, (_, n) => n * BATCH),
  ]) {
    const batch = order.slice(Math.max(first, 0), Math.max(first, 0) + BATCH);
    // Flat texts: how one was put together must not show.
    const keys = batch.map((name) => Buffer.from(classes[name]?.make() ?? '').toString('latin1'));
    await setImmediate();
    for (const [index, key] of keys.entries()) {
      const taken = measure(key);
      const time = typeof taken === 'number' ? taken : await taken;
      if (first >= 0) times[batch[index] ?? '']?.push(time);
    }
  }
  // A class that takes so long that it would be cut as a whole keeps its own share.
  const common = Object.entries(times).filter(([name]) => classes[name]?.samples === undefined);
  const cut = percentile(
    common.flatMap(([, all]) => all),
    KEPT,
  );
  return new Map(
    Object.entries(times).map(([name, all]) => {
      const limit = classes[name]?.samples === undefined ? cut : percentile(all, KEPT);
      return [name, summary(all.filter((time) => time <= limit))];
    }),
  );
}

/** @param {readonly number[]} values @returns {Summary} */
function summary(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, uncertainty: variance / values.length };
}

/** @typedef {{ mean: number, uncertainty: number }} Summary Milliseconds; the variance of the mean. */

/** A row a class, with its t against each class before it. @param {string} where @param {Map<string, Summary>} classes */
function show(where, classes) {
  const all = [...classes.values()];
  const [base] = all;
  const ts = all.map((one) =>
    all.map((other) =>
      one === other
        ? 0
        : (other.mean - one.mean) / Math.hypot(Math.sqrt(one.uncertainty), Math.sqrt(other.uncertainty)),
    ),
  );
  console.log('');
  table([
    [where, 'mean µs', 'ratio', 'seen from ns', ...all.map((_, column) => `t to ${column + 1}`).slice(0, -1)],
    ...Array.from(classes, ([name, { mean, uncertainty }], row) => [
      `${row + 1} ${name}`,
      (mean * 1000).toFixed(2),
      (mean / (base?.mean ?? NaN)).toFixed(4),
      Math.round(TOLD_APART * Math.sqrt(uncertainty + (base?.uncertainty ?? NaN)) * 1e6),
      ...all.slice(0, -1).map((_, column) => (column < row ? (ts[column]?.[row] ?? NaN).toFixed(1) : '')),
    ]),
  ]);
  return ts;
}

/** @param {string} why */
function fail(why) {
  console.log(`\nFAILED: ${why}`);
  process.exitCode = 1;
}

/** In place. @param {unknown[]} list */
function shuffle(list) {
  for (let last = list.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [list[last], list[other]] = [list[other], list[last]];
  }
}

/** One connection that stays: a request is sent when the one before is answered. @param {string} url */
async function openConnection(url) {
  const { port } = new URL(url);
  const socket = connect({ port: Number(port), host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  socket.setEncoding('latin1');
  let answer = '';
  /** @type {(() => void) | undefined} */
  let answered;
  socket.on('data', (/** @type {string} */ chunk) => {
    answer += chunk;
    const head = answer.indexOf('\r\n\r\n');
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(answer)?.[1]);
    if (head >= 0 && answer.length >= head + 4 + length) answered?.();
  });
  /** @type {Measure} */
  const ask = async (presented) => {
    const request = Buffer.from(
      `GET /public/api/v1/sales HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${presented}\r\n\r\n`,
    );
    answer = '';
    const whole = new Promise((resolve) => (answered = () => resolve(undefined)));
    const began = performance.now();
    socket.write(request);
    await whole;
    const time = performance.now() - began;
    if (!answer.startsWith('HTTP/1.1 401')) throw new Error(`A guess was answered ${answer.slice(9, 12)}`);
    return time;
  };
  return { ask, close: () => socket.destroy() };
}
