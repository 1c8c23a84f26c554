/** What the system knows of the processes of a service, and what its metrics tell of them. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'vitest';

/** The API processes that this one has started and that live, by id. */
export async function apiProcessesOf(primary: number): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,stat=,args=']);
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, stat = ''] = /^ *(\d+) +(\d+) +(\S+) .*main\.js api$/.exec(line) ?? [];
    return Number(parent) === primary && !stat.startsWith('Z') ? [Number(pid)] : [];
  });
}

/** Whether a process lives. */
export function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** What a metric says, by the process that says it; of several samples of one process, their sum. */
export async function told(url: string, metric: string): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(`${url}/metrics`);
  expect(response.status).toBe(200);
  const values = new Map<string, number>();
  for (const line of (await response.text()).split('\n')) {
    const [, name, process = '', value] = /^(\w+)\{process="(\w+)".*\} (\S+)$/.exec(line) ?? [];
    if (name === metric) values.set(process, (values.get(process) ?? 0) + Number(value));
  }
  return values;
}
