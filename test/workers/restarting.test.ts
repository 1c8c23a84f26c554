/** A part that fails is said to, and started again, after pauses that grow. */
import { expect, test } from 'vitest';
import { restarting } from '../../src/workers/restarting.ts';

/** Runs a part that fails as often as told, then ends; what was logged, and how long each pause was to be. */
async function failing(times: number, fail: (nth: number) => Promise<void> = () => Promise.resolve()) {
  const said: object[] = [];
  const abort = new AbortController();
  let starts = 0;
  await restarting(
    async () => {
      starts += 1;
      if (starts > times) return;
      await fail(starts);
      throw new Error(`failure ${starts}`);
    },
    {
      part: 'the part',
      log: { error: (details) => said.push(details) },
      signal: abort.signal,
      pauses: { firstMs: 5, longestMs: 20 },
    },
  );
  return { said, starts };
}

test('given failures, then each is logged, and pauses grow up to the longest', async () => {
  const { said, starts } = await failing(4);
  expect(starts).toBe(5);
  expect(said).toEqual(
    [5, 10, 20, 20].map((pauseMs, nth) => ({
      part: 'the part',
      err: new Error(`failure ${nth + 1}`),
      pauseSeconds: pauseMs / 1000,
    })),
  );
});

test('given a long run before a failure, then the pause is short again', async () => {
  const longRun = async () => {
    const until = performance.now() + 25;
    while (performance.now() < until) await new Promise(setImmediate);
  };
  const { said } = await failing(4, (nth) => (nth === 4 ? longRun() : Promise.resolve()));
  expect(said).toMatchObject([5, 10, 20, 5].map((pauseMs) => ({ pauseSeconds: pauseMs / 1000 })));
});

test('given the signal during a pause, then it ends at once', async () => {
  const abort = new AbortController();
  let starts = 0;
  await restarting(
    () => {
      starts += 1;
      return Promise.reject(new Error('always'));
    },
    {
      part: 'the part',
      log: { error: () => abort.abort() },
      signal: abort.signal,
      pauses: { firstMs: 3_600_000, longestMs: 3_600_000 },
    },
  );
  expect(starts).toBe(1);
});
