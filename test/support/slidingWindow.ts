/** What the rate limit promises, held against a log of everything that was asked. */
import * as fc from 'fast-check';
import { expect } from 'vitest';
import type { QuotaState } from '../../src/domain/quota.ts';

/** One call. It was decided at an instant between these two, in milliseconds. */
export interface Asked extends QuotaState {
  readonly from: number;
  readonly to: number;
}

/** Milliseconds from one call to the next: none, a burst, seconds, and just about a window. Exact in binary. */
export const waits = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 50 * 1024 }).map((n) => n / 1024) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 3000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 58_000, max: 62_000 }) },
);

/**
 * Of the requests that passed, no more than the limit lie in any 60 s; none was refused while fewer than the limit passed
 * in the 61 s before it (60 s for limits up to 60).
 */
export function expectPromiseKept(log: readonly Asked[]): void {
  const passed: Asked[] = [];
  for (const call of log) {
    if (call.allowed) {
      const surely = passed.filter(({ from }) => call.to - from < 60_000);
      expect(surely.length).toBeLessThan(call.limit);
      passed.push(call);
    } else {
      const counted = call.limit <= 60 ? 60_000 : 61_000;
      const possibly = passed.filter(({ to }) => call.from - to < counted);
      expect(possibly.length).toBeGreaterThanOrEqual(call.limit);
    }
  }
}
