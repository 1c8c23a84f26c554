import { chmod, chown, cp, mkdir, readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { canReach } from '../../src/embedded/account.ts';
import { startPostgres, type EmbeddedPostgres } from '../../src/embedded/postgres.ts';
import { built, startChild } from '../support/child.ts';
import { temporaryFolder } from '../support/folder.ts';

/** Which user runs the server, and what it remembers, asked of the server itself. */
async function remembers(url: string, word?: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('create table if not exists word (w text)');
    if (word !== undefined) await client.query('insert into word values ($1)', [word]);
    return (await client.query<{ w: string }>('select w from word')).rows.map(({ w }) => w);
  } finally {
    await client.end();
  }
}

const nobody = { uid: 65_534, gid: 65_534 };

/** A process of another user's can only run a build that this user can read. */
const buildIsOpen = await canReach(nobody, fileURLToPath(built('embedded/postgres.js')), 'read');
const notOpen = 'this clone is inside a folder that other users cannot enter';
const log = (): void => undefined;

describe.runIf(process.getuid?.() === 0)('started as root', () => {
  let outside: string | undefined;
  afterEach(async () => {
    if (outside !== undefined) await rm(outside, { recursive: true, force: true });
    outside = undefined;
  });

  test('given a folder that others pass through, then the data are in DATA_DIR and belong to another user', async () => {
    await using folder = await temporaryFolder(0o711);
    const postgres = await startPostgres({ dataDir: folder.path, log });
    await postgres.stop();
    expect(postgres.folder).toBe(join(folder.path, 'postgres'));
    expect((await stat(postgres.folder)).uid).not.toBe(0);
  });

  test('given a clone inside a folder with mode 700, then the data are outside, and a second start finds them', async () => {
    await using folder = await temporaryFolder(0o700);
    const dataDir = join(folder.path, 'clone', '.keyledger');
    const said: string[] = [];
    const first = await startPostgres({ dataDir, log: (message) => said.push(message) });
    outside = first.folder;
    expect(said.join()).toContain(first.folder);
    expect(first.folder.startsWith(folder.path)).toBe(false);
    expect((await stat(first.folder)).mode & 0o777).toBe(0o700);
    expect(await readFile(join(first.folder, 'belongs-to'), 'utf8')).toBe(`${dataDir}\n`);
    expect(await readdir(dataDir)).toEqual(['postgres.location']);
    await remembers(first.url('postgres'), 'kept');
    await first.stop();
    const second = await startPostgres({ dataDir, log });
    try {
      expect(await remembers(second.url('postgres'))).toEqual(['kept']);
    } finally {
      await second.stop();
    }
  });

  test('given a copy of such a clone, then it does not take over the data of the original', async () => {
    await using folder = await temporaryFolder(0o700);
    const dataDir = join(folder.path, 'original');
    const postgres = await startPostgres({ dataDir, log });
    outside = postgres.folder;
    await postgres.stop();
    await cp(dataDir, join(folder.path, 'copy'), { recursive: true });
    await expect(startPostgres({ dataDir: join(folder.path, 'copy'), log })).rejects.toThrow(
      `belong to ${dataDir}`,
    );
    await rm(dataDir, { recursive: true });
    const moved = await startPostgres({ dataDir: join(folder.path, 'copy'), log });
    await moved.stop();
  });

  test('given a DATA_DIR that was removed, then a fresh start tells where its data still are', async () => {
    await using folder = await temporaryFolder(0o700);
    const dataDir = join(folder.path, 'data');
    const first = await startPostgres({ dataDir, log });
    await first.stop();
    await rm(dataDir, { recursive: true });
    const said: string[] = [];
    const second = await startPostgres({ dataDir, log: (message) => said.push(message) });
    outside = second.folder;
    await second.stop();
    expect(second.folder).not.toBe(first.folder);
    expect(said.join()).toContain(`${first.folder} holds what an earlier ${dataDir} had`);
    await rm(first.folder, { recursive: true });
  });

  test('given data outside that are gone, then it says so and does not start empty', async () => {
    await using folder = await temporaryFolder(0o700);
    const postgres = await startPostgres({ dataDir: folder.path, log });
    await postgres.stop();
    await rm(postgres.folder, { recursive: true });
    await expect(startPostgres({ dataDir: folder.path, log })).rejects.toThrow(
      `in ${postgres.folder}, which is gone`,
    );
  });

  test('given data that a user made, then root starts them as that user', async ({ skip }) => {
    skip(!buildIsOpen, notOpen);
    await using folder = await temporaryFolder();
    await chown(folder.path, nobody.uid, nobody.gid);
    {
      await using child = await startedAs(nobody, folder.path);
      await remembers(child.url, 'kept');
      await child.kill('SIGTERM');
    }
    const postgres = await startPostgres({ dataDir: folder.path, log });
    try {
      expect(await remembers(postgres.url('postgres'))).toEqual(['kept']);
      expect((await stat(join(postgres.folder, 'data', 'postmaster.pid'))).uid).toBe(nobody.uid);
    } finally {
      await postgres.stop();
    }
  });

  test('given a DATA_DIR of root, then another user is told so', async ({ skip }) => {
    skip(!buildIsOpen, notOpen);
    await using folder = await temporaryFolder(0o755);
    await expect(startedAs(nobody, folder.path)).rejects.toThrow(
      'belongs to the user 0, and this is 65534. Set DATA_DIR to a folder of your own',
    );
  });

  test('given data of root, then another user is told whose they are', async ({ skip }) => {
    skip(!buildIsOpen, notOpen);
    await using folder = await temporaryFolder(0o777);
    const postgres: EmbeddedPostgres = await startPostgres({ dataDir: folder.path, log });
    await postgres.stop();
    await expect(startedAs(nobody, folder.path)).rejects.toThrow(/belongs to the user \d+/);
  });
});

describe.runIf(process.getuid?.() === 0)('started as another user', () => {
  test('then everything is in DATA_DIR, closed to others, and belongs to that user', async ({ skip }) => {
    skip(!buildIsOpen, notOpen);
    await using folder = await temporaryFolder(0o755);
    const dataDir = join(folder.path, 'home', 'data');
    await mkdir(join(folder.path, 'home'));
    await chown(join(folder.path, 'home'), nobody.uid, nobody.gid);
    await chmod(join(folder.path, 'home'), 0o700);
    await using child = await startedAs(nobody, dataDir);
    expect(await remembers(child.url, 'kept')).toEqual(['kept']);
    expect(await readdir(dataDir)).toEqual(['postgres']);
    const { mode, uid } = await stat(join(dataDir, 'postgres'));
    expect([mode & 0o777, uid]).toEqual([0o700, nobody.uid]);
    await child.kill('SIGTERM');
  });
});

type StartedAs = { url: string; kill(signal: NodeJS.Signals): Promise<void> } & AsyncDisposable;

/** A process of that user, which stops its Postgres on SIGTERM. */
async function startedAs(account: { uid: number; gid: number }, dataDir: string): Promise<StartedAs> {
  const child = await startChild(
    `
      import { startPostgres } from '${built('embedded/postgres.js')}';
      const postgres = await startPostgres({ dataDir: '${dataDir}', log: () => {} });
      process.on('SIGTERM', () => postgres.stop());
      console.log(JSON.stringify(postgres.url('postgres')));
    `,
    account,
  );
  return { ...child, url: child.said as string };
}
