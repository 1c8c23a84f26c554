/** The database cluster in a home: made once by initdb, with a superuser whose password nobody chose. */
import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chown, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { program, type Binaries } from './binaries.ts';
import { EmbeddedPostgresFailed, errorCode, wayOut } from './errors.ts';
import type { Home } from './home.ts';
import { syncFolders } from './syncFolders.ts';

/** Makes the cluster unless there is one that these programs can read. Returns the superuser's password. */
export async function initialise(options: {
  readonly binaries: Binaries;
  readonly home: Home;
  readonly log: (message: string) => void;
}): Promise<string> {
  const { binaries, home, log } = options;
  const data = join(home.folder, 'data');
  const passwordFile = join(home.folder, 'password');
  const version = await content(join(data, 'PG_VERSION'));
  if (version !== undefined && version !== binaries.major) {
    throw new EmbeddedPostgresFailed(
      `${data} was made by PostgreSQL ${version}, and this is PostgreSQL ${binaries.major}, which cannot read it. Dump its databases with the Keyledger that made it, or set DATA_DIR to another folder to start with an empty one. ${wayOut}`,
    );
  }
  if (version === undefined) {
    log('Creating the embedded Postgres …');
    await writeFile(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
    if (home.account !== undefined) await chown(passwordFile, home.account.uid, home.account.gid);
    // Renamed when it is whole, so that a start that was cut short leaves nothing that looks like a cluster; and under a
    // name of its own, since the initdb of a killed start may still be writing.
    await removeDrafts(home.folder);
    const draft = join(home.folder, `${draftPrefix}${randomUUID()}`);
    await initdb(binaries, home, draft, passwordFile);
    await rename(draft, data);
    // From here on the cluster keeps what is acknowledged: its name must survive a power failure too.
    await syncFolders(home.folder, dirname(home.folder));
  }
  const password = await content(passwordFile);
  if (password === undefined) throw new EmbeddedPostgresFailed(`${passwordFile} is missing. ${wayOut}`);
  return password;
}

async function initdb(binaries: Binaries, home: Home, data: string, passwordFile: string): Promise<void> {
  const child = spawn(
    program(binaries, 'initdb'),
    [
      `--pgdata=${data}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
    ],
    {
      ...home.account,
      cwd: '/',
      env: { LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'ignore', 'pipe'],
      windowsHide: true,
    },
  );
  const complaint = text(child.stderr);
  const [code] = (await once(child, 'close').catch((error: unknown) => {
    throw new EmbeddedPostgresFailed(`initdb cannot run (${errorCode(error) ?? String(error)}). ${wayOut}`);
  })) as [number | null];
  if (code !== 0) throw new EmbeddedPostgresFailed(`initdb says: ${(await complaint).trim()}\n${wayOut}`);
}

const draftPrefix = 'data.new-';

async function removeDrafts(folder: string): Promise<void> {
  const drafts = (await readdir(folder)).filter((name) => name.startsWith(draftPrefix));
  // What cannot be removed now, because somebody writes there, goes with a later start that makes a cluster, or does no harm.
  await Promise.allSettled(drafts.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

async function content(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
