/**
 * Brings the database's schema up to date: numbered SQL files, each applied once, in order, in a transaction of its own
 * that records the migration first and then runs it, so that of two who try, one fails before it has changed anything.
 */
import { readdir, readFile } from 'node:fs/promises';
import type { Database, Transactional } from './database.ts';
import { SchemaTooNew } from './errors.ts';

interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

const folder = new URL('./migrations/', import.meta.url);
/** Any number will do that no other advisory lock of this database uses. */
const lock = 7_104_558_211;
const patienceMs = 60_000;

/** @throws SchemaTooNew when a newer version of this program has been here, DatabaseUnavailable */
export async function migrate(database: Database): Promise<void> {
  const migrations = await known();
  await database.session((session) => apply(session, migrations), {
    queryTimeoutMs: patienceMs,
    idleTimeoutMs: patienceMs,
  });
}

async function apply(session: Transactional, migrations: readonly Migration[]): Promise<void> {
  await session.query('select pg_advisory_lock($1)', [lock]);
  await session.query(
    'create table if not exists schema_migrations (number integer primary key, name text not null, applied_at timestamptz not null default now())',
  );
  const applied = await session.query<{ number: number }>(
    'select number from schema_migrations order by number',
  );
  const newest = applied.at(-1)?.number ?? 0;
  const newestKnown = migrations.at(-1)?.number ?? 0;
  if (newest > newestKnown) {
    throw new SchemaTooNew(
      `the database has schema ${newest}, this version knows up to ${newestKnown}: start the newer version, or point DATABASE_URL at another database`,
    );
  }
  for (const { number, name, sql } of migrations.filter((migration) => migration.number > newest)) {
    await session.transaction(async (tx) => {
      await tx.query('insert into schema_migrations (number, name) values ($1, $2)', [number, name]);
      await tx.query(sql);
    });
  }
}

async function known(): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{3}_\w+\.sql$/.test(name));
  return Promise.all(
    names.toSorted().map(async (name) => ({
      number: Number(name.slice(0, 3)),
      name,
      sql: await readFile(new URL(name, folder), 'utf8'),
    })),
  );
}
