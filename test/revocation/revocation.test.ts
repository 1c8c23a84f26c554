/**
 * Once a command that takes something away is answered, no process lets it through any more: three API processes, each
 * behind a proxy of its own, called all the time by clients who do not know what is revoked, while things go wrong.
 */
import { afterAll, beforeAll, test } from 'vitest';
import { startCluster, type Cluster } from './cluster.ts';
import { expectNoneLate } from './expectNoneLate.ts';
import { scenarios, stoppedPastEnds } from './scenarios.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ apis: 3 });
}, 120_000);
afterAll(() => cluster[Symbol.asyncDispose]());

const cases = [
  ...scenarios.map((scenario) => ({ scenario, rounds: 5, leastTaken: 200 })),
  { scenario: stoppedPastEnds, rounds: 2, leastTaken: 60 },
].map((each) => ({ ...each, name: each.scenario.name }));

test.each(cases)(
  'given that $name, then no revocation is late',
  { timeout: 300_000 },
  ({ scenario, rounds, leastTaken }) => expectNoneLate(cluster, scenario, rounds, leastTaken),
);
