/** One of several API processes behind a port: started by the primary (`apiProcesses.ts`), and ended with it. */
import type { Worker } from 'node:cluster';
import type { Logger } from 'pino';
import { openTrail, startApi } from './api.ts';
import type { Config } from './config.ts';
import { apiSecrets } from './installationSecrets.ts';
import { createMetrics } from './metrics.ts';
import { openStores, releaseAll, storesUsable, type Releases } from './openStores.ts';
import { askMetrics, hear, tell, tellMetrics } from './processMessages.ts';
import { readiness } from './readiness.ts';

/** The primary waits a second for each process that it asks. */
const tellInMs = 5000;

/**
 * Runs until the primary or a signal ends it; when the primary dies, node:cluster ends it. Tells the primary where it
 * answers, or why it cannot start.
 * @param sayable what is to be said of an error
 */
export async function runApiProcess(
  config: Config,
  log: Logger,
  primary: Worker,
  sayable: (error: unknown) => string,
): Promise<void> {
  const releases: Releases = [];
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    releaseAll(releases).then(
      () => process.exit(),
      (error: unknown) => {
        log.error({ reason: sayable(error) }, 'the end of an API process');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  hear(primary, ({ type }) => {
    if (type === 'stop') stop();
  });
  try {
    const url = await start(config, log, primary, releases);
    await tell(primary, { type: 'started', url });
  } catch (error) {
    await tell(primary, { type: 'failed', reason: sayable(error) });
    await releaseAll(releases);
    process.exit(1);
  }
}

async function start(config: Config, log: Logger, primary: Worker, releases: Releases): Promise<string> {
  const stores = await openStores(config, log, releases);
  const ready = readiness(stores.database, stores.eventStore);
  const metrics = createMetrics(now);
  tellMetrics(primary, () => metrics.text());
  await storesUsable(stores, true, { patienceMs: 60_000, log });
  const secrets = await apiSecrets(config, stores.eventStore, now());
  const common = { config, stores, secrets, ready, log, now };
  const trail = await openTrail({ config, metrics, log }, releases);
  const whole = { ...metrics, text: () => askMetrics(primary, tellInMs) };
  return startApi({ ...common, metrics: whole, trail }, releases);
}

function now(): Date {
  return new Date();
}
