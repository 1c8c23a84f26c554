/** What a worker does: everything that happens without a request. */
import type { Logger } from 'pino';
import { auditFolders } from './auditFolder.ts';
import { auditBacklog } from './auditBacklog.ts';
import type { Config } from './config.ts';
import type { Metrics } from './metrics.ts';
import { projectionGroups } from './projections/groups.ts';
import { keyProjections } from './projections/keys.ts';
import type { WorkerSecrets } from './installationSecrets.ts';
import type { Releases, Stores } from './openStores.ts';
import { deliveryBacklog } from './stores/webhookDeliveries.ts';
import { shipAudit } from './workers/auditShipper.ts';
import { runExpiryClock } from './workers/expiryClock.ts';
import type { Progress } from './workers/projectionProgress.ts';
import { runProjections } from './workers/projectionRunner.ts';
import { restarting } from './workers/restarting.ts';
import { deliverWebhooks } from './workers/webhookDelivery.ts';

export interface WorkerOptions {
  readonly config: Config;
  readonly stores: Stores;
  readonly secrets: WorkerSecrets;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly now: () => Date;
}

/**
 * Starts everything; each part runs until it is released, and waits by itself for what is away. What fails is logged and
 * started again after a pause, and takes nothing else with it, save for the projections of the keys: revocations rest on
 * them, so who cannot run them makes way for somebody who can.
 * @returns a promise that rejects when those cannot go on: then the process should end, and say why
 */
export function startWorker(
  { config, stores, secrets, metrics, log, now }: WorkerOptions,
  releases: Releases,
): Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const { eventStore, database } = stores;
  const journals = () => auditFolders(config.dataDir);
  const backlog = auditBacklog(journals);
  metrics.readBacklog(backlog.bytes);
  metrics.readDeliveries(() => deliveryBacklog(database));
  const again = (part: string, start: () => Promise<void>) => restarting(start, { part, log, signal });
  const parts = [
    ...projectionGroups.map((group) => {
      const report = (progress: Progress) => metrics.projection(group.name, progress);
      const start = () => runProjections({ ...stores, group, report, log, signal });
      return group === keyProjections ? start() : again(`projections of group ${group.name}`, start);
    }),
    again('expiry clock', () =>
      runExpiryClock({ ...stores, announced: metrics.announced, now, log, signal }),
    ),
    again('audit shipper', () =>
      shipAudit({
        journals,
        shipped: metrics.shipped,
        reached: backlog.reached,
        eventStore,
        now,
        log,
        signal,
      }),
    ),
    again('webhook delivery', () =>
      deliverWebhooks({
        ...stores,
        ...secrets,
        allowLoopback: config.webhookAllowLoopback,
        attempted: metrics.webhookAttempt,
        now,
        log,
        signal,
      }),
    ),
  ];
  releases.push(async () => {
    stopping.abort();
    await Promise.allSettled(parts); // whoever started the worker hears of it
  });
  const failed = Promise.all(parts).then(() => undefined);
  failed.catch(() => undefined); // it may fail before anybody can listen
  return failed;
}
