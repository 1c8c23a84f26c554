/**
 * Once a command that takes something away is answered, no process lets it through any more: three API processes, each
 * behind a proxy of its own, called all the time by clients who do not know what is revoked, while things go wrong.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCluster, type Cluster } from './cluster.ts';
import { runScenario } from './run.ts';
import { scenarios } from './scenarios.ts';
import { percentile, type Witness } from './witness.ts';

const extent = { rounds: 5, keysARound: 36 };
const leastTaken = 200;

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ apis: 3 });
}, 120_000);
afterAll(() => cluster[Symbol.asyncDispose]());

test.each(scenarios)(
  'given that $name, then no revocation is late',
  { timeout: 300_000 },
  async (scenario) => {
    const names = new Set(cluster.nodes.map(({ name }) => name));
    const witness = await runScenario(cluster, scenario, extent);
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
  },
);

function summary({ latencies, lateAccepts, uses }: Witness): string {
  const ms = (share: number) => percentile(latencies, share).toFixed(0);
  const nodes = [...uses].map(
    ([name, { allowedBefore, after, decidedAfter }]) =>
      `${name} ${allowedBefore}/${after} (${decidedAfter} decided)`,
  );
  return `${latencies.length} revocations, p50 ${ms(0.5)} ms, p99 ${ms(0.99)} ms; let through before / asked after the answer: ${nodes.join(', ')}; late accepts: ${lateAccepts.length}`;
}
