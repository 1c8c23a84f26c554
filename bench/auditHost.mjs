/**
 * An API of the audit bench, in a process of its own: `node auditHost.mjs <none|interval|always>`, configured by the
 * environment as any API is. `none` keeps no entry: what the others are compared with. Prints where it answers and ends
 * with its standard input.
 */
import { openTrail, startApi } from '../dist/api.js';
import { readConfig } from '../dist/config.js';
import { apiSecrets } from '../dist/installationSecrets.js';
import { createLog } from '../dist/log.js';
import { createMetrics } from '../dist/metrics.js';
import { openStores, releaseAll, storesUsable } from '../dist/openStores.js';
import { readiness } from '../dist/readiness.js';

const fsync = process.argv[2] ?? 'none';
const config = readConfig({ ...process.env, AUDIT_FSYNC: fsync === 'none' ? 'interval' : fsync });
const log = createLog(config.logLevel);
/** @type {(() => Promise<void>)[]} */
const releases = [];
const now = () => new Date();
const common = { config, metrics: createMetrics(now), log, now };
const stores = await openStores(config, log, releases);
await storesUsable(stores, true, { patienceMs: 30_000, log });
const secrets = await apiSecrets(config, stores.eventStore, now());
const trail = fsync === 'none' ? { write: async () => undefined } : await openTrail(common, releases);
const ready = readiness(stores.database, stores.eventStore);
console.log(await startApi({ ...common, stores, secrets, trail, ready }, releases));
process.stdin.resume().on('end', () => {
  void releaseAll(releases).then(() => process.exit());
});
