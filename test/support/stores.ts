/** Both stores for a test: a fresh database, and an embedded event store in this process on a database of its own. */
import { startEventStore, type EventStoreServer } from '../../src/embedded/eventStore/server.ts';
import { connectDatabase, type Database } from '../../src/stores/database.ts';
import { connectEventStore, type EventStore } from '../../src/stores/eventStore.ts';
import { migrate } from '../../src/stores/migrations.ts';
import { createTestDatabase } from './database.ts';

export interface TestStores {
  readonly databaseUrl: string;
  readonly databaseOwnerUrl: string;
  readonly eventStoreUrl: string;
  /** The application's; migrated. */
  readonly database: Database;
  /** For what makes, changes or drops tables. */
  readonly ownerDatabase: Database;
  readonly eventStore: EventStore;
  /** Takes the event store away; its log stays. */
  stopEventStore(): Promise<void>;
  /** Brings it back, on the same port, with the same log. */
  restartEventStore(): Promise<void>;
  /** Lets go of everything and drops the databases. */
  stop(): Promise<void>;
}

/** @param readModelsServer the superuser's URL of a Postgres of the test's own for the read models */
export async function startTestStores(readModelsServer?: string): Promise<TestStores> {
  const releases: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const release of releases.splice(0).toReversed()) await release();
  };
  try {
    const [readModels, log] = [await createTestDatabase(readModelsServer), await createTestDatabase()];
    releases.push(
      () => readModels.drop(),
      () => log.drop(),
    );
    let server: EventStoreServer | undefined = await startEventStore({ databaseUrl: log.ownerUrl });
    const { port, url: eventStoreUrl } = server;
    const stopEventStore = async (): Promise<void> => {
      const running = server;
      server = undefined;
      await running?.stop();
    };
    releases.push(stopEventStore);
    const [database, ownerDatabase] = [connectDatabase(readModels.url), connectDatabase(readModels.ownerUrl)];
    releases.push(
      () => database.close(),
      () => ownerDatabase.close(),
    );
    await migrate(database, ownerDatabase);
    const eventStore = connectEventStore(eventStoreUrl);
    releases.push(() => eventStore.close());
    return {
      databaseUrl: readModels.url,
      databaseOwnerUrl: readModels.ownerUrl,
      eventStoreUrl,
      database,
      ownerDatabase,
      eventStore,
      stopEventStore,
      async restartEventStore() {
        await stopEventStore();
        server = await startEventStore({ databaseUrl: log.ownerUrl, port });
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
