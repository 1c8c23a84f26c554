import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { startEmbedded, type Embedded, type EmbeddedOptions } from '../../src/embedded/embedded.ts';
import { FolderInUse, lockHolder } from '../../src/embedded/lock.ts';
import { startPostgres } from '../../src/embedded/postgres.ts';
import { readPidFile } from '../../src/embedded/postmaster.ts';
import { processName } from '../../src/embedded/processes.ts';
import { built, startChild } from '../support/child.ts';
import { eventually } from '../support/condition.ts';
import { temporaryFolder } from '../support/folder.ts';

interface Urls {
  readonly databaseUrl?: string;
  readonly databaseOwnerUrl?: string;
  readonly eventStoreUrl?: string;
}

async function start(
  dataDir: string,
  options: Partial<EmbeddedOptions> = {},
): Promise<Embedded & AsyncDisposable> {
  const embedded = await startEmbedded({
    dataDir,
    postgres: true,
    eventStore: true,
    log: () => undefined,
    ...options,
  });
  return { ...embedded, [Symbol.asyncDispose]: () => embedded.stop() };
}

async function query(url: string | undefined, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Writes to both stores. */
async function put({ databaseOwnerUrl, eventStoreUrl = '' }: Urls): Promise<void> {
  await query(databaseOwnerUrl, 'create table kept as select 1 as n');
  const client = EventStoreDBClient.connectionString(eventStoreUrl);
  await client.appendToStream('kept', jsonEvent({ type: 'Kept', data: { n: 1 } }));
  await client.dispose();
}

/** What `put` wrote, from both. */
async function kept({ databaseUrl, eventStoreUrl = '' }: Urls): Promise<unknown> {
  const rows = await query(databaseUrl, 'select n from kept');
  const client = EventStoreDBClient.connectionString(eventStoreUrl);
  const events: unknown[] = [];
  for await (const { event } of client.readStream('kept')) events.push(event?.data);
  await client.dispose();
  return [...rows, ...events];
}

const both = [{ n: 1 }, { n: 1 }];

/** Whether both answer, however they did before. */
async function answers(urls: Urls): Promise<boolean> {
  return kept(urls).then(
    () => true,
    () => false,
  );
}

async function pids(dataDir: string): Promise<{ host: number; postgres: number }> {
  const home = join(dataDir, 'postgres');
  const [holder, file] = await Promise.all([lockHolder(home), readPidFile(join(home, 'data'))]);
  return { host: holder?.pid ?? Number.NaN, postgres: file?.pid ?? Number.NaN };
}

test('given nothing, then two databases whose roles can do nothing outside them, and an event store', async () => {
  await using folder = await temporaryFolder();
  await using embedded = await start(join(folder.path, 'new'));
  await put(embedded);
  expect(await kept(embedded)).toEqual(both);
  const rights = `select current_user as name, rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls as more
    from pg_roles where rolname = current_user`;
  const roles = { keyledger: embedded.databaseUrl, keyledger_owner: embedded.databaseOwnerUrl };
  for (const [name, roleUrl] of Object.entries(roles)) {
    expect(await query(roleUrl, rights)).toEqual([{ name, more: false }]);
    for (const other of ['keyledger_events', 'postgres', 'template1']) {
      const url = new URL(roleUrl ?? '');
      url.pathname = `/${other}`;
      await expect(query(url.href, 'select')).rejects.toThrow('permission denied for database');
    }
  }
  await expect(query(embedded.databaseUrl, 'drop table kept')).rejects.toThrow('must be owner of table kept');
});

test('given a folder in which one role owns everything, as earlier versions left it, then it gets an owner, and the data are there', async () => {
  await using folder = await temporaryFolder();
  const passwords = { password: 'user', eventStorePassword: 'events' };
  await writeFile(join(folder.path, 'embedded.json'), JSON.stringify(passwords));
  const postgres = await startPostgres({ dataDir: folder.path, log: () => undefined });
  try {
    const admin = postgres.url('postgres');
    await query(admin, `create role keyledger login password 'user'`);
    await query(admin, 'create database keyledger owner keyledger');
    await query(admin, 'revoke all on database keyledger, postgres, template1 from public');
    const url = `postgres://keyledger:user@127.0.0.1:${postgres.port}/keyledger`;
    await query(url, 'create table kept as select 1 as n');
  } finally {
    await postgres.stop();
  }
  for (let starts = 0; starts < 2; starts += 1) {
    await using embedded = await start(folder.path);
    expect(await query(embedded.databaseUrl, 'select n from kept')).toEqual([{ n: 1 }]);
    await query(embedded.databaseUrl, 'update kept set n = 1');
    await expect(query(embedded.databaseUrl, 'drop table kept')).rejects.toThrow('must be owner');
    await query(embedded.databaseOwnerUrl, 'alter table kept add column if not exists more text');
  }
});

test('given a second start, then the data are there, under the same URLs', async () => {
  await using folder = await temporaryFolder();
  await using first = await start(folder.path);
  await put(first);
  await first.stop();
  await using second = await start(folder.path);
  expect(await kept(second)).toEqual(both);
  const urls = ({ databaseUrl, databaseOwnerUrl, eventStoreUrl }: Urls) => [
    databaseUrl,
    databaseOwnerUrl,
    eventStoreUrl,
  ];
  expect(urls(second)).toEqual(urls(first));
});

test('given a stop, then no process is left, and files with passwords are private', async () => {
  await using folder = await temporaryFolder();
  await using embedded = await start(folder.path);
  const { host, postgres } = await pids(folder.path);
  for (const file of ['embedded.json', 'running.json']) {
    expect((await stat(join(folder.path, file))).mode & 0o777).toBe(0o600);
  }
  await embedded.stop();
  expect(await Promise.all([processName(host), processName(postgres)])).toEqual([undefined, undefined]);
  expect(await readdir(folder.path)).not.toContain('running.json');
});

test('given a running one, then a second is refused, and one that attaches gets its stores and leaves them running', async () => {
  await using folder = await temporaryFolder();
  await using owner = await start(folder.path);
  await put(owner);
  await expect(start(folder.path)).rejects.toThrow(FolderInUse);
  const guest = await start(folder.path, { attach: true });
  expect(await kept(guest)).toEqual(both);
  await guest.stop();
  expect(await kept(owner)).toEqual(both);
});

test('given one that is just starting, then who attaches waits for it', async () => {
  await using folder = await temporaryFolder();
  const starting = start(folder.path);
  await eventually('the lock is taken', async () => (await lockHolder(folder.path)) !== undefined);
  const guest = await start(folder.path, { attach: true });
  await using owner = await starting;
  expect(guest.databaseUrl).toBe(owner.databaseUrl);
});

test('given none that runs, then who attaches starts its own, and stops it', async () => {
  await using folder = await temporaryFolder();
  const alone = await start(folder.path, { attach: true });
  await put(alone);
  await alone.stop();
  expect(await answers(alone)).toBe(false);
});

test('given an event store only, then there is no database for read models', async () => {
  await using folder = await temporaryFolder();
  await using embedded = await start(folder.path, { postgres: false });
  expect(embedded.databaseUrl).toBeUndefined();
  expect(embedded.eventStoreUrl).toMatch(/^esdb:\/\/127\.0\.0\.1:\d+/);
});

test('given nothing to embed, then nothing is started', async () => {
  await using folder = await temporaryFolder();
  await using embedded = await start(folder.path, { postgres: false, eventStore: false });
  expect([embedded.databaseUrl, embedded.eventStoreUrl]).toEqual([undefined, undefined]);
  expect(await readdir(folder.path)).toEqual([]);
});

test.each(['host', 'postgres'] as const)(
  'given a %s that was killed, then both are started again under the same URLs, with what was acknowledged',
  async (victim) => {
    await using folder = await temporaryFolder();
    const said: string[] = [];
    await using embedded = await start(folder.path, { log: (message) => said.push(message) });
    await put(embedded);
    const before = await pids(folder.path);
    process.kill(before[victim], 'SIGKILL');
    await eventually(
      'the log tells of the end and of the new start',
      () => said.join().includes('ended unexpectedly') && said.join().includes('run again'),
    );
    expect(await kept(embedded)).toEqual(both);
    expect((await pids(folder.path))[victim]).not.toBe(before[victim]);
  },
);

test('given a parent that was killed, then its stores end by themselves', async () => {
  await using folder = await temporaryFolder();
  await using child = await startOwner(folder.path);
  const { host, postgres } = await pids(folder.path);
  expect(await processName(host)).toBeDefined();
  await child.kill('SIGKILL');
  await eventually('both are gone', async () => {
    const left = await Promise.all([processName(host), processName(postgres)]);
    return left.every((name) => name === undefined);
  });
});

test('given a parent that was killed, then a start at once has what was acknowledged', async () => {
  await using folder = await temporaryFolder();
  await using child = await startOwner(folder.path);
  await put(child.said as Urls);
  await child.kill('SIGKILL');
  await using next = await start(folder.path);
  expect(await kept(next)).toEqual(both);
});

test('given Ctrl-C, which reaches every process of the terminal, then the stores wait for their owner', async () => {
  await using folder = await temporaryFolder();
  await using embedded = await start(folder.path);
  await put(embedded);
  const { host } = await pids(folder.path);
  process.kill(host, 'SIGINT');
  expect(await kept(embedded)).toEqual(both);
  // Neither is in this process's group, to which a terminal sends.
  const groups = await Promise.all(Object.values(await pids(folder.path)).map(group));
  expect(groups).not.toContain(await group(process.pid));
});

/** proc(5): field 5 is the process group. */
async function group(pid: number): Promise<string | undefined> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8');
  return line.slice(line.lastIndexOf(')') + 2).split(' ')[2];
}

async function startOwner(dataDir: string): ReturnType<typeof startChild> {
  return startChild(`
    import { startEmbedded } from '${built('embedded/embedded.js')}';
    const options = { dataDir: '${dataDir}', postgres: true, eventStore: true, log: () => {} };
    console.log(JSON.stringify(await startEmbedded(options)));
  `);
}
