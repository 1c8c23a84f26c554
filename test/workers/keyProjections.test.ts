/** The keys' read models under a runner: one key's long life costs the others nothing. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { KeyEvent } from '../../src/domain/keyEvents.ts';
import { keyStream } from '../../src/domain/keyEvents.ts';
import { keyProjections } from '../../src/projections/keys.ts';
import { readModels } from '../../src/projections/readModels.ts';
import { requestRebuild } from '../../src/workers/projectionTables.ts';
import { created, recorded } from '../support/keyEvents.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';
import { run, type Run } from './projections.ts';

const at = '2026-03-01T00:00:00.000Z';
const prefix = 'sntr_aaaaaaaaaaa';

let stores: TestStores;
let runner: Run | undefined;
beforeEach(async () => {
  stores = await startTestStores();
});
afterEach(async () => {
  await runner?.stop();
  await stores.stop();
});

/** Appends events to a key's stream, which has `behind` of them. */
async function append(keyId: string, events: readonly KeyEvent[], behind = 0): Promise<void> {
  const appended = recorded(keyId, events).map(({ id, type, data, metadata }) => ({
    id,
    type,
    data: data as object,
    metadata: metadata as object,
  }));
  for (let done = 0; done < appended.length; done += 500) {
    const revision = behind + done - 1;
    await stores.eventStore.append(
      keyStream(keyId),
      appended.slice(done, done + 500),
      revision < 0 ? 'no_stream' : BigInt(revision),
    );
  }
}

const regenerations = (from: number, count: number): readonly KeyEvent[] =>
  Array.from({ length: count }, (_, index) => ({
    type: 'ApiKeyRegenerated',
    at,
    actor: 'alice',
    data: { secret: { prefix, hash: `v1$salt$${from + index}` }, expiresAt: null, previousSecretEndsAt: at },
  }));

const hashes = async (): Promise<readonly string[]> =>
  (await readModels(stores.database).findCandidates(prefix)).map(({ hash }) => hash).toSorted();

test('given thousands of regenerations of one key, then they are replayed and followed without interruption, and other keys with them', async () => {
  await append('k1', [created({ keyId: 'k1' }), ...regenerations(1, 3000)]);
  await append('k2', [created({ keyId: 'k2' })]);
  runner = run(stores, keyProjections);
  await runner.ready();
  expect(await hashes()).toEqual(['v1$salt$2999', 'v1$salt$3000', 'v1$salt$k2']);

  await append('k1', regenerations(3001, 2000), 3001);
  await append('k3', [created({ keyId: 'k3' })]);
  await runner.ready();
  const now = ['v1$salt$4999', 'v1$salt$5000', 'v1$salt$k2', 'v1$salt$k3'];
  expect(await hashes()).toEqual(now);

  await requestRebuild(stores.ownerDatabase, keyProjections);
  await runner.ready();
  expect(await hashes()).toEqual(now);
  expect(runner.said.filter((line) => line.includes('interrupted'))).toEqual([]);
}, 60_000);
