/** That the test of revocations can fail: with processes that take their lease for good it does. */
import { expect, test } from 'vitest';
import { startCluster } from './cluster.ts';
import { patchedBuild } from './patchedBuild.ts';
import { runScenario } from './run.ts';
import { scenarios } from './scenarios.ts';

const lease = { file: 'projections/lease.js', replace: 'function live() {' };

test.each(scenarios.filter(({ name }) => /stopped|black-holed$/.test(name)))(
  'given that $name, and a lease that is never over, then revocations are late',
  { timeout: 180_000 },
  async (scenario) => {
    await using build = await patchedBuild({ ...lease, by: `${lease.replace} return true;` });
    await using cluster = await startCluster({ apis: 3, program: build.program });
    const { lateAccepts } = await runScenario(cluster, scenario, { rounds: 1, keysARound: 30 });
    // By the node that something happened to, and by no other.
    expect(new Set(lateAccepts.map(({ node }) => node))).toEqual(new Set([cluster.nodes[0]?.name]));
  },
);

test('given a build that has not what is to be replaced, then the patch fails loudly', async () => {
  await expect(patchedBuild({ ...lease, replace: 'function alive() {', by: '' })).rejects.toThrow(
    'dist/projections/lease.js has 0 times, and not once: function alive() {',
  );
});
