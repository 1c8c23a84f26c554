/** What a worker does: everything that happens without a request. */
import type { Logger } from 'pino';
import { auditFolders } from './auditFolder.ts';
import type { Config } from './config.ts';
import { projectionGroups } from './projections/groups.ts';
import type { WorkerSecrets } from './installationSecrets.ts';
import type { Releases, Stores } from './openStores.ts';
import { shipAudit } from './workers/auditShipper.ts';
import { runExpiryClock } from './workers/expiryClock.ts';
import { runProjections } from './workers/projectionRunner.ts';
import { deliverWebhooks } from './workers/webhookDelivery.ts';

export interface WorkerOptions {
  readonly config: Config;
  readonly stores: Stores;
  readonly secrets: WorkerSecrets;
  readonly log: Logger;
  readonly now: () => Date;
}

/**
 * Starts everything; each part runs until it is released, and waits by itself for what is away.
 * @returns a promise that rejects when a part cannot go on: then the process should end, and say why
 */
export function startWorker(
  { config, stores, secrets, log, now }: WorkerOptions,
  releases: Releases,
): Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const { eventStore } = stores;
  const parts = [
    ...projectionGroups.map((group) => runProjections({ ...stores, group, log, signal })),
    runExpiryClock({ ...stores, now, log, signal }),
    shipAudit({ journals: () => auditFolders(config.dataDir), eventStore, now, log, signal }),
    deliverWebhooks({
      ...stores,
      ...secrets,
      allowLoopback: config.webhookAllowLoopback,
      now,
      log,
      signal,
    }),
  ];
  releases.push(async () => {
    stopping.abort();
    await Promise.allSettled(parts); // whoever started the worker hears of it
  });
  const failed = Promise.all(parts).then(() => undefined);
  failed.catch(() => undefined); // it may fail before anybody can listen
  return failed;
}
