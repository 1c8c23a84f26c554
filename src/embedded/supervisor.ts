/** Keeps the host process running for as long as its owner wants it. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { EmbeddedStoresFailed } from './errors.ts';
import type { HostMessage, HostOptions, HostPorts } from './host.ts';

export interface SupervisedHost {
  readonly ports: HostPorts;
  /** Resolves when the host and all that it started are gone. */
  stop(): Promise<void>;
}

/** Between attempts to start it again, milliseconds: doubled from the first to the last, until one runs for a while. */
const backoff = { first: 100, last: 5_000, settledAfter: 10_000 } as const;

/**
 * Starts the host; throws with the reason when it cannot. A host that ends later without being asked is started again
 * on the same ports until it runs.
 */
export async function superviseHost(
  options: HostOptions,
  log: (message: string) => void,
): Promise<SupervisedHost> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const first = await launch(options, log, signal);
  const { ports } = first;

  const launchAgain = async (): Promise<Running | undefined> => {
    try {
      const running = await launch({ ...options, ...ports, exactPorts: true }, log, signal);
      log('The embedded stores run again.');
      return running;
    } catch (error) {
      log(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  };

  const supervise = async (): Promise<void> => {
    let wait: number = backoff.first;
    for (let running: Running | undefined = first; ;) {
      const since = performance.now();
      await running?.ended;
      signal.throwIfAborted();
      if (performance.now() - since > backoff.settledAfter) wait = backoff.first;
      log(`The process of the embedded stores ended unexpectedly; starting it again in ${wait} ms …`);
      await sleep(wait, undefined, { signal });
      wait = Math.min(wait * 2, backoff.last);
      running = await launchAgain();
    }
  };
  const supervision = supervise().catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });

  return {
    ports,
    stop: async () => {
      stopping.abort();
      await supervision;
    },
  };
}

interface Running {
  readonly ports: HostPorts;
  readonly ended: Promise<unknown>;
}

/** Tests run the sources, and Node 20 cannot: they start the host that the build left in dist. */
const hostFile = import.meta.url.endsWith('.ts') ? '../../dist/embedded/host.js' : './host.js';

async function launch(
  options: HostOptions,
  log: (message: string) => void,
  signal: AbortSignal,
): Promise<Running> {
  signal.throwIfAborted();
  const child = fork(fileURLToPath(new URL(hostFile, import.meta.url)), [], {
    env: {},
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Out of the reach of a terminal's signals; the closed channel is what ends it.
    detached: true,
  });
  const ended = once(child, 'exit');
  const disconnect = (): void => {
    if (child.connected) child.disconnect();
  };
  signal.addEventListener('abort', disconnect);
  void ended.finally(() => signal.removeEventListener('abort', disconnect)).catch(() => undefined);
  child.stderr?.setEncoding('utf8').on('data', (words: string) => log(words.trimEnd()));
  child.send(options);
  return { ports: await started(child, ended, log), ended };
}

async function started(
  child: ChildProcess,
  ended: Promise<unknown>,
  log: (message: string) => void,
): Promise<HostPorts> {
  return new Promise((resolve, reject) => {
    let reason = 'The process of the embedded stores ended at once.';
    child.on('message', (message: HostMessage) => {
      switch (message.type) {
        case 'log':
          log(message.message);
          break;
        case 'started':
          resolve(message.ports);
          break;
        case 'failed':
          reason = message.message;
          break;
        default:
          message satisfies never;
      }
    });
    // Its last words may come after its exit is known, but not after the channel's end.
    const silent = child.connected ? once(child, 'disconnect') : undefined;
    Promise.all([ended, silent]).then(() => reject(new EmbeddedStoresFailed(reason)), reject);
  });
}
