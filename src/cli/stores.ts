/** How an operator's command gets at the stores: beside a running service, or alone for as long as the command takes. */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino, type Logger } from 'pino';
import { ConfigError, type Config } from '../config.ts';
import { createLog } from '../log.ts';
import { keepsData, openStores, releaseAll, type Releases, type Stores } from '../openStores.ts';
import { ReadModelsNotReady } from '../projections/completeQuery.ts';
import { effects, ProjectionsAway, type Effects } from '../projections/effects.ts';
import { keyProjections } from '../projections/keys.ts';
import { migrate } from '../stores/migrations.ts';
import { connectNotifications } from '../stores/notifications.ts';
import { runProjections } from '../workers/projectionRunner.ts';

export type OperatorStores = Stores & { readonly log: Logger };

/** How long a change waits for read models that are being built, in milliseconds. */
const patienceMs = 60_000;
const lookEveryMs = 50;

/**
 * Opens the stores, lets `work` use them, and lets go of them however it ends. Embedded stores that nobody runs are run
 * for that time.
 * @throws ConfigError when there is no installation, what keeps a store away, and what `work` throws
 */
export async function withStores<T>(
  config: Config,
  work: (stores: OperatorStores) => Promise<T>,
): Promise<T> {
  if (keepsData(config) && !existsSync(config.dataDir)) {
    throw new ConfigError(
      `${config.dataDir} holds no installation. Set DATA_DIR to the one that is meant, or start the service once`,
    );
  }
  const log = createLog('warn', pino.destination(2));
  const releases: Releases = [];
  try {
    const stores = await openStores(config, log, releases, { attach: true });
    await migrate(stores.database, stores.ownerDatabase);
    return await work({ ...stores, log });
  } finally {
    await releaseAll(releases);
  }
}

/**
 * Lets `work` make changes whose effect it can wait for. Where no worker runs the projections of the keys, or it ends
 * meanwhile, this process does.
 * @throws ReadModelsNotReady when they are not complete in time, what stops the projections, and what `work` throws
 */
export async function withEffects<T>(
  stores: OperatorStores,
  work: (effects: Effects) => Promise<T>,
): Promise<T> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = runProjections({ ...stores, group: keyProjections, signal });
  const notifications = connectNotifications(stores.databaseUrl);
  try {
    const shown = effects(stores.database, notifications);
    await Promise.race([running, untilExpected(shown, signal)]);
    // From here on a failure of the projections must not lose what the work has made: it waits for its effect in vain.
    return await work(shown);
  } finally {
    stopping.abort();
    await running.catch(() => undefined);
    await notifications.close();
  }
}

async function untilExpected(shown: Effects, signal: AbortSignal): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  while (!signal.aborted) {
    try {
      return await shown.expected();
    } catch (error) {
      const passes = error instanceof ReadModelsNotReady || error instanceof ProjectionsAway;
      if (!passes || performance.now() > giveUpAt) throw error;
      await sleep(lookEveryMs);
    }
  }
}
