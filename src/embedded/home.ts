/**
 * Where the embedded Postgres keeps its data, and who owns it.
 *
 * `DATA_DIR/postgres`, owned by whoever started it. Started as root the server is another user, which may not be able
 * to reach DATA_DIR (a clone in root's home): the data then lie below /var/lib/keyledger, and DATA_DIR holds a file
 * that says where.
 */
import { chmod, chown, mkdir, mkdtemp, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canReach, isRoot, serverAccount, type Account } from './account.ts';
import { EmbeddedPostgresFailed, errorCode, wayOut } from './errors.ts';
import { syncFolders } from './syncFolders.ts';

export interface Home {
  /** Mode 700, holds `data`, `password`, `postgres.log` and the lock. */
  readonly folder: string;
  /** As whom the server runs; undefined: as this process. */
  readonly account: Account | undefined;
  /** A folder that the account reaches, for a copy of the programs. */
  readonly copies: () => Promise<string>;
}

const pointer = 'postgres.location';
/** Names the DATA_DIR that points here. */
const belongsTo = 'belongs-to';
const systemFolder = '/var/lib/keyledger';

/** The home of this existing data directory, made when it is missing. */
export async function postgresHome(dataDir: string, log: (message: string) => void): Promise<Home> {
  const local = join(dataDir, 'postgres');
  const elsewhere = await readFile(join(dataDir, pointer), 'utf8').catch(() => undefined);
  const known = elsewhere?.trim() ?? ((await isFolder(local)) ? local : undefined);
  if (known !== undefined) return knownHome(known, dataDir);
  const account = await serverAccount();
  if (account === undefined || (await canReach(account, dataDir, 'enter'))) {
    await mkdir(local, { mode: 0o700 });
    if (account !== undefined) await chown(local, account.uid, account.gid);
    return home(local, account, dataDir);
  }
  const shared = await reachableFolder();
  for (const left of await leftBehind(shared, dataDir)) {
    log(
      `${left} holds what an earlier ${dataDir} had, and nothing uses it: remove it when you need it no longer.`,
    );
  }
  const folder = await mkdtemp(join(shared, 'data-'));
  await writeFile(join(folder, belongsTo), `${dataDir}\n`);
  await chown(folder, account.uid, account.gid);
  await writeFile(join(dataDir, pointer), `${folder}\n`, { mode: 0o600, flush: true });
  await syncFolders(dataDir);
  log(`Postgres runs as uid ${account.uid}, which cannot reach ${dataDir}: its data are in ${folder}.`);
  return home(folder, account, dataDir);
}

/** Removing DATA_DIR does not remove what it pointed to, and nobody but its owner may judge what that is worth. */
async function leftBehind(shared: string, dataDir: string): Promise<readonly string[]> {
  const folders = (await readdir(shared)).map((name) => join(shared, name));
  const owners = await Promise.all(folders.map((folder) => ownerOf(folder)));
  return folders.filter((_, i) => owners[i] === dataDir);
}

async function ownerOf(folder: string): Promise<string | undefined> {
  return readFile(join(folder, belongsTo), 'utf8').then(
    (owner) => owner.trim(),
    () => undefined,
  );
}

/** The server of an existing home runs as the home's owner, so that data made by a user stay usable as root. */
async function knownHome(folder: string, dataDir: string): Promise<Home> {
  if (!(await isFolder(folder))) {
    throw new EmbeddedPostgresFailed(
      `${join(dataDir, pointer)} says that its data are in ${folder}, which is gone. Bring that folder back, or remove the whole of ${dataDir} to start afresh.`,
    );
  }
  const owner = await ownerOf(folder);
  if (owner !== undefined && owner !== dataDir) await adopt(folder, owner, dataDir);
  const { uid, gid } = await stat(folder);
  if (!isRoot()) {
    if (uid === process.getuid?.() || process.platform === 'win32') return home(folder, undefined, dataDir);
    throw new EmbeddedPostgresFailed(
      `${folder} belongs to the user ${uid}. Start it as that user, or set DATA_DIR to a folder of your own.`,
    );
  }
  const account = uid === 0 ? await serverAccount() : { uid, gid };
  if (account === undefined || (await canReach(account, folder, 'enter')))
    return home(folder, account, dataDir);
  throw new EmbeddedPostgresFailed(
    `it runs as the user ${account.uid}, who cannot reach ${folder}: let others enter the folders above it (chmod o+x). ${wayOut}`,
  );
}

/** DATA_DIR was moved, or copied; two copies must not share one Postgres. */
async function adopt(folder: string, owner: string, dataDir: string): Promise<void> {
  const still = await readFile(join(owner, pointer), 'utf8').catch(() => '');
  if (still.trim() === folder) {
    throw new EmbeddedPostgresFailed(
      `${dataDir} is a copy: the data in ${folder} belong to ${owner}. Remove ${dataDir} to start afresh there, or set DATA_DIR to ${owner}.`,
    );
  }
  await writeFile(join(folder, belongsTo), `${dataDir}\n`);
}

function home(folder: string, account: Account | undefined, dataDir: string): Home {
  return { folder, account, copies: async () => (account === undefined ? dataDir : reachableFolder()) };
}

/** A folder of root's that everybody may enter and only root may write. */
async function reachableFolder(): Promise<string> {
  try {
    const created = await mkdir(systemFolder, { recursive: true });
    if (created !== undefined) await chmod(systemFolder, 0o755);
    return systemFolder;
  } catch (error) {
    const reason = `${systemFolder} cannot be made (${errorCode(error) ?? String(error)}). ${wayOut}`;
    throw new EmbeddedPostgresFailed(reason, { cause: error });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
