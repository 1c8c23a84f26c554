/** The sliding window against a log of all that was asked: random arrivals, dense and sparse, around its edges. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { slidingWindow, takeFrom, type SlidingWindow } from '../../src/domain/quota.ts';
import { arrivals, expectPromiseKept, type Asked } from '../support/slidingWindow.ts';

const calls = arrivals(12);

function ask(window: SlidingWindow, limit: number, gaps: readonly number[]): readonly Asked[] {
  let at = 1000;
  return gaps.map((gap) => {
    at += gap;
    return { from: at, to: at, ...takeFrom(window, limit, at) };
  });
}

describe.each([1, 2, 7, 59, 60, 61, 62, 100])('with a limit of %i', (limit) => {
  test('never more than the limit in any 60 s, and none is refused without need', () => {
    fc.assert(fc.property(calls, (gaps) => expectPromiseKept(ask(slidingWindow(), limit, gaps))));
  });

  test('a key holds at most 61 marks, and its count is their sum', () => {
    fc.assert(
      fc.property(calls, (gaps) => {
        const window = slidingWindow();
        ask(window, limit, gaps);
        expect(window.lasts.length).toBeLessThanOrEqual(61);
        expect(window.counts).toHaveLength(window.lasts.length);
        expect(window.counts.reduce((sum, count) => sum + count, 0)).toBe(window.used);
      }),
    );
  });

  test('given all is used, whoever waits as long as it says passes, and whoever waits a second less does not', () => {
    fc.assert(
      fc.property(calls, (gaps) => {
        const window = slidingWindow();
        const burst = Array<number>(limit).fill(0);
        const last = ask(window, limit, [...gaps, ...burst]).at(-1);
        if (last === undefined) throw new Error('a burst is not empty');
        expect(last).toMatchObject({ remaining: 0 });
        const later = (seconds: number) =>
          takeFrom(structuredClone(window), limit, last.from + seconds * 1000).allowed;
        expect(last.resetSeconds).toBeLessThanOrEqual(60);
        expect(later(last.resetSeconds)).toBe(true);
        expect(later(last.resetSeconds - 1)).toBe(false);
      }),
    );
  });
});

test('with a limit that changes from call to call, none passes beyond the one it was asked with', () => {
  const limits = fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1 });
  fc.assert(
    fc.property(calls, limits, (gaps, changing) => {
      const window = slidingWindow();
      const passed: number[] = [];
      let at = 0;
      for (const [n, gap] of gaps.entries()) {
        at += gap;
        const limit = changing[n % changing.length] ?? 1;
        const recent = passed.filter((instant) => at - instant < 60_000).length;
        const { allowed, resetSeconds } = takeFrom(window, limit, at);
        if (allowed) {
          expect(recent).toBeLessThan(limit);
          passed.push(at);
        } else {
          expect(takeFrom(structuredClone(window), limit, at + resetSeconds * 1000).allowed).toBe(true);
        }
      }
      expect(window.lasts.length).toBeLessThanOrEqual(122);
    }),
  );
});
