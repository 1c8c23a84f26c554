/** Quotas of one process: they die with it, and no other process knows of them. */
import {
  slidingWindow,
  takeFrom,
  windowSeconds,
  type Quota,
  type QuotaState,
  type SlidingWindow,
} from '../../domain/quota.ts';

export interface MemoryQuota extends Quota {
  take(keyId: string, limit: number): QuotaState;
  /** How many keys it holds: all that were used in the last minute, and none that was not in the last two. */
  size(): number;
}

/**
 * Memory: 500 to 1,500 bytes a key that it holds, by the number of its marks.
 * @param now milliseconds of a clock that never goes back
 */
export function memoryQuota(now: () => number = () => performance.now()): MemoryQuota {
  // In two generations: a key that was not asked about for a whole one has nothing left that counts, and goes with it.
  const generationMs = windowSeconds * 1000;
  let young = new Map<string, SlidingWindow>();
  let old = new Map<string, SlidingWindow>();
  let youngSince = now();

  function windowOf(keyId: string): SlidingWindow {
    const known = young.get(keyId);
    if (known !== undefined) return known;
    const window = old.get(keyId) ?? slidingWindow();
    young.set(keyId, window);
    return window;
  }

  return {
    take(keyId, limit) {
      const at = now();
      if (at - youngSince >= generationMs) {
        old = young;
        young = new Map();
        youngSince = at;
      }
      return takeFrom(windowOf(keyId), limit, at);
    },
    size: () => new Set([...young.keys(), ...old.keys()]).size,
  };
}
