/**
 * The child process that runs the embedded Postgres and the event store, so that neither stalls the API.
 *
 * Its whole life: the parent's one message says what to start; an answer says where it listens; and when the channel
 * to the parent closes, wanted or because the parent was killed, it stops both and ends.
 */
import { once } from 'node:events';
import { ensureDatabase, roleUrl, type EmbeddedDatabase } from './databases.ts';
import { startEventStore } from './eventStore/server.ts';
import { startPostgres } from './postgres.ts';

export interface HostOptions {
  readonly dataDir: string;
  readonly databases: readonly EmbeddedDatabase[];
  /** The one of `databases` that an event store is started on. */
  readonly eventStoreDatabase?: string;
  /** Remembered ones; any other when taken, unless they must be exact. */
  readonly postgresPort?: number;
  readonly eventStorePort?: number;
  readonly exactPorts: boolean;
}

export interface HostPorts {
  readonly postgresPort: number;
  readonly eventStorePort?: number;
  readonly eventStoreUrl?: string;
}

export type HostMessage =
  | { readonly type: 'log'; readonly message: string }
  | { readonly type: 'started'; readonly ports: HostPorts }
  | { readonly type: 'failed'; readonly message: string };

/** A killed parent's host needs a moment to stop its Postgres; its successor waits for that long. */
const waitForPredecessorMs = 30_000;

const log = (message: string): void => say({ type: 'log', message });

function say(message: HostMessage): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

async function run(options: HostOptions, parentGone: Promise<unknown>): Promise<void> {
  const postgres = await startPostgres({
    dataDir: options.dataDir,
    ...(options.postgresPort !== undefined && { port: options.postgresPort }),
    exactPort: options.exactPorts,
    waitForPredecessorMs,
    log,
  });
  try {
    for (const database of options.databases) await ensureDatabase(postgres, database);
    const eventStore = await startEventStoreOf(options, postgres.port);
    say({
      type: 'started',
      ports: {
        postgresPort: postgres.port,
        ...(eventStore && { eventStorePort: eventStore.port, eventStoreUrl: eventStore.url }),
      },
    });
    await Promise.race([parentGone, postgres.gone]);
    await eventStore?.stop();
  } finally {
    await postgres.stop();
  }
}

type EventStoreServer = Awaited<ReturnType<typeof startEventStore>>;

async function startEventStoreOf(
  options: HostOptions,
  postgresPort: number,
): Promise<EventStoreServer | undefined> {
  const database = options.databases.find(({ name }) => name === options.eventStoreDatabase);
  if (database === undefined) return undefined;
  const databaseUrl = roleUrl(postgresPort, database.name, database.owner);
  const port = options.eventStorePort ?? 0;
  try {
    return await startEventStore({ databaseUrl, port, report: log });
  } catch (error) {
    if (port === 0 || options.exactPorts || !String(error).includes('EADDRINUSE')) throw error;
    return startEventStore({ databaseUrl, port: 0, report: log });
  }
}

async function main(): Promise<void> {
  // Ctrl-C reaches every process of a terminal's group; the parent decides when this one ends.
  process.on('SIGINT', () => undefined);
  const parentGone = once(process, 'disconnect');
  const [options] = (await once(process, 'message')) as [HostOptions];
  try {
    await run(options, parentGone);
    process.exit(process.connected ? 1 : 0);
  } catch (error) {
    say({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
    process.exitCode = 1;
    if (process.connected) process.disconnect();
  }
}

await main();
