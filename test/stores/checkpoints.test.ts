/** Checkpoints: moved only by whoever knows where they are. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  advanceCheckpoint,
  readCheckpoint,
  resetCheckpoint,
  type Mark,
} from '../../src/stores/checkpoints.ts';
import { connectDatabase, type Database } from '../../src/stores/database.ts';
import { migrate } from '../../src/stores/migrations.ts';
import { createTestDatabase } from '../support/database.ts';

let database: Database;
let releases: (() => Promise<void>)[];
beforeEach(async () => {
  const postgres = await createTestDatabase();
  database = connectDatabase(postgres.ownerUrl);
  releases = [() => postgres.drop(), () => database.close()];
  await migrate(database);
});
afterEach(async () => {
  for (const release of releases.toReversed()) await release();
});

const markAt = (commit: bigint): Mark => ({ position: { commit, prepare: commit }, eventId: randomUUID() });
const largest = 2n ** 64n - 1n;

test('given no checkpoint, then there is none', async () => {
  expect(await readCheckpoint(database, 'keys')).toBeUndefined();
});

test('given the largest position that there is, then it comes back exactly', async () => {
  const start = await resetCheckpoint(database, 'keys', 'a@1');
  const mark = markAt(largest);
  const reached = await advanceCheckpoint(database, start, { mark });
  expect(reached).toEqual({ group: 'keys', fingerprint: 'a@1', generation: 1, mark, ready: false });
  expect(await readCheckpoint(database, 'keys')).toEqual(reached);
});

test('given two who believe the same, then one advances and the other changes nothing', async () => {
  const start = await resetCheckpoint(database, 'keys', 'a@1');
  const results = await Promise.all(
    [1n, 2n].map((commit) => advanceCheckpoint(database, start, { mark: markAt(commit) })),
  );
  const winner = results.find((result) => result !== undefined);
  expect(results).toContain(undefined);
  expect(await readCheckpoint(database, 'keys')).toEqual(winner);
});

test('given a reset, then it starts over under a new generation, and beliefs from before are refused', async () => {
  const start = await resetCheckpoint(database, 'keys', 'a@1');
  const before = await advanceCheckpoint(database, start, { mark: markAt(5n), ready: true });
  const anew = await resetCheckpoint(database, 'keys', 'a@2');
  expect(anew).toEqual({
    group: 'keys',
    fingerprint: 'a@2',
    generation: 2,
    mark: undefined,
    ready: false,
    furthest: before?.mark,
  });
  for (const belief of [start, before]) {
    if (belief) expect(await advanceCheckpoint(database, belief, { mark: markAt(6n) })).toBeUndefined();
  }
  expect(await readCheckpoint(database, 'keys')).toEqual(anew);
});

test('given several groups, then each has its own', async () => {
  const [keys] = [
    await resetCheckpoint(database, 'keys', 'a@1'),
    await resetCheckpoint(database, 'usage', 'b@1'),
  ];
  await advanceCheckpoint(database, keys, { mark: markAt(5n), ready: true });
  expect(await readCheckpoint(database, 'usage')).toMatchObject({ mark: undefined, ready: false });
});
