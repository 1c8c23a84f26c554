/** Opening the two stores, configured or embedded, and waiting until they can be used. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { ConfigError, type Config } from './config.ts';
import { startEmbedded } from './embedded/embedded.ts';
import { connectDatabase, type Database } from './stores/database.ts';
import { DatabaseRightsMissing } from './stores/errors.ts';
import { connectEventStore, type EventStore } from './stores/eventStore.ts';
import { migrate } from './stores/migrations.ts';

export interface Stores {
  readonly databaseUrl: string;
  readonly database: Database;
  /** The same database, for what makes, changes or drops tables. */
  readonly ownerDatabase: Database;
  readonly eventStoreUrl: string;
  readonly eventStore: EventStore;
}

/** What was acquired, each with its release, in order: they are let go of from the last to the first. */
export type Releases = (() => Promise<void>)[];

/** Lets go of everything. */
export async function releaseAll(releases: Releases): Promise<void> {
  for (let release = releases.pop(); release !== undefined; release = releases.pop()) await release();
}

/** The stores that are configured, and the embedded ones in place of those that are not. */
export async function openStores(
  config: Config,
  log: Logger,
  releases: Releases,
  { attach = false } = {},
): Promise<Stores> {
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
  const eventStoreUrl = given(config.eventStoreUrl ?? embedded.eventStoreUrl);
  const eventStore = connectEventStore(eventStoreUrl);
  releases.push(() => eventStore.close());
  return { databaseUrl, database, ownerDatabase, eventStoreUrl, eventStore };
}

/** Whether an embedded store keeps its data in the data folder. */
export function keepsData(config: Config): boolean {
  return config.databaseUrl === undefined || config.eventStoreUrl === undefined;
}

export interface Patience {
  readonly patienceMs: number;
  readonly log: Logger;
}

/**
 * Resolves when both stores answer and the schema is that of this version.
 * @param mayWait whether another process may be about to bring the schema up to date
 * @throws ConfigError when they do not in time, SchemaTooNew, DatabaseRightsMissing
 */
export async function storesUsable(stores: Stores, mayWait: boolean, patience: Patience): Promise<void> {
  await inTime('The database does not answer', () => stores.database.ping(), patience);
  await inTime('The event store does not answer', () => stores.eventStore.ping(), patience);
  await inTime(
    "The database's schema is not that of this version",
    () => migrate(stores.database, stores.ownerDatabase),
    patience,
    (error) => mayWait && error instanceof DatabaseRightsMissing,
  );
}

/** Tries again until it succeeds, and says what it waits for: a store that is starting, another process's work. */
async function inTime(
  trouble: string,
  attempt: () => Promise<void>,
  { patienceMs, log }: Patience,
  mayPass: (error: unknown) => boolean = () => true,
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
