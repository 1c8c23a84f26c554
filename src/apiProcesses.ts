/**
 * Several API processes behind one port, for as many cores. This process, the primary, accepts connections and hands them
 * on in turn (node:cluster); each of the others is an API as a whole, with a journal, a lease and a pool of its own. One that
 * ends without being asked is started again; the others go on meanwhile.
 */
import cluster, { type Worker } from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { keepHandedConnections } from './handedConnections.ts';
import { askMetrics, hear, tell, tellMetrics, type Peer } from './processMessages.ts';

export interface ApiProcessesOptions {
  readonly count: number;
  /** What they need to know besides this process's own environment: where the embedded stores are. */
  readonly environment: Readonly<Record<string, string>>;
  /** The metrics of the whole, for whichever of them is asked. */
  readonly metrics: () => Promise<string>;
  readonly log: Logger;
}

export interface ApiProcesses {
  /** Where all of them answer. */
  readonly url: string;
  /** How many answer now, and how often one has ended without being asked. */
  load(): ApiProcessesLoad;
  /** Their metrics by number, from 1 on. One that does not answer in time is left out. */
  metrics(): Promise<ReadonlyMap<string, string>>;
  /** Lets each finish its running requests; resolves when all are gone. */
  stop(): Promise<void>;
}

export interface ApiProcessesLoad {
  readonly running: number;
  readonly ended: number;
}

/** An API process could not start, so the whole cannot. The message is its own. */
export class ApiProcessFailed extends Error {
  override readonly name = 'ApiProcessFailed';
  readonly code = 'API_PROCESS_FAILED';
}

/** Between attempts to start one again, milliseconds: doubled from the first to the last, until one runs for a while. */
const backoff = { first: 100, last: 5_000, settledAfter: 10_000 } as const;
/** How long an orderly end may take, milliseconds: longer than running requests are waited for. One that is stopped never ends by itself. */
const patienceMs = 20_000;
/** How long the metrics of all wait for one, milliseconds. */
const tellInMs = 1000;

/** Tests run the sources, and Node 20 cannot: they start what the build left in dist. */
const program = import.meta.url.endsWith('.ts') ? '../dist/main.js' : './main.js';

/** Resolves when all of them answer. @throws ApiProcessFailed with the reason of the first that cannot; none is left then */
export async function startApiProcesses(options: ApiProcessesOptions): Promise<ApiProcesses> {
  cluster.setupPrimary({ exec: fileURLToPath(new URL(program, import.meta.url)), args: ['api'] });
  const { log } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  /** Those that answer, by number. */
  const answering = new Map<number, ApiProcess>();
  let ended = 0;

  /** Runs number `number` until it ends, once. */
  const run = async (api: ApiProcess, number: number): Promise<void> => {
    await api.started;
    answering.set(number, api);
    log.info({ process: number, apiPid: api.pid }, 'an API process answers');
    await api.ended;
    answering.delete(number);
  };
  const keep = async (first: ApiProcess, number: number): Promise<void> => {
    let wait: number = backoff.first;
    for (let api = first; ; api = launch(options, signal)) {
      const since = performance.now();
      const reason = await run(api, number).then(() => api.ended, reasonOf);
      signal.throwIfAborted();
      ended += 1;
      if (performance.now() - since > backoff.settledAfter) wait = backoff.first;
      log.error(
        { process: number, apiPid: api.pid, reason },
        `an API process ended; the next starts in ${wait} ms`,
      );
      await sleep(wait, undefined, { signal });
      wait = Math.min(wait * 2, backoff.last);
    }
  };

  const first = Array.from({ length: options.count }, () => launch(options, signal));
  const stop = async (keeping: readonly Promise<unknown>[]) => {
    stopping.abort();
    await Promise.allSettled(keeping);
  };
  try {
    const [url = ''] = await Promise.all(first.map((api) => api.started));
    const keeping = first.map((api, index) => keep(api, index + 1));
    for (const each of keeping) each.catch(() => undefined); // it ends when all do
    return {
      url,
      load: () => ({ running: answering.size, ended }),
      metrics: () => metricsOf(answering),
      stop: () => stop(keeping),
    };
  } catch (error) {
    await stop(first.map((api) => api.ended));
    throw error;
  }
}

interface ApiProcess {
  readonly pid: number | undefined;
  readonly peer: Peer;
  /** Where it answers. Rejects with ApiProcessFailed when it ends before. */
  readonly started: Promise<string>;
  /** Resolves when it is gone, with how it went. */
  readonly ended: Promise<string>;
}

/** It ends when the signal says so: in order, or else in time. */
function launch({ environment, metrics }: ApiProcessesOptions, signal: AbortSignal): ApiProcess {
  const worker = cluster.fork(environment);
  keepHandedConnections(worker);
  tellMetrics(worker, metrics);
  const ended = endOf(worker);
  const end = (): void => {
    void tell(worker, { type: 'stop' });
    const deadline = setTimeout(() => worker.process.kill('SIGKILL'), patienceMs);
    void ended.then(() => clearTimeout(deadline));
  };
  if (signal.aborted) end();
  signal.addEventListener('abort', end);
  void ended.then(() => signal.removeEventListener('abort', end));
  return { pid: worker.process.pid, peer: worker, started: startOf(worker, ended), ended };
}

function startOf(worker: Worker, ended: Promise<string>): Promise<string> {
  const started = new Promise<string>((resolve, reject) => {
    let reason: string | undefined;
    hear(worker, (message) => {
      if (message.type === 'started') resolve(message.url);
      if (message.type === 'failed') ({ reason } = message);
    });
    // Its last words may come after its exit is known, but not after the channel's end.
    const silent = new Promise<void>((closed) => worker.once('disconnect', closed));
    void Promise.all([ended, silent]).then(([how]) =>
      reject(new ApiProcessFailed(reason ?? `An API process did not start: it ${how}`)),
    );
  });
  started.catch(() => undefined); // whoever waits for it hears of it
  return started;
}

function endOf(worker: Worker): Promise<string> {
  return new Promise((resolve) => {
    worker.once('exit', (code: number | null, signal: string | null) =>
      resolve(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`),
    );
  });
}

async function metricsOf(answering: ReadonlyMap<number, ApiProcess>): Promise<ReadonlyMap<string, string>> {
  const told = await Promise.all(
    Array.from(answering, async ([number, { peer }]) => {
      const text = await askMetrics(peer, tellInMs).catch(() => undefined);
      return text === undefined ? [] : [[String(number), text] as const];
    }),
  );
  return new Map(told.flat());
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
