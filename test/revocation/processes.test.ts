/** The promise over the processes of one service: one of them is stopped, and the connections that it holds wait for it. */
import { afterAll, beforeAll, test } from 'vitest';
import type { Cluster } from './cluster.ts';
import { expectNoneLate } from './expectNoneLate.ts';
import { startProcesses } from './processes.ts';
import { stoppedBehindOnePort } from './scenarios.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startProcesses(3);
}, 120_000);
afterAll(() => cluster[Symbol.asyncDispose]());

test(
  'given three processes, of which one is stopped and goes on, then no revocation is late',
  {
    timeout: 300_000,
  },
  () => expectNoneLate(cluster, stoppedBehindOnePort, 2, 80),
);
