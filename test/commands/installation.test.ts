/** Sealing an installation in a real event store, at first starts and later ones, alone and at once. */
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSeal, sealInstallation } from '../../src/commands/installation.ts';
import { installationStream, sealOf, type Seal } from '../../src/domain/installation.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';

const now = new Date('2026-06-01T00:00:00.000Z');
const fresh = () => ({ pepper: randomBytes(32), macKey: randomBytes(32), webhookKey: randomBytes(32) });
const secrets = fresh();
const { pepper, macKey, webhookKey } = secrets;

let stores: TestStores;
beforeEach(async () => {
  stores = await startTestStores();
});
afterEach(() => stores.stop());

const seal = (held: Seal) => sealInstallation(stores.eventStore, held, now);
const written = async () => (await stores.eventStore.readStream(installationStream)).map(({ type }) => type);

test('is sealed once with each secret; a start with others is stopped and told which', async () => {
  await Promise.all([seal(sealOf(secrets)), seal(sealOf(secrets)), seal(sealOf(secrets))]);
  await seal(sealOf(secrets));
  expect(await written()).toEqual(['InstallationSealed', 'WebhookKeySealed']);
  await expect(seal(sealOf({ ...fresh(), macKey, webhookKey }))).rejects.toThrow(/Wrong pepper \(PEPPER/);
  await expect(seal(sealOf(fresh()))).rejects.toMatchObject({
    code: 'WRONG_SECRETS',
    message: expect.stringMatching(/pepper.*MAC key.*webhook key/) as unknown,
  });
  expect(await written()).toHaveLength(2);
});

test('an older installation gets the webhook key at its next start, and keeps to it', async () => {
  await seal(sealOf({ pepper, macKey }));
  expect(await written()).toEqual(['InstallationSealed']);
  await seal(sealOf(secrets));
  expect(await written()).toEqual(['InstallationSealed', 'WebhookKeySealed']);
  const another = seal(sealOf({ ...secrets, webhookKey: randomBytes(32) }));
  await expect(another).rejects.toThrow(/Wrong webhook key \(WEBHOOK_KEY or .*receivers/);
});

test('api and worker at once, each with its own secrets, seal all of them', async () => {
  await Promise.all([seal(sealOf({ pepper, macKey })), seal(sealOf({ webhookKey }))]);
  expect((await written()).toSorted()).toEqual(['InstallationSealed', 'WebhookKeySealed']);
  expect(await readSeal(stores.eventStore)).toEqual(sealOf(secrets));
});

test('of two different first starts at once, one seals and the other is stopped', async () => {
  const results = await Promise.allSettled([seal(sealOf(fresh())), seal(sealOf(fresh()))]);
  expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
});
