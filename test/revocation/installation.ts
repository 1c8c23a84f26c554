/**
 * What the API processes of the test share: a Postgres of the read models that may be restarted, a log in another one, a
 * worker, and the settings of an operator.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startPostgres } from '../../src/embedded/postgres.ts';
import { readPidFile } from '../../src/embedded/postmaster.ts';
import type { Releases } from '../../src/openStores.ts';
import { temporaryFolder } from '../support/folder.ts';
import { managementToken, startServiceProcess } from '../support/service.ts';
import { startTestStores } from '../support/stores.ts';

export interface Installation {
  /** Of an API, without its port. */
  readonly settings: Readonly<Record<string, string>>;
  readonly postgresPort: number;
  /** An admin of the one merchant. */
  readonly token: string;
  /** Ends the sessions on which the APIs hear notifications. */
  endNotifications(): Promise<void>;
  /** In order, or as a crash that has to be recovered from. */
  restartPostgres(how: 'in order' | 'crashed'): Promise<void>;
}

export async function startInstallation(releases: Releases): Promise<Installation> {
  // The journals of the APIs are nobody's business here, so the worker has a folder of its own.
  const [folder, workerFolder] = [await temporaryFolder(), await temporaryFolder()];
  for (const each of [folder, workerFolder]) releases.push(async () => each[Symbol.asyncDispose]());
  // Durable: what a crash may cost otherwise is not what is tested.
  const postgresOptions = { dataDir: join(folder.path, 'postgres'), log: () => undefined };
  let postgres = await startPostgres(postgresOptions);
  const { port: postgresPort, folder: postgresFolder } = postgres;
  releases.push(() => rm(postgresFolder, { recursive: true, force: true }));
  releases.push(() => postgres.stop());
  const stores = await startTestStores(postgres.url('postgres'));
  releases.push(() => stores.stop());

  const settings = {
    DATA_DIR: folder.path,
    DATABASE_URL: stores.databaseUrl,
    DATABASE_OWNER_URL: stores.databaseOwnerUrl,
    EVENTSTORE_URL: stores.eventStoreUrl,
    PEPPER: 'pepper '.repeat(5),
    MAC_KEY: 'mac key '.repeat(5),
    WEBHOOK_KEY: 'webhook key '.repeat(5),
    RATE_LIMIT_PER_MINUTE: '1000000',
    LOG_LEVEL: 'error',
  };
  const token = await managementToken(folder.path, 'm_revoking');
  const worker = await startServiceProcess({ ...settings, DATA_DIR: workerFolder.path }, 'worker');
  releases.push(async () => void (await worker.stop()));
  return {
    settings,
    postgresPort,
    token,
    async endNotifications() {
      await stores.database.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'keyledger notifications' and datname = current_database()`,
      );
    },
    async restartPostgres(how) {
      const server = await readPidFile(join(postgresFolder, 'data'));
      if (how === 'crashed' && server !== undefined) process.kill(server.pid, 'SIGQUIT');
      await postgres.stop();
      postgres = await startPostgres({ ...postgresOptions, port: postgresPort, exactPort: true });
    },
  };
}

/** The settings by which a process reaches Postgres at another port. */
export function throughPort(
  settings: Installation['settings'],
  port: number,
): Readonly<Record<string, string>> {
  const moved = (url: string | undefined): string =>
    Object.assign(new URL(url ?? ''), { port: String(port) }).href;
  return {
    ...settings,
    DATABASE_URL: moved(settings['DATABASE_URL']),
    DATABASE_OWNER_URL: moved(settings['DATABASE_OWNER_URL']),
  };
}
