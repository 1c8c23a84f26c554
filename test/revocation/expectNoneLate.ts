/** A scenario, and what is to be seen in it. */
import { expect } from 'vitest';
import type { Cluster } from './cluster.ts';
import { runScenario, type Scenario } from './run.ts';
import { percentile, type Witness } from './witness.ts';

const keysARound = 36;

/** @param leastTaken grants that are taken away in all rounds together */
export async function expectNoneLate(
  cluster: Cluster,
  scenario: Scenario,
  rounds: number,
  leastTaken: number,
): Promise<void> {
  const names = new Set(cluster.nodes.map(({ name }) => name));
  const witness = await runScenario(cluster, scenario, { rounds, keysARound });
  process.stdout.write(`${scenario.name}: ${summary(witness)}\n`);
  expect(witness.lateAccepts).toEqual([]);
  expect(witness.latencies.length).toBeGreaterThanOrEqual(leastTaken);
  expect([...witness.uses.keys()]).toEqual(expect.arrayContaining([...names]));
  for (const [name, { allowedBefore, decidedAfter }] of witness.uses) {
    // Each was let through before, twice where the node had met it, and each was tried after the answer.
    const known = names.has(name);
    expect(allowedBefore).toBeGreaterThan(known && scenario.cold !== true ? 2 * leastTaken : 0);
    expect(decidedAfter).toBeGreaterThan(known ? 5 * leastTaken : 0);
  }
}

function summary({ latencies, lateAccepts, uses }: Witness): string {
  const ms = (share: number) => percentile(latencies, share).toFixed(0);
  const nodes = [...uses].map(
    ([name, { allowedBefore, after, decidedAfter }]) =>
      `${name} ${allowedBefore}/${after} (${decidedAfter} decided)`,
  );
  return `${latencies.length} revocations, p50 ${ms(0.5)} ms, p99 ${ms(0.99)} ms; let through before / asked after the answer: ${nodes.join(', ')}; late accepts: ${lateAccepts.length}`;
}
