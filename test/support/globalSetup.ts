/** One embedded Postgres for the whole test run, in a folder that goes with it. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../../src/embedded/postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The superuser's URL of the database `postgres`. */
    postgresUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'keyledger-tests-'));
  // As root the server is another user, who passes through.
  await chmod(dataDir, 0o711);
  const said: string[] = [];
  try {
    const postgres = await startPostgres({
      dataDir,
      dangerouslyWithoutFsync: true,
      log: (message) => said.push(message),
    });
    project.provide('postgresUrl', postgres.url('postgres'));
    return async () => {
      await postgres.stop();
      await rm(postgres.folder, { recursive: true, force: true });
      await rm(dataDir, { recursive: true, force: true });
    };
  } catch (error) {
    throw new Error(`No Postgres for the tests. ${said.join(' ')}`, { cause: error });
  }
}
