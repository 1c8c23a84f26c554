/** An embedded Postgres of its own with the tables of the audited requests, and both roles as in production. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgres } from '../dist/embedded/postgres.js';
import { requestProjections } from '../dist/projections/requests.js';
import { connectDatabase } from '../dist/stores/database.js';
import { migrate } from '../dist/stores/migrations.js';
import { requestRebuild } from '../dist/workers/projectionTables.js';

/** @typedef {import('../src/stores/database.ts').Database} Database */

/**
 * @param {(databases: { application: Database, owner: Database, ownerUrl: string }) => Promise<void>} work
 */
export async function withAuditDatabase(work) {
  const folder = await mkdtemp(join(tmpdir(), 'audit-bench-'));
  // As root Postgres runs as another user, who passes through.
  await chmod(folder, 0o711);
  const postgres = await startPostgres({ dataDir: folder, log: () => undefined });
  try {
    await administer(postgres.url('postgres'), [
      `create role bench_owner login password 'bench'`,
      `create role bench login password 'bench'`,
      'create database bench owner bench_owner',
    ]);
    await administer(postgres.url('bench'), [
      'alter default privileges for role bench_owner in schema public grant select, insert, update, delete on tables to bench',
    ]);
    const urlOf = (/** @type {string} */ role) => `postgres://${role}:bench@127.0.0.1:${postgres.port}/bench`;
    const application = connectDatabase(urlOf('bench'));
    const owner = connectDatabase(urlOf('bench_owner'), { queryTimeoutMs: 60_000 });
    try {
      await migrate(application, owner);
      await requestRebuild(owner, requestProjections);
      await work({ application, owner, ownerUrl: urlOf('bench_owner') });
    } finally {
      await application.close();
      await owner.close();
    }
  } finally {
    await postgres.stop();
    await rm(postgres.folder, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * As the superuser, one after the other.
 * @param {string} url
 * @param {string[]} statements
 */
async function administer(url, statements) {
  const admin = new Client({ connectionString: url });
  await admin.connect();
  try {
    for (const statement of statements) await admin.query(statement);
  } finally {
    await admin.end();
  }
}
