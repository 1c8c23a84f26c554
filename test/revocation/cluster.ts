/**
 * API processes and a worker as an operator runs them, each API with a proxy of its own to the Postgres of the read
 * models, which is this cluster's alone: it may be restarted. The log is in another Postgres.
 */
import { releaseAll, type Releases } from '../../src/openStores.ts';
import { startProxy, type Proxy } from '../support/proxy.ts';
import { freePort, startServiceProcess, type ServiceProcess } from '../support/service.ts';
import { startInstallation, throughPort, type Installation } from './installation.ts';

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

export interface Cluster
  extends Pick<Installation, 'token' | 'endNotifications' | 'restartPostgres'>, AsyncDisposable {
  /** Those that run; `join` adds one, `leave` takes it away. */
  readonly nodes: readonly Node[];
  /** Starts one more, which counts (and is called) as soon as its process does. */
  join(): Promise<Node>;
  leave(node: Node): Promise<void>;
}

export interface ClusterOptions {
  readonly apis: number;
  /** What the APIs run, when it is not the build. */
  readonly program?: string;
}

export type Running = Omit<Cluster, keyof AsyncDisposable>;

export function startCluster({ apis, program }: ClusterOptions): Promise<Cluster> {
  return released((releases) => start(apis, program, releases));
}

/** A cluster with its release: what was acquired is let go of also when it does not start. */
export async function released(begin: (releases: Releases) => Promise<Running>): Promise<Cluster> {
  const releases: Releases = [];
  const release = () => releaseAll(releases);
  try {
    return { ...(await begin(releases)), [Symbol.asyncDispose]: release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function start(apis: number, program: string | undefined, releases: Releases): Promise<Running> {
  const installation = await startInstallation(releases);
  const nodes: Node[] = [];
  let joined = 0;
  releases.push(async () => void (await Promise.all(nodes.map((node) => node.stop()))));
  const joinOne = async (): Promise<Node> => {
    joined += 1;
    const node = await nodeOf(`api ${joined}`, installation, program);
    nodes.push(node);
    await node.start();
    return node;
  };
  await Promise.all(Array.from({ length: apis }, joinOne));
  return {
    ...installation,
    nodes,
    join: joinOne,
    async leave(node) {
      nodes.splice(nodes.indexOf(node), 1);
      await node.stop();
    },
  };
}

async function nodeOf(
  name: string,
  { settings, postgresPort }: Installation,
  program: string | undefined,
): Promise<Node> {
  const proxy = await startProxy(postgresPort);
  const port = String(await freePort());
  const own = { ...throughPort(settings, proxy.port), PORT: port };
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
