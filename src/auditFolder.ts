/**
 * Which folder a process keeps its audit journal in: `DATA_DIR/audit/<node>`, where a node is the host's name and a random
 * part. A process takes over what an earlier one of its host left behind, so that restarts do not add up; two that run at once
 * never share one.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { openDataDir } from './embedded/dataDir.ts';
import { errorCode } from './embedded/errors.ts';
import { acquireLock, FolderInUse } from './embedded/lock.ts';
import { syncFolders } from './embedded/syncFolders.ts';

export interface AuditFolder {
  /** The last part of the folder's name and of the name of the stream that it is shipped to. */
  readonly node: string;
  readonly folder: string;
}

export interface ClaimedFolder extends AuditFolder {
  /** Lets another process have it. A process that is killed lets go by itself. */
  readonly release: () => Promise<void>;
}

/**
 * Takes a folder of this host that no living process holds, or makes one. Folders of other hosts are left alone: their
 * processes cannot be seen from here (containers that share a volume). Throws when this user cannot write to `dataDir`.
 */
export async function claimAuditFolder(dataDir: string, host = hostname()): Promise<ClaimedFolder> {
  await openDataDir(dataDir);
  // A folder that may be written and not be read cannot be synced.
  await syncFolders(dirname(resolve(dataDir))).catch(unless('EACCES'));
  const root = auditRoot(dataDir);
  await makeDurably(root);
  const prefix = `${cleaned(host)}.`;
  const left = (await auditFolders(dataDir)).filter(({ node }) => node.startsWith(prefix));
  for (const found of left) {
    const claimed = await claim(found);
    if (claimed !== undefined) return claimed;
  }
  for (;;) {
    const node = prefix + randomBytes(8).toString('hex');
    const folder = join(root, node);
    await makeDurably(folder);
    // Another process that starts at this moment may have found it before its lock was there.
    const claimed = await claim({ node, folder });
    if (claimed !== undefined) return claimed;
  }
}

/** The folders of all nodes that ever kept a journal here, of this host and others, by name. */
export async function auditFolders(dataDir: string): Promise<readonly AuditFolder[]> {
  const root = auditRoot(dataDir);
  const entries = await readdir(root, { withFileTypes: true }).catch(unless('ENOENT'));
  return (entries ?? [])
    .filter((entry) => entry.isDirectory() && nodeName.test(entry.name))
    .map(({ name }) => ({ node: name, folder: join(root, name) }))
    .toSorted((a, b) => (a.node < b.node ? -1 : 1));
}

const nodeName = /^[A-Za-z0-9-]{1,40}\.[0-9a-f]{16}$/;
const auditRoot = (dataDir: string): string => join(dataDir, 'audit');

/** A host may be called anything; the name stands in folders and streams. */
function cleaned(host: string): string {
  return host.replaceAll(/[^A-Za-z0-9-]+/g, '-').slice(0, 40) || 'host';
}

async function claim(found: AuditFolder): Promise<ClaimedFolder | undefined> {
  try {
    const lock = await acquireLock(found.folder);
    return { ...found, release: () => lock.release() };
  } catch (error) {
    if (error instanceof FolderInUse) return undefined;
    throw error;
  }
}

/** A folder for this user alone, whose name survives a power cut. */
async function makeDurably(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await syncFolders(dirname(folder));
}

function unless(code: string): (error: unknown) => undefined {
  return (error) => {
    if (errorCode(error) !== code) throw error;
  };
}
