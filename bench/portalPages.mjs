/**
 * How long each request takes that the portal's pages make, for a merchant with very much of everything:
 *
 *   npm run build && node bench/portalPages.mjs [keys] [audit entries] [requests a row]
 *
 * 100,000 keys and a million audit entries of 90 days unless told otherwise: one key has a tenth of the entries, one address
 * half of them, one entry in fifty is refused, in seven ways of which one is rare. A filter that finds much, little and
 * nothing each has a row. One request after the other over HTTP, as a person makes them, at the limits that the pages ask
 * for. The baseline of the same run is `GET /session`, which asks no database. Streams are timed until they begin. Ends with 1
 * when a row's p99 is not under 200 ms.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { bench, install, percentile, startApi, table } from './installation.mjs';
import { endpoint, fill, hot, hotAddress, keyId } from './portalData.mjs';

const KEYS = Number(process.argv[2] ?? 100_000);
const ENTRIES = Number(process.argv[3] ?? 1_000_000);
const TIMES = Number(process.argv[4] ?? 100);
const target = 200;

await bench(
  async () => {
    const { environment, token } = await install();
    const api = await startApi(environment);
    await until(async () => (await fetch(`${api.url}/readyz`)).status === 200);
    const filling = performance.now();
    await fill(environment['DATABASE_OWNER_URL'] ?? '', { keys: KEYS, entries: ENTRIES });
    const filled = Math.round((performance.now() - filling) / 1000);
    console.log(
      `${KEYS.toLocaleString('en')} keys, ${ENTRIES.toLocaleString('en')} entries, filled in ${filled} s\n`,
    );

    const headers = { Authorization: `Bearer ${token}` };
    const ask = async (/** @type {string} */ path) => {
      const began = performance.now();
      const leaving = new AbortController();
      const answer = await fetch(`${api.url}/api/v1${path}`, { headers, signal: leaving.signal });
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      const isStream = !String(answer.headers.get('Content-Type')).includes('json');
      const read = isStream ? await answer.body?.getReader().read() : await answer.text();
      const ms = performance.now() - began;
      leaving.abort();
      if (read === undefined) throw new Error(`${path}: nothing came`);
      return ms;
    };
    /** The cursor behind the first so many pages. @type {(path: string, pages: number) => Promise<string>} */
    const deep = async (path, pages) => {
      let cursor = '';
      for (let page = 0; page < pages; page++) {
        const answer = await fetch(`${api.url}/api/v1${path}${cursor}`, { headers });
        const { nextCursor } = /** @type {{ nextCursor: string | null }} */ (await answer.json());
        if (nextCursor === null) break;
        cursor = `&cursor=${nextCursor}`;
      }
      return path + cursor;
    };
    const rows = {
      session: '/session',
      profiles: '/profiles',
      keys: '/keys?limit=50',
      'keys, far down': await deep('/keys?limit=50', 40),
      'keys, active': '/keys?limit=50&status=active',
      'keys, expired': '/keys?limit=50&status=expired',
      'keys, revoked (few, oldest)': '/keys?limit=50&status=revoked',
      'keys, environment test': '/keys?limit=50&environment=test',
      'keys, profile enterprise': '/keys?limit=50&profile=enterprise',
      'keys, profile sentrial (none)': '/keys?limit=50&profile=sentrial',
      'keys, q of many': '/keys?limit=50&q=integ',
      'keys, q of one': '/keys?limit=50&q=only',
      'keys, q of none': '/keys?limit=50&q=zebra',
      'keys, q of one letter': '/keys?limit=50&q=z',
      'keys, q of many, revoked': '/keys?limit=50&q=integ&status=revoked',
      'keys, q of one, test': '/keys?limit=50&q=warehouse&environment=test',
      'a key': `/keys/${keyId(77)}`,
      'usage by hour, a day': `/keys/${hot}/usage?interval=hour`,
      'usage by hour, 30 days': `/keys/${hot}/usage?interval=hour&from=${days(30)}`,
      'usage by day, 90 days': `/keys/${hot}/usage?interval=day&from=${days(90)}`,
      'history, 501 events': `/keys/${hot}/history?limit=100`,
      'callers of the busy key': `/keys/${hot}/callers`,
      'callers of a key': `/keys/${keyId(78)}/callers`,
      audit: '/audit?limit=100',
      'audit, far down': await deep('/audit?limit=100', 40),
      'audit, an hour': `/audit?limit=100&from=${days(20)}&to=${days(20 - 1 / 24)}`,
      'audit, 30 days': `/audit?limit=100&from=${days(30)}`,
      'audit, allowed': '/audit?limit=100&outcome=ALLOWED',
      'audit, an outcome': '/audit?limit=100&outcome=INSUFFICIENT_SCOPE',
      'audit, an outcome of one': '/audit?limit=100&outcome=WRONG_ENVIRONMENT',
      'audit, an outcome of none': '/audit?limit=100&outcome=KEY_EXPIRED',
      'audit, the busy key': `/audit?limit=100&keyId=${hot}`,
      'audit, a key': `/audit?limit=100&keyId=${keyId(79)}`,
      'audit, the busy key, none': `/audit?limit=100&keyId=${hot}&outcome=KEY_EXPIRED`,
      'audit, the busy address': `/audit?limit=100&ip=${hotAddress}`,
      'audit, an address': '/audit?limit=100&ip=198.51.3.7',
      'audit, an address of none': '/audit?limit=100&ip=192.0.2.1',
      'audit, the busy address and key': `/audit?limit=100&ip=${hotAddress}&keyId=${hot}`,
      'audit, the busy address, a key': `/audit?limit=100&ip=${hotAddress}&keyId=${keyId(80)}`,
      'audit, an address, the busy key': `/audit?limit=100&ip=198.51.3.7&keyId=${hot}`,
      'audit, the busy address, an outcome': `/audit?limit=100&ip=${hotAddress}&outcome=RATE_LIMIT_EXCEEDED`,
      'audit, the busy address, none': `/audit?limit=100&ip=${hotAddress}&outcome=KEY_EXPIRED`,
      'audit, all filters, none': `/audit?limit=100&ip=${hotAddress}&keyId=${hot}&outcome=KEY_EXPIRED&from=${days(80)}`,
      'webhook endpoints': '/webhook-endpoints?limit=100',
      'a webhook endpoint': `/webhook-endpoints/${endpoint}`,
      'deliveries, of 100,000': `/webhook-endpoints/${endpoint}/deliveries?limit=25`,
      'deliveries, dead': `/webhook-endpoints/${endpoint}/deliveries?limit=25&status=dead`,
      'events, until they begin': '/events',
      'audit live, until it begins': '/audit/live',
      'export, until it begins': '/audit/export?format=csv',
    };
    let [baseline, slow] = [0, 0];
    /** @type {(string | number)[][]} */
    const lines = [['', 'p50 ms', 'p99 ms', 'p50 ratio']];
    for (const [name, path] of Object.entries(rows)) {
      for (let warm = 0; warm < 5; warm++) await ask(path);
      const times = [];
      for (let time = 0; time < TIMES; time++) times.push(await ask(path));
      const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)];
      baseline ||= p50;
      if (p99 >= target) slow += 1;
      lines.push([
        name,
        p50.toFixed(1),
        p99.toFixed(1) + (p99 < target ? '' : ' !'),
        (p50 / baseline).toFixed(1),
      ]);
    }
    table(lines);
    console.log(`\nTarget: ${target} ms. ${slow === 0 ? 'All are under it' : `${slow} are not under it`}`);
    if (slow > 0) process.exitCode = 1;
  },
  { apart: false },
);

/** So many days ago, as a query has it. @param {number} count */
function days(count) {
  return new Date(Date.now() - count * 24 * 60 * 60 * 1000).toISOString();
}

/** @param {() => Promise<boolean>} condition */
async function until(condition) {
  while (!(await condition())) await sleep(50);
}
