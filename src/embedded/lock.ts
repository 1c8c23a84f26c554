/**
 * One holder for a folder, also after `kill -9`: the lock is a file that names its process.
 *
 * The files are numbered and the highest one counts. Who finds it free (released, or its process gone) creates the
 * next number, which only one can; nobody ever removes the highest. So breaking a dead holder's lock has no race.
 */
import { randomUUID } from 'node:crypto';
import { link, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './errors.ts';
import { isRunning, processName, type ProcessName } from './processes.ts';

export interface Lock {
  release(): Promise<void>;
}

export class FolderInUse extends Error {
  readonly code = 'FOLDER_IN_USE';
  readonly pid: number;

  constructor(folder: string, pid: number) {
    super(
      `${folder} is in use by the process ${pid}. Stop that one first, or set DATA_DIR to another folder for this one.`,
    );
    this.pid = pid;
  }
}

/**
 * Takes the lock of an existing folder. A living holder is waited for `waitMs` (0 by default), then FolderInUse
 * names it.
 */
export async function acquireLock(folder: string, waitMs = 0): Promise<Lock> {
  const self = await processName(process.pid);
  if (self === undefined) throw new Error('This process does not see itself; is /proc mounted?');
  const giveUpAt = performance.now() + waitMs;
  for (;;) {
    const numbers = await lockNumbers(folder);
    const highest = numbers.at(-1) ?? 0;
    const holder = await livingHolder(folder, highest);
    if (holder !== undefined) {
      if (performance.now() >= giveUpAt) throw new FolderInUse(folder, holder.pid);
      await sleep(25);
    } else if (await create(folder, highest + 1, self)) {
      await Promise.all(numbers.map((n) => rm(lockFile(folder, n), { force: true })));
      return { release: () => replace(folder, highest + 1, null) };
    }
  }
}

/** The living process that holds the lock of this folder. */
export async function lockHolder(folder: string): Promise<ProcessName | undefined> {
  return livingHolder(folder, (await lockNumbers(folder)).at(-1) ?? 0);
}

const lockFile = (folder: string, number: number): string => join(folder, `lock.${number}`);

async function lockNumbers(folder: string): Promise<readonly number[]> {
  const names = await readdir(folder);
  return names
    .flatMap((name) => /^lock\.(\d+)$/.exec(name)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b);
}

async function livingHolder(folder: string, number: number): Promise<ProcessName | undefined> {
  try {
    const holder = JSON.parse(await readFile(lockFile(folder, number), 'utf8')) as ProcessName | null;
    return holder !== null && (await isRunning(holder)) ? holder : undefined;
  } catch (error) {
    // Missing, or cut short by a power failure: nobody that still runs.
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** False when another process was quicker. */
async function create(folder: string, number: number, holder: ProcessName): Promise<boolean> {
  const draft = await writeDraft(folder, holder);
  try {
    await link(draft, lockFile(folder, number));
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
  // A slow process may have created a number that others had used, released and removed meanwhile.
  if ((await lockNumbers(folder)).at(-1) === number) return true;
  await rm(lockFile(folder, number), { force: true });
  return false;
}

async function replace(folder: string, number: number, holder: ProcessName | null): Promise<void> {
  await rename(await writeDraft(folder, holder), lockFile(folder, number));
}

async function writeDraft(folder: string, holder: ProcessName | null): Promise<string> {
  const draft = join(folder, `lock.draft.${randomUUID()}`);
  await writeFile(draft, JSON.stringify(holder), { mode: 0o600 });
  return draft;
}
