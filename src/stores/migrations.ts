/**
 * Brings the database's schema up to date: numbered SQL files, each applied once, in order, in a transaction of its own
 * that records the migration first and then runs it, so that of two who try, one fails before it has changed anything.
 */
import { readdir, readFile } from 'node:fs/promises';
import type { Database, Queryable, Transactional } from './database.ts';
import { asApplication, asOwner } from './databaseRights.ts';
import { DatabaseRightsMissing, SchemaTooNew } from './errors.ts';

interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

const folder = new URL('./migrations/', import.meta.url);
/** Any number will do that no other advisory lock of this database uses. */
const lock = 7_104_558_211;
const patienceMs = 60_000;

/**
 * Looks first, as the application: a schema that is up to date needs no owner.
 * @param owner who may change the schema; the application itself where one role does both
 * @throws SchemaTooNew when a newer version of this program has been here, DatabaseRightsMissing when the schema has to be
 * changed and this owner may not, DatabaseUnavailable
 */
export async function migrate(database: Database, owner = database): Promise<void> {
  const migrations = await known();
  const upToDate = () => asApplication(async () => (await missing(database, migrations)).length === 0);
  if (await upToDate()) return;
  await asOwner(() =>
    owner.session((session) => apply(session, migrations), {
      queryTimeoutMs: patienceMs,
      idleTimeoutMs: patienceMs,
    }),
  );
  if (await upToDate()) return;
  throw new DatabaseRightsMissing(
    'The schema was brought up to date, and the application does not see it: DATABASE_OWNER_URL and DATABASE_URL have to name the same database',
  );
}

async function apply(session: Transactional, migrations: readonly Migration[]): Promise<void> {
  await session.query('select pg_advisory_lock($1)', [lock]);
  // While this one waited, another may have done it all.
  if ((await missing(session, migrations)).length === 0) return;
  await session.query(
    'create table if not exists schema_migrations (number integer primary key, name text not null, applied_at timestamptz not null default now())',
  );
  for (const { number, name, sql } of await missing(session, migrations)) {
    await session.transaction(async (tx) => {
      await tx.query('insert into schema_migrations (number, name) values ($1, $2)', [number, name]);
      await tx.query(sql);
    });
  }
}

/** Those that have not been applied. @throws SchemaTooNew */
async function missing(database: Queryable, migrations: readonly Migration[]): Promise<readonly Migration[]> {
  const newest = await newestApplied(database);
  const newestKnown = migrations.at(-1)?.number ?? 0;
  if (newest > newestKnown) {
    throw new SchemaTooNew(
      `the database has schema ${newest}, this version knows up to ${newestKnown}: start the newer version, or point DATABASE_URL at another database`,
    );
  }
  return migrations.filter(({ number }) => number > newest);
}

/** Zero for a database that is new. */
async function newestApplied(database: Queryable): Promise<number> {
  const [there] = await database.query<{ made: boolean }>(
    `select to_regclass('schema_migrations') is not null as made`,
  );
  if (there?.made !== true) return 0;
  const [newest] = await database.query<{ number: number | null }>(
    'select max(number) as number from schema_migrations',
  );
  return newest?.number ?? 0;
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
