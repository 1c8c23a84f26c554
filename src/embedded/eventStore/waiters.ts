/** Who waits for news of the log: each waits once, for its own topic, and may stop waiting. */

export interface Waiters {
  /** Resolves at the next `wake` of the topic, or when `signal` aborts. */
  next(topic: string, signal: AbortSignal): Promise<void>;
  wake(topics: Iterable<string>): void;
  wakeAll(): void;
}

export function createWaiters(): Waiters {
  const waiting = new Map<string, Set<() => void>>();

  function wake(topics: Iterable<string>): void {
    for (const topic of topics) for (const done of waiting.get(topic) ?? []) done();
  }

  return {
    next(topic, signal) {
      return new Promise((resolve) => {
        if (signal.aborted) {
          resolve();
          return;
        }
        const others = waiting.get(topic) ?? new Set();
        waiting.set(topic, others);
        const done = (): void => {
          others.delete(done);
          if (others.size === 0 && waiting.get(topic) === others) waiting.delete(topic);
          signal.removeEventListener('abort', done);
          resolve();
        };
        others.add(done);
        signal.addEventListener('abort', done);
      });
    },
    wake,
    wakeAll: () => wake([...waiting.keys()]),
  };
}
