/** What the rate limit promises, held against a log of everything that was asked. */
import * as fc from 'fast-check';
import { expect } from 'vitest';
import type { QuotaState } from '../../src/domain/quota.ts';

/** One call. It was decided at an instant between these two, in milliseconds. */
export interface Asked extends QuotaState {
  readonly from: number;
  readonly to: number;
}

const burst = fc.array(
  // Exact in binary, so that sums of them are.
  fc.integer({ min: 0, max: 20 * 1024 }).map((n) => n / 1024),
  { minLength: 1, maxLength: 80, size: 'max' },
);
const pause = fc.oneof(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 58_500, max: 60_500 }));

/** Milliseconds from each call to the next: bursts, and between them seconds or just about a window. */
export function arrivals(mostBursts: number): fc.Arbitrary<readonly number[]> {
  return fc
    .array(fc.tuple(burst, pause), { minLength: 1, maxLength: mostBursts })
    .map((parts) => parts.flatMap(([gaps, wait]) => [...gaps, wait]));
}

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
