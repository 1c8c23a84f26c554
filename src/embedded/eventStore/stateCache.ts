/** States of the streams that were written to lately, so that most appends need no look-up. Bounded by number. */
import type { StreamState } from './decide.ts';

export interface StateCache {
  get(original: string): StreamState | undefined;
  put(states: ReadonlyMap<string, StreamState>): void;
}

export function createStateCache(limit: number): StateCache {
  const states = new Map<string, StreamState>();
  return {
    get: (original) => states.get(original),
    put(added) {
      // A Map keeps the order of insertion: what was used last goes to its end, the front falls off.
      for (const [original, state] of added) {
        states.delete(original);
        states.set(original, state);
      }
      for (const oldest of states.keys()) {
        if (states.size <= limit) break;
        states.delete(oldest);
      }
    },
  };
}
