/**
 * API processes and a worker as an operator runs them, each API with a proxy of its own to the Postgres of the read
 * models, which is this cluster's alone: it may be restarted. The log is in another Postgres.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startPostgres } from '../../src/embedded/postgres.ts';
import { readPidFile } from '../../src/embedded/postmaster.ts';
import { releaseAll, type Releases } from '../../src/openStores.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startProxy, type Proxy } from '../support/proxy.ts';
import { freePort, managementToken, startServiceProcess, type ServiceProcess } from '../support/service.ts';
import { startTestStores } from '../support/stores.ts';

/** An API process, which may be away. Its port stays the same. */
export interface Node {
  readonly name: string;
  readonly url: string;
  /** Between it and Postgres. */
  readonly proxy: Proxy;
  /** Resolves when it answers. */
  start(): Promise<void>;
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** In order, also when it is away or was paused. */
  stop(): Promise<void>;
}

export interface Cluster extends AsyncDisposable {
  /** Those that run; `join` adds one, `leave` takes it away. */
  readonly nodes: readonly Node[];
  /** An admin of the one merchant. */
  readonly token: string;
  /** Starts one more, which counts (and is called) as soon as its process does. */
  join(): Promise<Node>;
  leave(node: Node): Promise<void>;
  /** Ends the sessions on which the APIs hear notifications. */
  endNotifications(): Promise<void>;
  /** In order, or as a crash that has to be recovered from. */
  restartPostgres(how: 'in order' | 'crashed'): Promise<void>;
}

export interface ClusterOptions {
  readonly apis: number;
  /** What the APIs run, when it is not the build. */
  readonly program?: string;
}

export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const releases: Releases = [];
  const release = () => releaseAll(releases);
  try {
    return { ...(await start(options, releases)), [Symbol.asyncDispose]: release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function start(
  { apis, program }: ClusterOptions,
  releases: Releases,
): Promise<Omit<Cluster, keyof AsyncDisposable>> {
  // The journals of the APIs are nobody's business here, so the worker has a folder of its own.
  const [folder, workerFolder] = [await temporaryFolder(), await temporaryFolder()];
  for (const each of [folder, workerFolder]) releases.push(async () => each[Symbol.asyncDispose]());
  // Durable: what a crash may cost otherwise is not what is tested.
  const postgresOptions = { dataDir: join(folder.path, 'postgres'), log: () => undefined };
  let postgres = await startPostgres(postgresOptions);
  const { port: postgresPort, folder: postgresFolder } = postgres;
  releases.push(() => rm(postgresFolder, { recursive: true, force: true }));
  releases.push(() => postgres.stop());
  const stores = await startTestStores(postgres.url('postgres'));
  releases.push(() => stores.stop());

  const settings = {
    DATA_DIR: folder.path,
    DATABASE_URL: stores.databaseUrl,
    DATABASE_OWNER_URL: stores.databaseOwnerUrl,
    EVENTSTORE_URL: stores.eventStoreUrl,
    PEPPER: 'pepper '.repeat(5),
    MAC_KEY: 'mac key '.repeat(5),
    WEBHOOK_KEY: 'webhook key '.repeat(5),
    RATE_LIMIT_PER_MINUTE: '1000000',
    LOG_LEVEL: 'error',
  };
  const token = await managementToken(folder.path, 'm_revoking');
  const worker = await startServiceProcess({ ...settings, DATA_DIR: workerFolder.path }, 'worker');
  releases.push(async () => void (await worker.stop()));

  const nodes: Node[] = [];
  let joined = 0;
  releases.push(async () => void (await Promise.all(nodes.map((node) => node.stop()))));
  const joinOne = async (): Promise<Node> => {
    joined += 1;
    const node = await nodeOf(`api ${joined}`, settings, postgresPort, program);
    nodes.push(node);
    await node.start();
    return node;
  };
  await Promise.all(Array.from({ length: apis }, joinOne));
  return {
    nodes,
    token,
    join: joinOne,
    async leave(node) {
      nodes.splice(nodes.indexOf(node), 1);
      await node.stop();
    },
    async endNotifications() {
      await stores.database.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'keyledger notifications' and datname = current_database()`,
      );
    },
    async restartPostgres(how) {
      const server = await readPidFile(join(postgresFolder, 'data'));
      if (how === 'crashed' && server !== undefined) process.kill(server.pid, 'SIGQUIT');
      await postgres.stop();
      postgres = await startPostgres({ ...postgresOptions, port: postgresPort, exactPort: true });
    },
  };
}

async function nodeOf(
  name: string,
  settings: Readonly<Record<string, string>>,
  postgresPort: number,
  program: string | undefined,
): Promise<Node> {
  const proxy = await startProxy(postgresPort);
  const port = String(await freePort());
  const throughProxy = (url: string | undefined): string =>
    Object.assign(new URL(url ?? ''), { port: proxy.port }).href;
  const own = {
    ...settings,
    PORT: port,
    DATABASE_URL: throughProxy(settings['DATABASE_URL']),
    DATABASE_OWNER_URL: throughProxy(settings['DATABASE_OWNER_URL']),
  };
  let running: ServiceProcess | undefined;
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    proxy,
    async start() {
      running = await startServiceProcess(own, 'api', program);
    },
    signal(signal) {
      if (running !== undefined) process.kill(running.pid, signal);
    },
    async kill() {
      await running?.kill();
      running = undefined;
    },
    async stop() {
      await proxy.heal();
      if (running !== undefined) process.kill(running.pid, 'SIGCONT');
      await running?.stop();
      running = undefined;
      await proxy.stop();
    },
  };
}
