/** The server process itself: its settings, its log, and the moment when it is ready. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './account.ts';
import { program, type Binaries } from './binaries.ts';
import { EmbeddedPostgresFailed, wayOut } from './errors.ts';
import { readPidFile } from './postmaster.ts';
import { processName, type ProcessName } from './processes.ts';

export interface Launch {
  readonly binaries: Binaries;
  /** Holds `data`; `postgres.log` is written beside it. */
  readonly folder: string;
  readonly account: Account | undefined;
  readonly port?: number;
  readonly exactPort?: boolean;
  readonly dangerouslyWithoutFsync?: boolean;
  readonly log: (message: string) => void;
}

export interface Server {
  readonly name: ProcessName;
  readonly port: number;
  readonly gone: Promise<void>;
}

/** What the server's log says when another try can help. */
const portTaken = 'could not create any TCP/IP sockets';
const predecessorLeaves = 'pre-existing shared memory block';

/**
 * Resolves when the server accepts connections. Takes another port where the one asked for is taken (unless it must
 * be exact) and waits out a killed predecessor's last sessions; throws EmbeddedPostgresFailed with the server's own words.
 */
export async function launchServer(launch: Launch): Promise<Server> {
  const giveUpAt = performance.now() + 10_000;
  for (let port = launch.port ?? (await freePort()); ;) {
    const outcome = await launchOn(port, launch);
    if (typeof outcome !== 'string') return outcome;
    const late = performance.now() > giveUpAt;
    if (outcome.includes(predecessorLeaves) && !late) await sleep(50);
    else if (outcome.includes(portTaken) && launch.exactPort !== true && !late) port = await freePort();
    else throw new EmbeddedPostgresFailed(`${outcome.trim() || 'it ended without a word'}\n${wayOut}`);
  }
}

/** The running server, or what its log said when it ended instead. */
async function launchOn(port: number, launch: Launch): Promise<Server | string> {
  const logFile = join(launch.folder, 'postgres.log');
  await startNewLog(logFile);
  const output = await open(logFile, 'a', 0o600);
  try {
    const { size: before } = await output.stat();
    const child = spawn(program(launch.binaries, 'postgres'), serverArguments(port, launch), {
      ...launch.account,
      cwd: '/',
      env: { LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', output.fd, output.fd],
      // Its own session: Ctrl-C in a terminal reaches whoever owns the server, not the server behind their back.
      detached: true,
      windowsHide: true,
    });
    const gone = once(child, 'exit').then(
      () => undefined,
      (error: unknown) => Promise.reject(new EmbeddedPostgresFailed(`${String(error)}. ${wayOut}`)),
    );
    await Promise.race([once(child, 'spawn'), gone]);
    const name = child.pid === undefined ? undefined : await processName(child.pid);
    if (name === undefined || (await endsBeforeReady(gone, name.pid, launch))) {
      return (await readFile(logFile)).subarray(before).toString();
    }
    return { name, port, gone };
  } finally {
    await output.close();
  }
}

function serverArguments(port: number, launch: Launch): readonly string[] {
  const durable = launch.dangerouslyWithoutFsync === true ? 'off' : 'on';
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    fsync: durable,
    synchronous_commit: durable,
    full_page_writes: durable,
    wal_level: 'minimal',
    max_wal_senders: '0',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Nothing that a statement carries reaches the log; what went wrong with it, whoever sent it is told.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_checkpoints: 'off',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', join(launch.folder, 'data'), ...flags];
}

/** Recovery after a crash takes as long as it takes, so the wait ends only with the server. */
async function endsBeforeReady(gone: Promise<void>, pid: number, launch: Launch): Promise<boolean> {
  let ended = false;
  void gone.then(() => (ended = true));
  const patience = setInterval(() => launch.log('Postgres is recovering from a crash …'), 5_000);
  try {
    for (;;) {
      const file = await readPidFile(join(launch.folder, 'data'));
      if (file?.pid === pid && file.ready) return false;
      if (ended) return true;
      await Promise.race([gone, sleep(10)]);
    }
  } finally {
    clearInterval(patience);
  }
}

/** A port that nobody listens on now; who binds it next may still be somebody else. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  return address.port;
}

/** Keeps at most one old log of at least a megabyte beside the present one. */
async function startNewLog(file: string): Promise<void> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size < 1_000_000) return;
  await rm(`${file}.old`, { force: true });
  await rename(file, `${file}.old`);
}
