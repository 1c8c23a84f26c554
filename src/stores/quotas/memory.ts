/** Quotas of one process: they die with it, and no other process knows of them. */
import {
  slidingWindow,
  takeFrom,
  windowSeconds,
  type Quota,
  type SlidingWindow,
} from '../../domain/quota.ts';

/**
 * Memory: about 200 bytes and 16 for each mark (at most 61) a key that was used in the last two minutes.
 * @param now milliseconds of a clock that never goes back
 */
export function memoryQuota(now: () => number = () => performance.now()): Quota {
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
  };
}
