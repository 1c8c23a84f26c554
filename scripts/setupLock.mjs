// One process sets a clone up at a time. The lock is a folder whose time its holder renews; one that was not renewed
// for a while belongs to a holder that was killed.
import { createHash } from 'node:crypto';
import { mkdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './tools.mjs';

const renewEveryMs = 1_000;
const staleAfterMs = 15_000;
const giveUpAfterMs = 5_000;

/**
 * Runs the work when no other process sets up the clone in this folder.
 * @template T
 * @param {string} folder
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withSetupLock(folder, work) {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  // Not in the clone: git would see it there, and npm ci empties node_modules.
  const lock = join(tmpdir(), `keyledger-setup-${process.getuid?.() ?? 'user'}-${name}`);
  await acquire(lock);
  const renewal = setInterval(() => {
    utimes(lock, new Date(), new Date()).catch(() => undefined);
  }, renewEveryMs);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    await rm(lock, { recursive: true, force: true });
  }
}

/** @param {string} lock */
async function acquire(lock) {
  let told = false;
  /** @type {number | undefined} */
  let giveUpAt;
  for (;;) {
    try {
      await mkdir(lock);
      return;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    if (await isStale(lock)) {
      const obstacle = await discard(lock);
      if (obstacle === undefined) continue;
      giveUpAt ??= Date.now() + giveUpAfterMs;
      if (Date.now() > giveUpAt) {
        throw new Error(
          `${lock} is left from a start that was killed, and cannot be removed (${obstacle}). Remove it.`,
        );
      }
    }
    if (!told) {
      console.error(
        giveUpAt === undefined
          ? 'Waiting for another start that is setting this folder up …'
          : `Trying to remove ${lock}, which is left from a start that was killed …`,
      );
    }
    told = true;
    await sleep(100);
  }
}

/** @param {string} lock */
async function isStale(lock) {
  const age = await stat(lock).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
  return age > staleAfterMs;
}

/**
 * Moved aside before it is removed: of two that find it stale, one must not remove the other's new lock. Resolves to what
 * keeps it there, and to undefined when it is gone, also by somebody quicker.
 * @param {string} lock
 */
async function discard(lock) {
  const aside = `${lock}-${process.pid}`;
  try {
    await rename(lock, aside);
    if (!(await isStale(aside))) await rename(aside, lock);
    await rm(aside, { recursive: true, force: true });
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? undefined : String(errorCode(error) ?? error);
  }
  return undefined;
}
