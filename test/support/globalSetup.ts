/** What a test run needs: a build, for the tests that start processes of ours, and one embedded Postgres. */
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { startPostgres, type EmbeddedPostgres } from '../../src/embedded/postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The superuser's URL of the database `postgres`. */
    postgresUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await promisify(execFile)(process.execPath, ['scripts/build.mjs']);
  const dataDir = await mkdtemp(join(tmpdir(), 'keyledger-tests-'));
  // As root the server is another user, who passes through.
  await chmod(dataDir, 0o711);
  const postgres = await start(dataDir);
  project.provide('postgresUrl', postgres.url('postgres'));
  return async () => {
    await postgres.stop();
    await rm(postgres.folder, { recursive: true, force: true });
    await rm(dataDir, { recursive: true, force: true });
  };
}

async function start(dataDir: string): Promise<EmbeddedPostgres> {
  const said: string[] = [];
  try {
    return await startPostgres({
      dataDir,
      dangerouslyWithoutFsync: true,
      log: (message) => said.push(message),
    });
  } catch (error) {
    throw new Error(`No Postgres for the tests. ${said.join(' ')}`, { cause: error });
  }
}
