/**
 * How long a revocation takes until it is answered, and whether anything accepts the key after that:
 *
 *   npm run build && node bench/revocations.mjs [revocations] [processes,…]
 *
 * A service of 1, 2 and 8 API processes on one port (limits shared in Postgres). Connections to each of them ask with a key without pause; it is
 * revoked, and asked with for 50 ms more; then the next. Late is an answer that let a request through which was sent after
 * the revocation had been answered, by the one clock of this process. The baseline of the same run is reading a key (GET).
 */
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { bench, createKey, end, install, manage, percentile, startApi, table } from './installation.mjs';

const REVOCATIONS = Number(process.argv[2] ?? 200);
const PROCESSES = (process.argv[3] ?? '1,2,8').split(',');
const CONNECTIONS_EACH = 2;
const afterMs = 50;

await bench(
  async () => {
    const { environment, token } = await install({ AUTH_CACHE_KEYS: '1000' });
    const rows = [];
    for (const processes of PROCESSES) {
      const api = await startApi({ ...environment, API_PROCESSES: processes });
      rows.push(await measure(api.url, token, Number(processes)));
      await end(api.process);
    }
    console.log(`${REVOCATIONS} revocations each\n`);
    table([
      ['API processes', 'p50 ms', 'p99 ms', 'of a GET', 'asked before', 'asked after', 'late', 'largest ms'],
      ...rows,
    ]);
    console.log('\nTarget: none is late');
  },
  { apart: false },
);

/**
 * @param {string} url
 * @param {string} token
 * @param {number} processes
 */
async function measure(url, token, processes) {
  const keys = [];
  for (let made = 0; made < REVOCATIONS; made += 1) keys.push(await createKey(url, token));
  const connections = Array.from({ length: CONNECTIONS_EACH * processes }, () => ({
    agent: new Agent({ keepAlive: true, maxSockets: 1 }),
  }));
  const took = [];
  const reads = [];
  let before = 0;
  let after = 0;
  /** How long after the answer each late request was sent, in milliseconds. @type {number[]} */
  const late = [];
  for (const { id, key } of keys) {
    let answered = Infinity;
    const asked = new AbortController();
    const asking = connections.map(async ({ agent }) => {
      while (!asked.signal.aborted) {
        const sent = performance.now();
        const status = await ask(url, agent, key);
        if (sent <= answered) before += 1;
        else {
          after += 1;
          if (status === 200) late.push(sent - answered);
        }
        if (status !== 200 && status !== 401) throw new Error(`A request was answered with ${status}`);
      }
    });
    await Promise.all(connections.map(({ agent }) => ask(url, agent, key))); // all know the key by now
    const reading = performance.now();
    await manage(url, token, 'GET', `/keys/${id}`);
    const revoking = performance.now();
    const { status } = await manage(url, token, 'POST', `/keys/${id}/revoke`, {});
    answered = performance.now();
    if (status !== 200) throw new Error(`A revocation was answered with ${status}`);
    reads.push(revoking - reading);
    took.push(answered - revoking);
    await sleep(afterMs);
    asked.abort();
    await Promise.all(asking);
  }
  for (const { agent } of connections) agent.destroy();
  return [
    processes,
    percentile(took, 0.5).toFixed(1),
    percentile(took, 0.99).toFixed(1),
    `${(percentile(took, 0.5) / percentile(reads, 0.5)).toFixed(1)}×`,
    before,
    after,
    late.length,
    late.length === 0 ? '-' : Math.max(...late).toFixed(1),
  ];
}

/**
 * @param {string} url
 * @param {Agent} agent
 * @param {string} key
 */
async function ask(url, agent, key) {
  const request = get(`${url}/public/api/v1/sales`, { agent, headers: { Authorization: `Bearer ${key}` } });
  const [response] = /** @type {[import('node:http').IncomingMessage]} */ (await once(request, 'response'));
  await once(response.resume(), 'end');
  return response.statusCode;
}
