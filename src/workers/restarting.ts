/** A part of the worker may fail without taking the others with it. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface RestartOptions {
  /** What the log calls it. */
  readonly part: string;
  /** How a pino logger is called. */
  readonly log: { error(details: object, message: string): void };
  readonly signal: AbortSignal;
  /** The pause after a failure, in milliseconds: doubled from one to the next, and short again after a long run. */
  readonly pauses?: { readonly firstMs: number; readonly longestMs: number };
}

/** Resolves when the part does, or when the signal aborts. Until then a part that fails is logged and started again. */
export async function restarting(start: () => Promise<void>, options: RestartOptions): Promise<void> {
  const { part, log, signal, pauses = { firstMs: 1000, longestMs: 60_000 } } = options;
  let pauseMs = pauses.firstMs;
  while (!signal.aborted) {
    const began = performance.now();
    try {
      return await start();
    } catch (error) {
      if (performance.now() - began > pauses.longestMs) pauseMs = pauses.firstMs;
      const details = { part, err: error, pauseSeconds: pauseMs / 1000 };
      log.error(
        details,
        'a part of the worker failed; it is started again after a pause, and the others go on',
      );
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      pauseMs = Math.min(2 * pauseMs, pauses.longestMs);
    }
  }
}
