/** What answers requests: the HTTP application with all that it needs, behind its port. */
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { claimAuditFolder } from './auditFolder.ts';
import { keyCommands } from './commands/keys.ts';
import { webhookEndpointCommands } from './commands/webhookEndpoints.ts';
import type { Config } from './config.ts';
import { turns } from './domain/turns.ts';
import { createApp } from './http/app.ts';
import { requestAudit, type AuditTrail } from './http/audit.ts';
import { keyCache } from './http/keyCache.ts';
import { listen, urlOf } from './http/server.ts';
import { effects } from './projections/effects.ts';
import type { Metrics } from './metrics.ts';
import { startLease } from './projections/lease.ts';
import { arrivalFeed } from './projections/auditArrivals.ts';
import { merchantFeed } from './projections/merchantChanges.ts';
import { readModels } from './projections/readModels.ts';
import { webhookDeliveries } from './projections/webhookDeliveries.ts';
import type { Readying } from './readiness.ts';
import { tokenVerifier, type ApiSecrets } from './installationSecrets.ts';
import { openQuota } from './openQuota.ts';
import { openSignIn } from './signIn.ts';
import type { Releases, Stores } from './openStores.ts';
import { openAuditJournal } from './stores/auditJournal.ts';
import { connectDatabase } from './stores/database.ts';
import { connectNotifications } from './stores/notifications.ts';

export interface ApiOptions {
  readonly config: Config;
  readonly stores: Stores;
  readonly secrets: ApiSecrets;
  /** Where requests are recorded. */
  readonly trail: AuditTrail;
  readonly ready: Readying;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly now: () => Date;
}

/** Of all processes together one fewer than the cores; of each fewer than libuv's 4 threads, which files and DNS need too. */
function scryptsAtOnce(processes: number): number {
  return Math.max(1, Math.min(Math.floor((availableParallelism() - 1) / processes), 3));
}
const scryptsWaiting = 1000;

/** A heartbeat that takes longer than its lease would be for nothing. */
const heartbeatLimits = { maxConnections: 1, connectTimeoutMs: 700, queryTimeoutMs: 700 };

/** What the build made of the portal. Tests run the sources, which have none beside them. */
const portalFolder = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../dist/portal' : './portal', import.meta.url),
);

/** Where the API answers, as a URL. @throws Error that names the setting to change when it cannot listen there */
export async function startApi(options: ApiOptions, releases: Releases): Promise<string> {
  const { config, stores, secrets, trail, ready, metrics, log, now } = options;
  const { eventStore, database, databaseUrl } = stores;
  const { webhookKey, pepper, macKey, sessionKey } = secrets;
  const { profiles, requestsPerMinute, trustProxy } = config;
  const scryptInTurn = turns(scryptsAtOnce(config.apiProcesses), scryptsWaiting);
  metrics.readScrypt(scryptInTurn.load);
  const notifications = connectNotifications(databaseUrl);
  releases.push(() => notifications.close());
  // Authentication has connections of its own: a rush of management calls must not make it wait.
  const lookups = connectDatabase(databaseUrl, { maxConnections: 8 });
  releases.push(() => lookups.close());
  const heartbeats = connectDatabase(databaseUrl, heartbeatLimits);
  releases.push(() => heartbeats.close());
  const cache = keyCache(config.authCacheKeys);
  metrics.readKeyCache(cache.load);
  const lease = startLease({ database: heartbeats, notifications, memory: cache, log });
  releases.push(() => lease.stop());
  const audit = requestAudit({ trail, now, randomBytes, log, observer: metrics });
  releases.push(() => audit.close());
  const changes = merchantFeed({ database, notifications, log });
  const arrivals = arrivalFeed({ database, notifications, log });
  const app = createApp({
    profiles,
    commands: keyCommands({ eventStore, profiles, pepper, macKey, scryptInTurn, now, randomBytes }),
    webhookCommands: webhookEndpointCommands({
      eventStore,
      webhookKey,
      urlRules: { allowLoopback: config.webhookAllowLoopback },
      now,
    }),
    readModels: readModels(database, lookups),
    deliveries: webhookDeliveries(database),
    effects: effects(database, notifications),
    changes,
    arrivals,
    cache,
    lease,
    pepper,
    macKey,
    tokens: await tokenVerifier(config),
    signIn: await openSignIn({ config, sessionKey, database, now, log }),
    portalFolder,
    quota: await openQuota(config, databaseUrl, ready, releases),
    audited: audit.audited,
    scryptInTurn,
    requestsPerMinute,
    readiness: ready,
    observer: metrics,
    metrics: config.metricsPort === undefined ? metrics : undefined,
    now,
    log,
    trustProxy,
  });
  const server = await listen(app, config);
  releases.push(() => server.close());
  // Before the server, which waits for its answers: these would have no end.
  releases.push(async () => void (await Promise.all([changes.close(), arrivals.close()])));
  return urlOf(config.host, server.port);
}

/** The journal of this process, in a folder that is its own as long as it runs. */
export async function openTrail(
  { config, metrics, log }: Pick<ApiOptions, 'config' | 'metrics' | 'log'>,
  releases: Releases,
): Promise<AuditTrail> {
  const claimed = await claimAuditFolder(config.dataDir);
  releases.push(() => claimed.release());
  const journal = await openAuditJournal({
    folder: claimed.folder,
    durability: config.auditFsync,
    maxBytes: config.auditJournalMaxBytes,
  });
  metrics.readJournal(() => journal.status());
  // What it could not do must not keep the rest from being released.
  releases.push(() =>
    journal.close().catch((error: unknown) => log.error({ reason: String(error) }, 'the audit journal')),
  );
  return journal;
}
