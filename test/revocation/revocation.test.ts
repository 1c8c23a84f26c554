/**
 * Once a command that takes something away is answered, no process lets it through any more: three API processes, each
 * behind a proxy of its own, called all the time by clients who do not know what is revoked, while things go wrong.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCluster, type Cluster } from './cluster.ts';
import { runScenario } from './run.ts';
import { scenarios } from './scenarios.ts';
import { percentile, type Witness } from './witness.ts';

const extent = { rounds: 6, keysARound: 30 };
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
    const names = cluster.nodes.map(({ name }) => name);
    const witness = await runScenario(cluster, scenario, extent);
    process.stdout.write(`${scenario.name}: ${summary(witness, names)}\n`);
    expect(witness.lateAccepts).toEqual([]);
    const taken = witness.latencies.length;
    expect(taken).toBeGreaterThanOrEqual(leastTaken);
    for (const name of names) {
      const { allowedBefore, decidedAfter } = witness.usesOf(name);
      // Each was let through before, twice where the node had met it, and each was tried after the answer.
      expect(allowedBefore).toBeGreaterThan(scenario.cold === true ? 0 : 2 * leastTaken);
      expect(decidedAfter).toBeGreaterThan(5 * leastTaken);
    }
  },
);

function summary({ latencies, lateAccepts, usesOf }: Witness, names: readonly string[]): string {
  const ms = (share: number) => percentile(latencies, share).toFixed(0);
  const uses = names.map((name) => {
    const { allowedBefore, after, decidedAfter } = usesOf(name);
    return `${name} ${allowedBefore}/${after} (${decidedAfter} decided)`;
  });
  return `${latencies.length} revocations, p50 ${ms(0.5)} ms, p99 ${ms(0.99)} ms; let through before / asked after the answer: ${uses.join(', ')}; late accepts: ${lateAccepts.length}`;
}
