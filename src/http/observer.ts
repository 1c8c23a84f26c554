/** What the HTTP side tells whoever counts and times; nobody has to listen. */
import type { Outcome } from '../domain/auditEntry.ts';

export interface RequestObserver {
  /** A request that needs a key, or `verify`, was answered: with this outcome, or with a 503. */
  readonly request: (outcome: Outcome) => void;
  /** A key was judged, or could not be: whose it is, and whether it may. */
  readonly verification: (seconds: number) => void;
  /** Any request was answered. The route is its pattern; `undefined` for a request that met none. */
  readonly answer: (route: string | undefined, status: number, seconds: number) => void;
}

/** The same work; each time it ends, one way or the other, `report` hears how many seconds it took. */
export function timed<Args extends unknown[], T>(
  work: (...args: Args) => Promise<T>,
  report?: (seconds: number) => void,
): (...args: Args) => Promise<T> {
  if (report === undefined) return work;
  return async (...args) => {
    const begun = performance.now();
    try {
      return await work(...args);
    } finally {
      report((performance.now() - begun) / 1000);
    }
  };
}
