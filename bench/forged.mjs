/**
 * What guessing costs those who have a key: the latency of a valid key's requests, alone and beside 1,000 requests a second with
 * forged keys, each another one, of the right form and with a wrong MAC.
 *
 *   npm run build && node bench/forged.mjs [seconds a row] [rounds] [forged a second]
 *
 * One API process with a core of its own; 64 connections with valid keys, which send on as soon as they are answered, and 16
 * with forged ones at a steady pace. Rounds take turns, rows are medians.
 */
import { randomBytes } from 'node:crypto';
import { Agent, get } from 'node:http';
import { bench, createKey, install, loaded, median, startApi, table } from './installation.mjs';

const SECONDS = Number(process.argv[2] ?? 8);
const ROUNDS = Number(process.argv[3] ?? 5);
const FORGED = Number(process.argv[4] ?? 1000);

await bench(async () => {
  const { environment, token } = await install();
  const { url } = await startApi(environment);
  // One for each row of each round: none may come up to the highest limit there is, a million a minute.
  const newKey = async () => (await createKey(url, token)).key;
  const key = await newKey();
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  /** @type {import('./installation.mjs').Load[]} */
  const alone = [];
  /** @type {import('./installation.mjs').Load[]} */
  const beside = [];
  const forgedPerSecond = [];
  for (let round = -1; round < ROUNDS; round += 1) {
    const seconds = round < 0 ? 2 : SECONDS;
    const quiet = await loaded(url, { key: await newKey(), seconds });
    const forging = forge(url, agent, key);
    const busy = await loaded(url, { key: await newKey(), seconds });
    const refused = await forging.stop();
    if (round < 0) continue; // the first round warms up
    alone.push(quiet);
    beside.push(busy);
    forgedPerSecond.push(refused);
  }
  agent.destroy();
  const row = (/** @type {string} */ name, /** @type {typeof alone} */ loads) => [
    name,
    Math.round(median(loads.map(({ perSecond }) => perSecond))),
    median(loads.map(({ p50 }) => p50)).toFixed(2),
    median(loads.map(({ p99 }) => p99)).toFixed(2),
    median(loads.map(({ p99 }, round) => p99 / (alone[round]?.p99 ?? NaN))).toFixed(2),
  ];
  console.log(
    `${ROUNDS} rounds of ${SECONDS} s; ${Math.round(median(forgedPerSecond))} forged keys a second\n`,
  );
  table([
    ['valid keys', 'requests/s', 'p50 ms', 'p99 ms', 'p99 ratio'],
    row('alone', alone),
    row('beside', beside),
  ]);
  console.log('\nTarget: at 1,000 forged a second, a p99 of at most 1.5 of that without');
});

/**
 * Sends forged keys at a steady pace; `stop` tells how many a second were refused.
 * @param {string} url
 * @param {Agent} agent
 * @param {string} key
 */
function forge(url, agent, key) {
  const began = performance.now();
  let sent = 0;
  let refused = 0;
  /** @type {Error | undefined} */
  let wrong;
  const timer = setInterval(() => {
    for (const due = ((performance.now() - began) / 1000) * FORGED; sent < due; sent += 1) {
      const headers = { Authorization: `Bearer ${forgedLike(key)}` };
      get(`${url}/public/api/v1/sales`, { agent, headers }, (response) => {
        if (response.statusCode === 401) refused += 1;
        else wrong = new Error(`A forged key was answered with ${response.statusCode}`);
        response.resume();
      }).on('error', (error) => (wrong = error));
    }
  }, 2);
  return {
    async stop() {
      clearInterval(timer);
      const seconds = (performance.now() - began) / 1000;
      if (wrong !== undefined) throw wrong;
      return refused / seconds;
    },
  };
}

/** As long, under the same brand. @param {string} key */
function forgedLike(key) {
  const brand = 'sntr_';
  const length = key.length - brand.length;
  return brand + randomBytes(length).toString('base64url').slice(0, length);
}
