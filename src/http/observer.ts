/** What the HTTP side tells whoever counts and times; nobody has to listen. */
import type { Outcome } from '../domain/auditEntry.ts';
import type { Soon } from '../domain/soon.ts';

export interface RequestObserver {
  /** A request that needs a key, or `verify`, was answered: with this outcome, or with a 503. */
  readonly request: (outcome: Outcome) => void;
  /** A key was judged, or could not be: whose it is, and whether it may. */
  readonly verification: (seconds: number) => void;
  /** Any request was answered. The route is its pattern; `undefined` for a request that met none. */
  readonly answer: (route: string | undefined, status: number, seconds: number) => void;
}

/**
 * The same work; each time it ends, one way or the other, `report` hears how many seconds it took. What answers without a
 * promise still does.
 */
export function timed<Args extends unknown[], T>(
  work: (...args: Args) => Soon<T>,
  report?: (seconds: number) => void,
): (...args: Args) => Soon<T> {
  if (report === undefined) return work;
  return (...args) => {
    const begun = performance.now();
    const ended = () => report((performance.now() - begun) / 1000);
    let result: Soon<T> | undefined;
    try {
      result = work(...args);
      return result instanceof Promise ? result.finally(ended) : result;
    } finally {
      if (!(result instanceof Promise)) ended();
    }
  };
}
