/**
 * Which process is it? A pid alone is not an answer: after a crash or a reboot another process may carry it.
 * A process is therefore named by its pid and the moment it started, as the kernel tells it.
 */
import { execFile } from 'node:child_process';
import { readFile, readdir, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface ProcessName {
  readonly pid: number;
  /** Opaque; equal for the same process only. Null where the platform does not tell. */
  readonly started: string | null;
}

/** The name of the living process with this pid; undefined when there is none (a zombie is none). */
export async function processName(pid: number): Promise<ProcessName | undefined> {
  if (!canBeSignalled(pid)) return undefined;
  if (process.platform === 'linux') {
    const started = await linuxStart(pid);
    return started === undefined ? undefined : { pid, started };
  }
  if (process.platform === 'win32') return { pid, started: null };
  const started = await ps(pid, 'lstart=');
  return started === '' ? undefined : { pid, started };
}

/** Whether that very process still runs. */
export async function isRunning(name: ProcessName): Promise<boolean> {
  const now = await processName(name.pid);
  return now !== undefined && now.started === name.started;
}

/**
 * The processes with this program's name that work in `folder` (a real path): how a Postgres of one data folder
 * is told from every other process. `candidate` is asked for where the platform cannot list them.
 */
export async function processesIn(
  folder: string,
  program: string,
  candidate: number,
): Promise<readonly number[]> {
  if (process.platform === 'linux') {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const found = await Promise.all(pids.map((pid) => worksIn(pid, folder, program)));
    return pids.filter((_, i) => found[i]).map(Number);
  }
  if ((await processName(candidate)) === undefined) return [];
  if (process.platform === 'win32')
    return (await imageName(candidate)) === `${program}.exe` ? [candidate] : [];
  const command = await ps(candidate, 'command=');
  return command.includes(program) && command.includes(folder) ? [candidate] : [];
}

function canBeSignalled(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** proc(5): field 3 is the state, field 22 the start in clock ticks since boot; field 2 may hold blanks and brackets. */
async function linuxStart(pid: number): Promise<string | undefined> {
  try {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    ]);
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : `${boot.trim()}/${fields[19]}`;
  } catch {
    return undefined;
  }
}

async function worksIn(pid: string, folder: string, program: string): Promise<boolean> {
  try {
    const [cwd, comm] = await Promise.all([
      readlink(`/proc/${pid}/cwd`),
      readFile(`/proc/${pid}/comm`, 'utf8'),
    ]);
    return cwd === folder && comm.trim() === program;
  } catch {
    // Gone meanwhile, or another user's, whose files ours cannot be.
    return false;
  }
}

/** Windows tells the program of a process, though not its folder. */
async function imageName(pid: number): Promise<string | undefined> {
  const args = ['/fo', 'csv', '/nh', '/fi', `PID eq ${pid}`];
  const { stdout } = await promisify(execFile)('tasklist', args).catch(() => ({ stdout: '' }));
  return /^"([^"]+)"/.exec(stdout)?.[1]?.toLowerCase();
}

async function ps(pid: number, column: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('/bin/ps', ['-ww', '-o', column, '-p', String(pid)]);
    return stdout.trim();
  } catch {
    return '';
  }
}
