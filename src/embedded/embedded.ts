/**
 * What runs when nothing is configured: a Postgres with two databases, `keyledger` for the read models and
 * `keyledger_events` for the event store, and the event store itself, all in a process of their own.
 */
import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDataDir } from './dataDir.ts';
import { ownerUrl } from './databases.ts';
import { errorCode } from './errors.ts';
import type { HostPorts } from './host.ts';
import { acquireLock, FolderInUse, lockHolder } from './lock.ts';
import { superviseHost } from './supervisor.ts';

export interface Embedded {
  readonly databaseUrl?: string;
  readonly eventStoreUrl?: string;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Made when missing. Holds the data, the remembered ports and passwords (mode 600), and the lock. */
  readonly dataDir: string;
  readonly postgres: boolean;
  readonly eventStore: boolean;
  /** Use the stores of a Keyledger that runs on this folder, when there is one; its stop is then not ours. */
  readonly attach?: boolean;
  readonly log: (message: string) => void;
}

/** What a start leaves for the next one, and for who attaches. */
interface Remembered {
  readonly postgresPort?: number;
  readonly eventStorePort?: number;
  readonly password: string;
  readonly eventStorePassword: string;
}

interface Running {
  readonly pid: number;
  readonly databaseUrl?: string;
  readonly eventStoreUrl?: string;
}

/**
 * Resolves when they answer. Throws FolderInUse when another process owns the data directory (and `attach` is not
 * set), and EmbeddedStoresFailed with the reason when they cannot start. They are started again when they end unexpectedly, with
 * the same URLs.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  if (!options.postgres && !options.eventStore) return { stop: async () => undefined };
  const dataDir = await openDataDir(options.dataDir);
  for (;;) {
    const running = options.attach === true ? await runningOwner(dataDir) : undefined;
    if (running !== undefined) return { ...urlsOf(running), stop: async () => undefined };
    try {
      return await own(dataDir, options);
    } catch (error) {
      // Somebody was quicker between the look and the lock.
      if (!(error instanceof FolderInUse && options.attach === true)) throw error;
    }
  }
}

async function own(dataDir: string, options: EmbeddedOptions): Promise<Embedded> {
  const lock = await acquireLock(dataDir, handOverMs);
  try {
    await rm(join(dataDir, runningFile), { force: true });
    const remembered = await remember(dataDir);
    const database = { name: 'keyledger', password: remembered.password };
    const events = { name: 'keyledger_events', password: remembered.eventStorePassword };
    const host = await superviseHost(
      {
        dataDir,
        databases: [...(options.postgres ? [database] : []), ...(options.eventStore ? [events] : [])],
        ...(options.eventStore && { eventStoreDatabase: events.name }),
        ...portsOf(remembered),
        exactPorts: false,
      },
      options.log,
    );
    const running: Running = {
      pid: process.pid,
      ...(options.postgres && { databaseUrl: ownerUrl(host.ports.postgresPort, database) }),
      ...(host.ports.eventStoreUrl !== undefined && { eventStoreUrl: host.ports.eventStoreUrl }),
    };
    await writeSecret(join(dataDir, rememberedFile), { ...remembered, ...portsOf(host.ports) });
    await writeSecret(join(dataDir, runningFile), running);
    return {
      ...urlsOf(running),
      stop: async () => {
        await host.stop();
        await rm(join(dataDir, runningFile), { force: true });
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** How long to wait for a predecessor that is shutting down, milliseconds. */
const handOverMs = 5_000;

const rememberedFile = 'embedded.json';
const runningFile = 'running.json';

/** Undefined when nobody owns the folder. Waits for an owner that is starting. */
async function runningOwner(dataDir: string): Promise<Running | undefined> {
  for (;;) {
    const holder = await lockHolder(dataDir);
    if (holder === undefined) return undefined;
    const running = await readJson<Running>(join(dataDir, runningFile));
    // A file of a killed predecessor names another process.
    if (running?.pid === holder.pid) return running;
    await sleep(50);
  }
}

async function remember(dataDir: string): Promise<Remembered> {
  const file = join(dataDir, rememberedFile);
  const known = await readJson<Remembered>(file);
  if (known !== undefined) return known;
  const fresh: Remembered = { password: randomPassword(), eventStorePassword: randomPassword() };
  await writeSecret(file, fresh);
  return fresh;
}

const randomPassword = (): string => randomBytes(24).toString('base64url');

function portsOf(known: Partial<HostPorts>): Partial<HostPorts> {
  const { postgresPort, eventStorePort } = known;
  return {
    ...(postgresPort !== undefined && { postgresPort }),
    ...(eventStorePort !== undefined && { eventStorePort }),
  };
}

function urlsOf({ databaseUrl, eventStoreUrl }: Running): Pick<Embedded, 'databaseUrl' | 'eventStoreUrl'> {
  return {
    ...(databaseUrl !== undefined && { databaseUrl }),
    ...(eventStoreUrl !== undefined && { eventStoreUrl }),
  };
}

async function readJson<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch (error) {
    // A power failure may have cut it short. Nothing in these files is beyond replacement.
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whole or not at all: a reader never sees half of it. */
async function writeSecret(file: string, value: unknown): Promise<void> {
  await writeFile(`${file}.draft`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.draft`, file);
}
