/**
 * What a key costs: GET on a protected route with a valid key and everything on (limits raised, audit on), one core for
 * the server and one for the load, 64 connections.
 *
 *   npm run build && npm ci --prefix bench && node bench/authentication.mjs [seconds a row] [rounds]
 *
 * 1. against Express as its documentation shows it, with one JSON route and no check at all,
 * 2. against better-auth's API keys behind Express on the same Postgres, as it comes and at its fastest.
 *
 * The servers take turns; a row is the median of the rounds, a ratio the median of the rounds' own ratios. The load is
 * bench/httpLoad.mjs; the row `node:http` says how much it can ask for.
 */
import {
  bench,
  cores,
  createKey,
  firstLine,
  install,
  loaded,
  median,
  path,
  start,
  startApi,
  table,
} from './installation.mjs';

/** @typedef {import('./installation.mjs').Load} Load */

const SECONDS = Number(process.argv[2] ?? 8);
const ROUNDS = Number(process.argv[3] ?? 5);

await bench(async () => {
  const { environment, token } = await install();
  const { url } = await startApi(environment);
  const { key } = await createKey(url, token);
  /** @type {Map<string, { url: string, key: string }>} */
  const servers = new Map([['keyledger', { url, key }]]);
  for (const kind of ['express', 'bare']) {
    const host = start([path('./expressHost.mjs'), kind], {}, cores?.server);
    servers.set(kind === 'bare' ? 'node:http' : kind, { url: await firstLine(host), key });
  }
  for (const kind of ['default', 'memory']) {
    // Its tables are made on the owner's connection.
    const own = { DATABASE_URL: environment['DATABASE_OWNER_URL'] ?? '' };
    const host = start([path('./betterAuthHost.mjs'), kind], own, cores?.server);
    servers.set(
      `better-auth, ${kind}`,
      /** @type {{ url: string, key: string }} */ (JSON.parse(await firstLine(host))),
    );
  }

  /** @type {Map<string, Load[]>} */
  const loads = new Map([...servers.keys()].map((name) => [name, []]));
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const [name, server] of servers) {
      const load = await loaded(server.url, { key: server.key, seconds: round < 0 ? 3 : SECONDS });
      if (round >= 0) loads.get(name)?.push(load); // the first round warms up
    }
  }
  const ours = loads.get('keyledger') ?? [];
  console.log(`Authentication, 64 connections, ${ROUNDS} rounds of ${SECONDS} s\n`);
  table([
    ['server', 'requests/s', 'keyledger is', 'p50 ms', 'p99 ms'],
    ...Array.from(loads, ([name, rounds]) => [
      name,
      Math.round(median(rounds.map(({ perSecond }) => perSecond))),
      `${median(rounds.map(({ perSecond }, round) => (ours[round]?.perSecond ?? NaN) / perSecond)).toFixed(2)}×`,
      median(rounds.map(({ p50 }) => p50)).toFixed(1),
      median(rounds.map(({ p99 }) => p99)).toFixed(1),
    ]),
  ]);
  console.log(
    '\nTargets: 2.2× express, 20× better-auth as it comes, 5× its fastest (whose limit does not hold under concurrency)',
  );
});
