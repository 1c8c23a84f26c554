/** The service in one of its modes. Everything is acquired with its release; `stop` lets go in the opposite order. */
import type { Logger } from 'pino';
import { openTrail, startApi, type ApiOptions } from './api.ts';
import { startApiProcesses } from './apiProcesses.ts';
import type { Config } from './config.ts';
import { createMetrics } from './metrics.ts';
import { serveMetrics } from './metricsServer.ts';
import { readiness, type Readiness } from './readiness.ts';
import { apiSecrets, tokenVerifier, workerSecrets } from './installationSecrets.ts';
import { openStores, releaseAll, storesUsable, type Releases } from './openStores.ts';
import { startWorker } from './worker.ts';

/** `all`: API and worker. */
export type Mode = 'all' | 'api' | 'worker';

export interface ServiceOptions {
  readonly mode?: Mode;
  readonly log: Logger;
  /** The clock of commands and of the verifier. */
  readonly now?: () => Date;
  /** How long a start waits for stores that do not answer yet and, as `api`, for the schema; in milliseconds. */
  readonly patienceMs?: number;
}

export interface Service {
  /** Where the API answers; `undefined` for a worker. */
  readonly url: string | undefined;
  /** Where the metrics are, when they have a port of their own; otherwise they are at `url`. */
  readonly metricsUrl: string | undefined;
  /**
   * Rejects when the worker cannot project the keys, on which revocations rest: the service should be stopped, and says why.
   * Whatever else of the worker fails is started again by itself. Resolves when there is no worker to wait for.
   */
  readonly worker: Promise<void>;
  /** What `/readyz` answers. */
  readonly ready: () => Promise<Readiness>;
  /** Lets running requests finish, then lets go of everything. */
  stop(): Promise<void>;
}

/**
 * Starts the service and resolves when it answers.
 * @throws ConfigError, DomainError WRONG_SECRETS, SchemaTooNew, DatabaseRightsMissing, or what keeps a store away; nothing
 * is left running then.
 */
export async function startService(config: Config, options: ServiceOptions): Promise<Service> {
  const { mode = 'all', log, now = () => new Date(), patienceMs = 60_000 } = options;
  const releases: Releases = [];
  const stop = () => releaseAll(releases);
  try {
    const stores = await openStores(config, log, releases);
    const ready = readiness(stores.database, stores.eventStore);
    const metrics = createMetrics(() => new Date());
    const metricsUrl = await serveMetrics({ config, metrics, ready, log }, releases);
    await storesUsable(stores, mode === 'api', { patienceMs, log });
    const common = { config, stores, ready, metrics, log, now };
    if (mode === 'worker') {
      const secrets = await workerSecrets(config, stores.eventStore, now());
      const worker = startWorker({ ...common, secrets }, releases);
      return { url: undefined, metricsUrl, worker, ready, stop };
    }
    const secrets = await apiSecrets(config, stores.eventStore, now());
    const worker = mode === 'all' ? startWorker({ ...common, secrets }, releases) : Promise.resolve();
    const api = { ...common, secrets };
    const url = await (config.apiProcesses === 1 ? oneProcess : severalProcesses)(api, releases);
    return { url, metricsUrl, worker, ready, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Api = Omit<ApiOptions, 'trail'>;

/** The API in this process. */
async function oneProcess(api: Api, releases: Releases): Promise<string> {
  const trail = await openTrail(api, releases);
  return startApi({ ...api, trail }, releases);
}

/** The API in processes of its own, on the stores of this one. */
async function severalProcesses({ config, stores, metrics, log }: Api, releases: Releases): Promise<string> {
  await tokenVerifier(config); // whoever makes up a secret does it here, for all of them
  const processes = await startApiProcesses({
    count: config.apiProcesses,
    environment: {
      ...(config.databaseUrl === undefined && { DATABASE_URL: stores.databaseUrl }),
      ...(config.eventStoreUrl === undefined && { EVENTSTORE_URL: stores.eventStoreUrl }),
    },
    metrics: () => metrics.text(),
    log,
  });
  releases.push(() => processes.stop());
  metrics.readApiProcesses(processes);
  return processes.url;
}
