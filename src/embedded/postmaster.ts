/** A running Postgres server as its data folder and the kernel show it: found, and stopped. */
import { readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './errors.ts';
import { isRunning, processName, processesIn, type ProcessName } from './processes.ts';

/** The lines of postmaster.pid that matter here (PostgreSQL, src/include/utils/pidfile.h: 1 is the pid, 8 the status). */
export interface PidFile {
  readonly pid: number;
  readonly ready: boolean;
}

export async function readPidFile(data: string): Promise<PidFile | undefined> {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 1 ? { pid, ready: lines[7]?.trim() === 'ready' } : undefined;
}

/**
 * Stops the server that a killed predecessor left running on this data folder. The caller holds the folder's lock, so
 * nobody needs that server. A process that merely has the pid of an old postmaster.pid is left alone.
 */
export async function stopStrayServer(data: string, log: (message: string) => void): Promise<void> {
  const file = await readPidFile(data);
  if (file === undefined) return;
  const name = await processName(file.pid);
  const folder = await realpath(data);
  if (name !== undefined && (await processesIn(folder, 'postgres', file.pid)).includes(file.pid)) {
    log(`Stopping the Postgres (pid ${file.pid}) that an earlier run left behind …`);
    await stopServer(name);
    return;
  }
  // Postgres would refuse to start as long as the pid is taken: by another program, or by the dead server itself where
  // nobody reaps orphans (a container without an init). Its own check for sessions of the dead server rests on that
  // file, so they must be gone before the file is.
  while ((await processesIn(folder, 'postgres', file.pid)).length > 0) await sleep(20);
  await rm(join(data, 'postmaster.pid'), { force: true });
}

/** How to ask, and how long to wait before asking harder, milliseconds: fast, immediate, at once. */
const requests = [
  ['SIGINT', 20_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 5_000],
] as const;

/** Resolves when that server is gone. */
export async function stopServer(name: ProcessName): Promise<void> {
  for (const [signal, patience] of requests) {
    if (!(await isRunning(name))) return;
    try {
      process.kill(name.pid, signal);
    } catch (error) {
      if (errorCode(error) === 'ESRCH') return;
      throw error;
    }
    const until = performance.now() + patience;
    while (performance.now() < until) {
      if (!(await isRunning(name))) return;
      await sleep(10);
    }
  }
  throw new Error(`The Postgres server ${name.pid} cannot be stopped.`);
}
