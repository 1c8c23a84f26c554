/** The built service as an operator runs it: a process of its own on a data folder of its own. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { vi } from 'vitest';

/** The build's. */
const main = new URL('../../dist/main.js', import.meta.url).pathname;

export interface ServiceProcess {
  readonly url: string;
  /** Also the id of its process group. */
  readonly pid: number;
  /** SIGTERM, and the exit code once it is gone. */
  stop(): Promise<number | null>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** Resolves when the process is gone, however it went. */
  readonly gone: Promise<unknown>;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Where each mode listens, and what has to answer there before it counts as started. */
const starts = {
  all: { port: 'PORT', path: '/readyz' },
  api: { port: 'PORT', path: '/healthz' },
  worker: { port: 'METRICS_PORT', path: '/healthz' },
} as const;

/**
 * Starts `node dist/main.js`, or another program, and resolves when it has started. Fails with what it said when it ends
 * before.
 */
export async function startServiceProcess(
  settings: Readonly<Record<string, string>>,
  mode: keyof typeof starts = 'all',
  program = main,
): Promise<ServiceProcess> {
  const { port: setting, path } = starts[mode];
  const port = settings[setting] ?? String(await freePort());
  const child = spawn(process.execPath, [program, mode], {
    env: { ...environment(), ...settings, [setting]: port },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const gone = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  await vi.waitFor(
    async () => {
      if (child.exitCode !== null) throw new Error(`The service ended with ${child.exitCode}: ${said}`);
      const { status } = await fetch(url + path);
      if (status !== 200) throw new Error(`${path} answers ${status}. ${said}`);
    },
    { timeout: 30_000, interval: 25 },
  );
  return {
    url,
    pid: child.pid ?? 0,
    gone,
    async stop() {
      child.kill('SIGTERM');
      await gone;
      return child.exitCode;
    },
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Runs a command of the built service to its end. */
export async function runCommand(
  settings: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, [main, ...args], { env: { ...environment(), ...settings } });
}

/** A management token of the installation in this data folder. */
export async function managementToken(dataDir: string, merchant: string, role = 'admin'): Promise<string> {
  const { stdout } = await runCommand({ DATA_DIR: dataDir }, 'token', '--merchant', merchant, '--role', role);
  return stdout.trim();
}

/** What a process needs of this one's environment, and no setting of ours. */
function environment(): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? tmpdir() };
}
