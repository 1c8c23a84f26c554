import { spawn } from 'node:child_process';
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { FolderInUse } from '../../src/embedded/lock.ts';
import { startPostgres, type EmbeddedPostgres, type PostgresOptions } from '../../src/embedded/postgres.ts';
import { readPidFile } from '../../src/embedded/postmaster.ts';
import { processName } from '../../src/embedded/processes.ts';
import { built, startChild } from '../support/child.ts';
import { eventually } from '../support/condition.ts';
import { temporaryFolder } from '../support/folder.ts';

/** Stopped at the end of its scope, whatever became of it. */
async function start(
  dataDir: string,
  options: Partial<PostgresOptions> = {},
): Promise<EmbeddedPostgres & AsyncDisposable> {
  const postgres = await startPostgres({ dataDir, log: () => undefined, ...options });
  return { ...postgres, [Symbol.asyncDispose]: () => postgres.stop() };
}

async function query(postgres: { url(database: string): string }, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: postgres.url('postgres') });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

async function serverPid(postgres: EmbeddedPostgres): Promise<number> {
  return (await readPidFile(join(postgres.folder, 'data')))?.pid ?? Number.NaN;
}

test('given a first start, then it is a durable server on loopback, behind a password in a private file', async () => {
  await using folder = await temporaryFolder();
  await using postgres = await start(join(folder.path, 'made', 'when', 'missing'));
  const settings = `select name, setting from pg_settings where name in
    ('fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses', 'unix_socket_directories') order by name`;
  expect(await query(postgres, settings)).toEqual([
    { name: 'fsync', setting: 'on' },
    { name: 'full_page_writes', setting: 'on' },
    { name: 'listen_addresses', setting: '127.0.0.1' },
    { name: 'synchronous_commit', setting: 'on' },
    { name: 'unix_socket_directories', setting: '' },
  ]);
  expect((await stat(postgres.folder)).mode & 0o777).toBe(0o700);
  expect((await stat(join(postgres.folder, 'password'))).mode & 0o777).toBe(0o600);
  const wrong = new URL(postgres.url('postgres'));
  wrong.password = 'guessed';
  await expect(query({ url: () => wrong.href }, 'select')).rejects.toThrow('password authentication failed');
});

test('given a second start, then the data are there, at the port asked for', async () => {
  await using folder = await temporaryFolder();
  await using first = await start(folder.path);
  await query(first, 'create table kept as select 1 as n');
  await first.stop();
  await using second = await start(folder.path, { port: first.port });
  expect(second.port).toBe(first.port);
  expect(await query(second, 'select n from kept')).toEqual([{ n: 1 }]);
});

test('given a running one, then a second start on the same folder is refused and names its process', async () => {
  await using folder = await temporaryFolder();
  await using first = await start(folder.path);
  const second = startPostgres({ dataDir: folder.path, log: () => undefined });
  await expect(second).rejects.toThrow(FolderInUse);
  await expect(second).rejects.toThrow(`in use by the process ${process.pid}`);
  expect(await query(first, 'select 1 as n')).toEqual([{ n: 1 }]);
});

test('given a server that was killed, then `gone` tells, and the next start has what was committed', async () => {
  await using folder = await temporaryFolder();
  await using first = await start(folder.path);
  await query(first, 'create table kept as select 1 as n');
  process.kill(await serverPid(first), 'SIGKILL');
  await first.gone;
  await first.stop();
  await using second = await start(folder.path);
  expect(await query(second, 'select n from kept')).toEqual([{ n: 1 }]);
});

test('given an owner that was killed, then the next start takes over from the server it left', async () => {
  await using folder = await temporaryFolder();
  const child = await startChild(`
    import { startPostgres } from '${built('embedded/postgres.js')}';
    const postgres = await startPostgres({ dataDir: '${folder.path}', log: () => {} });
    console.log(JSON.stringify({ url: postgres.url('postgres') }));
  `);
  const { url } = child.said as { url: string };
  await query({ url: () => url }, 'create table kept as select 1 as n');
  await child.kill('SIGKILL');
  // It lives on, and somebody is in the middle of something.
  const session = new Client({ connectionString: url });
  session.on('error', () => undefined);
  await session.connect();
  const said: string[] = [];
  await using second = await start(folder.path, { log: (message) => said.push(message) });
  expect(said.join()).toContain('that an earlier run left behind');
  expect(await query(second, 'select n from kept')).toEqual([{ n: 1 }]);
  await expect(session.query('select 1')).rejects.toThrow();
});

test('given a postmaster.pid whose pid is another program now, then that program lives on and Postgres starts', async () => {
  await using folder = await temporaryFolder();
  await using first = await start(folder.path);
  const pidFile = join(first.folder, 'data', 'postmaster.pid');
  const lines = (await readFile(pidFile, 'utf8')).split('\n');
  await first.stop();
  await using bystander = await startChild(
    'console.log(1); setInterval(() => {}, 1000)',
    await ownerOf(first.folder),
  );
  await writeFile(pidFile, [bystander.process.pid, ...lines.slice(1)].join('\n'));
  await using second = await start(folder.path);
  expect(await query(second, 'select 1 as n')).toEqual([{ n: 1 }]);
  expect(await processName(bystander.process.pid ?? 0)).toBeDefined();
});

/** Postgres takes another user's pid for no server at once: only its own user's shows that we looked closer. */
async function ownerOf(path: string): Promise<{ uid?: number; gid?: number }> {
  const { uid, gid } = await stat(path);
  return process.getuid?.() === 0 ? { uid, gid } : {};
}

test('given a postmaster.pid whose process died and was never reaped, then Postgres starts', async () => {
  await using folder = await temporaryFolder();
  await using first = await start(folder.path);
  const pidFile = join(first.folder, 'data', 'postmaster.pid');
  const lines = (await readFile(pidFile, 'utf8')).split('\n');
  await first.stop();
  // A shell that becomes \`sleep\` never waits for the child that it had: the child stays a zombie.
  const shell = spawn('sh', ['-c', 'true & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void shell.kill('SIGKILL'));
  const [zombie] = (await once(shell.stdout, 'data')) as [Buffer];
  await writeFile(pidFile, [zombie.toString().trim(), ...lines.slice(1)].join('\n'), { mode: 0o600 });
  await using second = await start(folder.path);
  expect(await query(second, 'select 1 as n')).toEqual([{ n: 1 }]);
});

test('given a taken port, then it takes another one, or says so when it must not', async () => {
  await using folder = await temporaryFolder();
  const squatter = createServer().listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  onTestFinished(() => void squatter.close());
  const { port } = squatter.address() as { port: number };
  await expect(start(folder.path, { port, exactPort: true })).rejects.toThrow('Address already in use');
  await using postgres = await start(folder.path, { port });
  expect(postgres.port).not.toBe(port);
  expect(await query(postgres, 'select 1 as n')).toEqual([{ n: 1 }]);
});

test('given data of another major version, then it says which is which and touches nothing', async () => {
  await using folder = await temporaryFolder();
  await using first = await start(folder.path);
  await first.stop();
  const file = join(first.folder, 'data', 'PG_VERSION');
  const version = await readFile(file, 'utf8');
  await writeFile(file, '12\n');
  await expect(start(folder.path)).rejects.toThrow(/made by PostgreSQL 12, and this is PostgreSQL \d+/);
  await writeFile(file, version);
  await using again = await start(folder.path);
  expect(await query(again, 'select 1 as n')).toEqual([{ n: 1 }]);
});

test('given a start that was killed while it made the cluster, then the next one makes it anew', async () => {
  await using folder = await temporaryFolder();
  await using child = await startChild(`
    import { startPostgres } from '${built('embedded/postgres.js')}';
    const log = (message) => message.startsWith('Creating') && console.log(JSON.stringify(message));
    await startPostgres({ dataDir: '${folder.path}', log });
  `);
  // Its initdb goes on without it, for as long as that takes.
  await eventually('the cluster has begun', async () => (await drafts(folder.path)).length > 0);
  await child.kill('SIGKILL');
  expect(await drafts(folder.path)).toHaveLength(1);
  await using postgres = await start(folder.path);
  expect(await query(postgres, 'select 1 as n')).toEqual([{ n: 1 }]);
});

async function drafts(dataDir: string): Promise<readonly string[]> {
  const names = await readdir(join(dataDir, 'postgres')).catch(() => []);
  return names.filter((name) => name.startsWith('data.new'));
}

test('given a statement that fails, then nothing that it carried is in the log', async () => {
  await using folder = await temporaryFolder();
  await using postgres = await start(folder.path);
  await query(postgres, "create table once (word text primary key); insert into once values ('s3cret')");
  await expect(query(postgres, "insert into once values ('s3cret')")).rejects.toThrow('duplicate key');
  await expect(query(postgres, "select 's3cret'::int")).rejects.toThrow('invalid input syntax');
  const log = await readFile(join(postgres.folder, 'postgres.log'), 'utf8');
  expect(log).toContain('ready to accept connections');
  expect(log).not.toContain('s3cret');
});
