/**
 * What runs when nothing is configured: a Postgres with two databases, `keyledger` for the read models and
 * `keyledger_events` for the event store, and the event store itself, all in a process of their own.
 */
import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDataDir } from './dataDir.ts';
import { roleUrl, type EmbeddedDatabase } from './databases.ts';
import { errorCode } from './errors.ts';
import type { HostPorts } from './host.ts';
import { acquireLock, FolderInUse, lockHolder } from './lock.ts';
import { superviseHost } from './supervisor.ts';

export interface Embedded {
  /** For the application: rows only. */
  readonly databaseUrl?: string;
  /** For the role that owns the same database: tables too. */
  readonly databaseOwnerUrl?: string;
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
  readonly ownerPassword: string;
  readonly eventStorePassword: string;
}

interface Running {
  readonly pid: number;
  readonly databaseUrl?: string;
  readonly databaseOwnerUrl?: string;
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
    const { readModels, events } = databasesOf(remembered);
    const host = await superviseHost(
      {
        dataDir,
        databases: [...(options.postgres ? [readModels] : []), ...(options.eventStore ? [events] : [])],
        ...(options.eventStore && { eventStoreDatabase: events.name }),
        ...portsOf(remembered),
        exactPorts: false,
      },
      options.log,
    );
    const running: Running = {
      pid: process.pid,
      ...(options.postgres && {
        databaseUrl: roleUrl(host.ports.postgresPort, readModels.name, readModels.user),
        databaseOwnerUrl: roleUrl(host.ports.postgresPort, readModels.name, readModels.owner),
      }),
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

function databasesOf({ password, ownerPassword, eventStorePassword }: Remembered) {
  return {
    readModels: {
      name: 'keyledger',
      owner: { name: 'keyledger_owner', password: ownerPassword },
      user: { name: 'keyledger', password },
      // Its job queue's library makes and changes its tables itself.
      userSchemas: ['graphile_worker'],
    },
    events: {
      name: 'keyledger_events',
      owner: { name: 'keyledger_events', password: eventStorePassword },
    },
  } satisfies Record<string, EmbeddedDatabase>;
}

async function remember(dataDir: string): Promise<Remembered> {
  const file = join(dataDir, rememberedFile);
  const known = await readJson<Partial<Remembered>>(file);
  const remembered: Remembered = {
    password: randomPassword(),
    ownerPassword: randomPassword(),
    eventStorePassword: randomPassword(),
    ...known,
  };
  await writeSecret(file, remembered);
  return remembered;
}

const randomPassword = (): string => randomBytes(24).toString('base64url');

function portsOf(known: Partial<HostPorts>): Partial<HostPorts> {
  const { postgresPort, eventStorePort } = known;
  return {
    ...(postgresPort !== undefined && { postgresPort }),
    ...(eventStorePort !== undefined && { eventStorePort }),
  };
}

function urlsOf({ databaseUrl, databaseOwnerUrl, eventStoreUrl }: Running): Omit<Embedded, 'stop'> {
  return {
    ...(databaseUrl !== undefined && { databaseUrl }),
    ...(databaseOwnerUrl !== undefined && { databaseOwnerUrl }),
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
