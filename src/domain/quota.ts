/**
 * How many requests a key may still make. The window slides: of the requests that were let through, no more than the limit
 * lie in any 60 seconds, wherever those begin. Counted per key id, so a regenerated key goes on with the same quota; a
 * refused request takes nothing.
 */

import type { Soon } from './soon.ts';

export interface QuotaState {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Whole seconds until `remaining` grows, at least 1: so long, and no longer, a refused caller has to wait. */
  readonly resetSeconds: number;
}

export interface Quota {
  /**
   * Takes one request off. What has to ask nobody answers at once, without a promise.
   * @throws QuotaUnavailable when the counters cannot be reached
   */
  take(keyId: string, limit: number): Soon<QuotaState>;
}

/** Counts where several processes can ask. */
export interface SharedQuota extends Quota {
  take(keyId: string, limit: number): Promise<QuotaState>;
}

export const windowSeconds = 60;

/**
 * Up to this limit each request is remembered by its own instant and forgotten exactly when the window has passed it. Above,
 * requests within a second share a mark that goes when the last of them does: one counts for at most a second too long, and
 * a key never has more marks than this and one.
 */
const mostInstants = 60;
const sharedMs = 1000;
const windowMs = windowSeconds * 1000;

/** How long requests may share a mark, in milliseconds, for a window that lets through so many. */
export function sharingMs(limit: number): number {
  return limit <= mostInstants ? 0 : sharedMs;
}

/** The requests of one key that count, oldest first, in milliseconds of one clock. It changes in place: it is asked at every request. */
export interface SlidingWindow {
  /** The last instant of each mark, and how many requests it stands for. */
  readonly lasts: number[];
  readonly counts: number[];
  /** The sum of `counts`. */
  used: number;
  /** The first instant of the newest mark. */
  newestBegan: number;
}

export function slidingWindow(): SlidingWindow {
  return { lasts: [], counts: [], used: 0, newestBegan: 0 };
}

/** @param now milliseconds of a clock that never goes back */
export function takeFrom(window: SlidingWindow, limit: number, now: number): QuotaState {
  forget(window, now - windowMs);
  const allowed = window.used < limit;
  if (allowed) mark(window, limit, now);
  return quotaState(allowed, limit, window.used, msUntilMore(window, limit, now));
}

/** @param waitMs until one more request than now may pass */
export function quotaState(allowed: boolean, limit: number, used: number, waitMs: number): QuotaState {
  return {
    allowed,
    limit,
    remaining: Math.max(limit - used, 0),
    resetSeconds: Math.max(Math.ceil(waitMs / 1000), 1),
  };
}

function forget(window: SlidingWindow, end: number): void {
  const { lasts, counts } = window;
  for (let last = lasts[0]; last !== undefined && last <= end; last = lasts[0]) {
    lasts.shift();
    window.used -= counts.shift() ?? 0;
  }
}

function mark(window: SlidingWindow, limit: number, now: number): void {
  const { lasts, counts } = window;
  const newest = lasts.length - 1;
  const shared = counts[newest];
  if (shared !== undefined && now - window.newestBegan < sharingMs(limit)) {
    lasts[newest] = now;
    counts[newest] = shared + 1;
  } else {
    lasts.push(now);
    counts.push(1);
    window.newestBegan = now;
  }
  window.used += 1;
}

/** A limit that was lowered meanwhile takes more than the oldest mark to be met. */
function msUntilMore({ lasts, counts, used }: SlidingWindow, limit: number, now: number): number {
  let excess = used - limit;
  let at = 0;
  for (let count = counts[0] ?? 0; excess >= count && at < lasts.length - 1; count = counts[at] ?? 0) {
    excess -= count;
    at += 1;
  }
  return (lasts[at] ?? now) + windowMs - now;
}
