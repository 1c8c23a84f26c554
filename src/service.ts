/**
 * The composition: which stores, which secrets, what runs. Everything is acquired with its release; `stop` lets go in
 * the opposite order.
 */
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { claimAuditFolder } from './auditFolder.ts';
import { readSeal, sealInstallation } from './commands/installation.ts';
import { keyCommands } from './commands/keys.ts';
import { webhookEndpointCommands } from './commands/webhookEndpoints.ts';
import { ConfigError, type Config } from './config.ts';
import { sealOf } from './domain/installation.ts';
import { turns } from './domain/turns.ts';
import { startEmbedded } from './embedded/embedded.ts';
import { createApp } from './http/app.ts';
import { requestAudit } from './http/audit.ts';
import { memoryQuota, postgresQuota, type Quota } from './http/quota.ts';
import { listen } from './http/server.ts';
import { localTokens, remoteTokens, type TokenVerifier } from './http/tokens.ts';
import { effects } from './projections/effects.ts';
import { projectionGroups } from './projections/groups.ts';
import { readModels } from './projections/readModels.ts';
import { readiness, type Readiness } from './readiness.ts';
import { keptSecret, keptTokenKey, type SecretFiles } from './secrets.ts';
import { openAuditJournal, type AuditJournal } from './stores/auditJournal.ts';
import { connectDatabase, type Database } from './stores/database.ts';
import { DatabaseRightsMissing } from './stores/errors.ts';
import { connectEventStore, type EventStore } from './stores/eventStore.ts';
import { migrate } from './stores/migrations.ts';
import { connectNotifications } from './stores/notifications.ts';
import { runProjections } from './workers/projectionRunner.ts';

/** `all`: API and worker in one process. */
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
  /** Rejects when the worker cannot go on and the service should be stopped; resolves when there is no worker to wait for. */
  readonly worker: Promise<void>;
  /** What `/readyz` answers. */
  readonly ready: () => Promise<Readiness>;
  /** Lets running requests finish, then lets go of everything. */
  stop(): Promise<void>;
}

/** One fewer than the cores, and than libuv's 4 threads, which files and DNS need too. */
const scryptsAtOnce = Math.max(1, Math.min(availableParallelism(), 4) - 1);
const scryptsWaiting = 1000;

/**
 * Starts the service and resolves when it answers.
 * @throws ConfigError, DomainError WRONG_SECRETS, SchemaTooNew, DatabaseRightsMissing, or what keeps a store away; nothing
 * is left running then.
 */
export async function startService(config: Config, options: ServiceOptions): Promise<Service> {
  const { mode = 'all', log, now = () => new Date(), patienceMs = 60_000 } = options;
  const releases: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (let release = releases.pop(); release !== undefined; release = releases.pop()) await release();
  };

  try {
    const stores = await openStores(config, log, releases);
    const waiting = { patienceMs, log };
    await inTime('The database does not answer', () => stores.database.ping(), waiting);
    await inTime('The event store does not answer', () => stores.eventStore.ping(), waiting);
    await inTime(
      "The database's schema is not that of this version",
      () => migrate(stores.database, stores.ownerDatabase),
      // A worker may be about to bring it up to date.
      { ...waiting, mayPass: (error) => mode === 'api' && error instanceof DatabaseRightsMissing },
    );
    const { webhookKey, hashing } = await sealedSecrets(config, mode, stores.eventStore, now());

    let worker = Promise.resolve();
    if (mode !== 'api') {
      const stopping = new AbortController();
      const runners = projectionGroups.map((group) =>
        runProjections({ ...stores, group, log, signal: stopping.signal }),
      );
      worker = Promise.all(runners).then(() => undefined);
      worker.catch(() => undefined); // it may fail before anybody can listen
      releases.push(async () => {
        stopping.abort();
        await Promise.allSettled(runners); // whoever started the service hears of it
      });
    }
    const ready = readiness(stores.database, stores.eventStore);
    if (hashing === undefined) return { url: undefined, worker, ready, stop };

    const { pepper, macKey } = hashing;
    const scryptInTurn = turns(scryptsAtOnce, scryptsWaiting);
    const notifications = connectNotifications(stores.databaseUrl);
    releases.push(() => notifications.close());
    // Authentication has connections of its own: a rush of management calls must not make it wait.
    const lookups = connectDatabase(stores.databaseUrl, { maxConnections: 8 });
    releases.push(() => lookups.close());
    const journal = await openJournal(config, log, releases);
    const audit = requestAudit({ trail: journal, now, randomBytes, log });
    releases.push(() => audit.close());
    const app = createApp({
      profiles: config.profiles,
      commands: keyCommands({
        eventStore: stores.eventStore,
        profiles: config.profiles,
        pepper,
        macKey,
        scryptInTurn,
        now,
        randomBytes,
      }),
      webhookCommands: webhookEndpointCommands({
        eventStore: stores.eventStore,
        webhookKey,
        urlRules: { allowLoopback: config.webhookAllowLoopback },
        now,
      }),
      readModels: readModels(stores.database, lookups),
      effects: effects(stores.database, notifications),
      pepper,
      macKey,
      tokens: await tokenVerifier(config),
      quota: quota(config, stores.database),
      audited: audit.audited,
      scryptInTurn,
      requestsPerMinute: config.requestsPerMinute,
      readiness: ready,
      now,
      log,
      trustProxy: config.trustProxy,
    });
    const server = await listen(app, config);
    releases.push(() => server.close());
    return { url: `http://${hostInUrl(config.host)}:${server.port}`, worker, ready, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * The stores that are configured, and the embedded ones in place of those that are not. `ownerDatabase` is the same
 * database for what makes, changes or drops tables.
 */
export async function openStores(
  config: Config,
  log: Logger,
  releases: (() => Promise<void>)[],
  { attach = false } = {},
) {
  const embedded = await startEmbedded({
    dataDir: config.dataDir,
    postgres: config.databaseUrl === undefined,
    eventStore: config.eventStoreUrl === undefined,
    attach,
    log: (message) => log.info(message),
  });
  releases.push(() => embedded.stop());
  const databaseUrl = given(config.databaseUrl ?? embedded.databaseUrl);
  const database = connectDatabase(databaseUrl);
  releases.push(() => database.close());
  const ownerUrl = config.databaseOwnerUrl ?? embedded.databaseOwnerUrl ?? databaseUrl;
  const ownerDatabase = connectDatabase(ownerUrl, { maxConnections: 2 });
  releases.push(() => ownerDatabase.close());
  const eventStore = connectEventStore(given(config.eventStoreUrl ?? embedded.eventStoreUrl));
  releases.push(() => eventStore.close());
  return { databaseUrl, database, ownerDatabase, eventStore };
}

/** The journal of this process, in a folder that is its own as long as it runs. */
async function openJournal(
  config: Config,
  log: Logger,
  releases: (() => Promise<void>)[],
): Promise<AuditJournal> {
  const claimed = await claimAuditFolder(config.dataDir);
  releases.push(() => claimed.release());
  const journal = await openAuditJournal({
    folder: claimed.folder,
    durability: config.auditFsync,
    maxBytes: config.auditJournalMaxBytes,
  });
  // What it could not do must not keep the rest from being released.
  releases.push(() =>
    journal.close().catch((error: unknown) => log.error({ reason: String(error) }, 'the audit journal')),
  );
  return journal;
}

/** Whether an embedded store keeps its data in the data folder. */
export function keepsData(config: Config): boolean {
  return config.databaseUrl === undefined || config.eventStoreUrl === undefined;
}

/** Where secrets may be kept: made up only beside an embedded store, whose data live in the same folder. */
function secretFiles(config: Config, isSealed: boolean): SecretFiles {
  return { dataDir: config.dataDir, mayCreate: keepsData(config) && !isSealed };
}

/** Those secrets that this mode needs. Webhooks are signed by a worker, and the API shows with what. */
export async function sealedSecrets(config: Config, mode: Mode, eventStore: EventStore, now: Date) {
  const sealed = await readSeal(eventStore);
  const keyFiles = secretFiles(config, sealed.pepperFingerprint !== undefined);
  const webhookFiles = secretFiles(config, sealed.webhookKeyFingerprint !== undefined);
  const webhookKey = config.webhookKey ?? keptSecret('webhook-key', webhookFiles);
  // Whoever hashes no key needs no pepper.
  const hashing =
    mode === 'worker'
      ? undefined
      : {
          pepper: config.pepper ?? keptSecret('pepper', keyFiles),
          macKey: config.macKey ?? keptSecret('mac-key', keyFiles),
        };
  await sealInstallation(eventStore, sealOf({ webhookKey, ...hashing }), now);
  return { webhookKey, hashing };
}

async function tokenVerifier(config: Config): Promise<TokenVerifier> {
  if (config.tokenIssuer !== undefined) return remoteTokens(config.tokenIssuer);
  return localTokens(await keptTokenKey(secretFiles(config, false)));
}

function quota(config: Config, database: Database): Quota {
  return config.rateLimitStore === 'memory'
    ? memoryQuota()
    : postgresQuota(database.storeClient, 'rate_limits');
}

interface Waiting {
  readonly patienceMs: number;
  readonly log: Logger;
  /** Whether what failed may succeed later; by default it may. */
  readonly mayPass?: (error: unknown) => boolean;
}

/** Tries again until it succeeds, and says what it waits for: a store that is starting, another process's work. */
async function inTime(
  trouble: string,
  attempt: () => Promise<void>,
  { patienceMs, log, mayPass = () => true }: Waiting,
): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!mayPass(error)) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      if (performance.now() > giveUpAt) {
        throw new ConfigError(`${trouble}, after ${patienceMs / 1000} s: ${reason}`);
      }
      log.warn({ reason }, `${trouble} yet; trying again`);
      await sleep(1000);
    }
  }
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('A store is neither configured nor embedded');
  return value;
}

function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
