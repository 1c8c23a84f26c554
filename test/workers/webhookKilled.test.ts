/** The end of the process that delivers, in the middle of an attempt: whoever comes next takes over at once. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { built, startChild } from '../support/child.ts';
import { eventually } from '../support/condition.ts';
import { settled, webhookKey, webhookStage, type WebhookStage } from './webhooks.ts';

let stage: WebhookStage;
beforeEach(async () => {
  stage = await webhookStage();
});
afterEach(() => stage.stop());

/** A process of its own that delivers. */
const startDeliverer = () =>
  startChild(`
    import { connectDatabase } from '${built('stores/database.js')}';
    import { connectEventStore } from '${built('stores/eventStore.js')}';
    import { deliverWebhooks } from '${built('workers/webhookDelivery.js')}';
    const say = (_, message) => console.error(message);
    console.log('{}');
    await deliverWebhooks({
      databaseUrl: '${stage.stores.databaseUrl}',
      database: connectDatabase('${stage.stores.databaseUrl}'),
      eventStore: connectEventStore('${stage.stores.eventStoreUrl}'),
      webhookKey: Buffer.from('${webhookKey.toString('hex')}', 'hex'),
      allowLoopback: true,
      now: () => new Date(),
      log: { info: say, warn: say },
      signal: new AbortController().signal,
    });`);

test('given an attempt that was under way, then it is made again under the same id, however often that happens', async () => {
  let answering = false;
  const { endpointId, received } = await stage.receiver((response) => {
    if (answering) response.writeHead(204).end();
  });
  await stage.createKey();
  for (let kill = 1; kill <= 3; kill += 1) {
    await using child = await startDeliverer();
    await eventually('an attempt is under way', () => received.length === kill);
    await child.kill('SIGKILL');
  }
  answering = true;
  stage.deliver();
  const { attempts, messageId } = await settled(stage, endpointId, 'delivered');
  expect(new Set(received.map(({ id }) => id))).toEqual(new Set([messageId]));
  expect(attempts).toHaveLength(1);
  await eventually('no job is left', async () => {
    const jobs = await stage.stores.database.query('select from graphile_worker.jobs');
    return jobs.length === 0;
  });
});

test('given another process that waits already, then it delivers what comes next', async () => {
  const { received } = await stage.receiver();
  const told = () => new Set(received.map(({ id }) => id)).size; // one may be repeated: its attempt was not recorded
  await using first = await startDeliverer();
  await stage.createKey();
  await eventually('the first webhook', () => told() === 1);
  stage.deliver();
  await first.kill('SIGKILL');
  await stage.createKey();
  await eventually('the second webhook', () => told() === 2);
});

test('given a stop in the middle of an attempt that does not end, then it ends all the same, and the attempt is made again at once', async () => {
  let answering = false;
  const { endpointId, received } = await stage.receiver((response) => {
    if (answering) response.writeHead(204).end();
  });
  const first = stage.deliver({ timeoutMs: 600_000 });
  await stage.createKey();
  await eventually('an attempt is under way', () => received.length === 1);
  await first.stop();
  expect(first.said).toEqual([]);
  answering = true;
  stage.deliver();
  const { attempts } = await settled(stage, endpointId, 'delivered');
  expect(attempts).toHaveLength(1);
  expect(received.map(({ id }) => id)).toEqual([received[0]?.id, received[0]?.id]);
});
