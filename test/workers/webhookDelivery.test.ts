/** Deliveries from the outbox to the receiver: the real stores and queue, a receiver that verifies, time in short. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../support/condition.ts';
import { answering, caller, settled, webhookStage, type WebhookStage } from './webhooks.ts';

let stage: WebhookStage;
beforeEach(async () => {
  stage = await webhookStage();
});
afterEach(() => stage.stop());

const owner = (endpointId: string) => ({ merchantId: 'm_1', endpointId });

describe('an attempt that is taken', () => {
  test('settles the delivery', async () => {
    const { endpointId, received } = await stage.receiver();
    stage.deliver();
    const keyId = await stage.createKey();
    const delivery = await settled(stage, endpointId, 'delivered');
    expect(delivery).toMatchObject({
      messageId: received[0]?.id,
      type: 'api_key.created',
      attempts: [{ statusCode: 204, error: null }],
      nextAttemptAt: null,
    });
    expect(received.map(({ type, data }) => [type, data['id']])).toEqual([['api_key.created', keyId]]);
  });

  test('may answer with any 2xx and more text than anybody reads', async () => {
    const { endpointId } = await stage.receiver((response) =>
      response.writeHead(201).end('x'.repeat(10_000_000)),
    );
    stage.deliver();
    await stage.createKey();
    expect((await settled(stage, endpointId, 'delivered')).attempts).toMatchObject([{ statusCode: 201 }]);
  });
});

test('given a thousand that are due at once, then each is delivered, and once', async () => {
  const { endpointId, received } = await stage.receiver();
  const made = await Promise.all(
    Array.from({ length: 1000 }, () => stage.deliveries.test(owner(endpointId), new Date())),
  );
  stage.deliver();
  await eventually('all are delivered', () => received.length >= made.length);
  const ids = received.map(({ id }) => id);
  expect(ids.toSorted()).toEqual(made.map(({ messageId }) => messageId).toSorted());
});

describe('an attempt that fails', () => {
  test('is repeated under the same id, with another signature, until it is taken', async () => {
    const { endpointId, received } = await stage.receiver(answering(500, 404, 204));
    stage.deliver();
    await stage.createKey();
    const delivery = await settled(stage, endpointId, 'delivered');
    expect(delivery.attempts).toMatchObject([
      { statusCode: 500, error: 'http_status' },
      { statusCode: 404, error: 'http_status' },
      { statusCode: 204, error: null },
    ]);
    expect(received).toHaveLength(3);
    expect(new Set(received.map(({ id }) => id))).toEqual(new Set([delivery.messageId]));
    expect(new Set(received.map(({ data }) => JSON.stringify(data))).size).toBe(1);
  });

  test('is repeated so often and no more; then it is a dead letter, which can be sent again', async () => {
    const { endpointId, received } = await stage.receiver(answering(500, 500, 500, 204));
    stage.deliver();
    await stage.createKey();
    const dead = await settled(stage, endpointId, 'dead');
    expect(dead.attempts).toHaveLength(3);
    expect(dead.nextAttemptAt).toBeNull();
    const { items } = await stage.deliveries.list(owner(endpointId), { status: 'dead' }, { limit: 10 });
    expect(items).toEqual([dead]);

    const retried = await stage.deliveries.retry(owner(endpointId), dead.id);
    expect(retried).toMatchObject({ status: 'pending', finishedAt: null });
    const delivered = await settled(stage, endpointId, 'delivered');
    expect(delivered.attempts).toHaveLength(4);
    expect(new Set(received.map(({ id }) => id))).toEqual(new Set([dead.messageId]));
  });

  test('waits for its time', async () => {
    const { endpointId, received } = await stage.receiver(answering(500));
    stage.deliver({ retryDelay: () => 3600 });
    await stage.createKey();
    await eventually('the attempt is recorded', async () => {
      const [delivery] = await stage.list(endpointId);
      return delivery?.attempts.length === 1;
    });
    const [delivery] = await stage.list(endpointId);
    const waits = Date.parse(delivery?.nextAttemptAt ?? '') - Date.now();
    expect(waits).toBeGreaterThan(3_500_000);
    // Another webhook, which is attempted, shows that the first one is not.
    await stage.createKey();
    await eventually('the second webhook', () => received.length === 2);
    expect(new Set(received.map(({ id }) => id)).size).toBe(2);
  });

  test('waits as long as the receiver asks', async () => {
    const asked: (number | undefined)[] = [];
    const { endpointId } = await stage.receiver((response) =>
      response.writeHead(429, { 'retry-after': '120' }).end(),
    );
    stage.deliver({
      retryDelay(_, __, retryAfter) {
        asked.push(retryAfter);
        return undefined;
      },
    });
    await stage.createKey();
    await settled(stage, endpointId, 'dead');
    expect(asked).toEqual([120]);
  });
});

describe('an endpoint to which nothing may be sent', () => {
  test('says so with 410: it is disabled, and what was pending is cancelled', async () => {
    const { endpointId, received } = await stage.receiver(answering(410));
    await stage.createKey();
    await stage.createKey();
    stage.deliver();
    await eventually('it is disabled', async () => {
      await stage.shown();
      const items = await stage.list(endpointId);
      return items.every(({ status }) => status === 'cancelled');
    });
    const [row] = await stage.stores.database.query(
      'select status, disabled_reason from webhook_endpoints where endpoint_id = $1',
      [endpointId],
    );
    expect(row).toEqual({ status: 'disabled', disabled_reason: 'gone' });
    const told = received.length;
    await stage.createKey();
    expect(await stage.list(endpointId)).toHaveLength(2);
    expect(received).toHaveLength(told);
    const attempts = (await stage.list(endpointId)).flatMap((delivery) => delivery.attempts);
    expect(attempts.map(({ statusCode, error }) => [statusCode, error])).toContainEqual([410, 'gone']);
  });

  test.each(['disabled', 'deleted'])('is %s: what was pending is cancelled', async (how) => {
    const { endpointId, received } = await stage.receiver();
    await stage.createKey();
    const target = { endpointId, caller };
    if (how === 'disabled') await stage.commands.change(target, { status: 'disabled' });
    else await stage.commands.remove(target);
    await stage.shown();
    expect(await stage.list(endpointId)).toMatchObject([{ status: 'cancelled', nextAttemptAt: null }]);
    stage.deliver();
    const other = await stage.receiver();
    await stage.createKey();
    await settled(stage, other.endpointId, 'delivered');
    expect(received).toEqual([]);
  });
});

test('a process that comes later takes over when the first one ends', async () => {
  const { received } = await stage.receiver();
  const first = stage.deliver();
  await stage.createKey();
  await eventually('the first webhook', () => received.length === 1);
  stage.deliver();
  await stage.createKey();
  await eventually('the second webhook', () => received.length === 2);
  await first.stop();
  await stage.createKey();
  await eventually('the third webhook', () => received.length === 3);
});

test('given that all its connections break, then it goes on by itself', async () => {
  const { received } = await stage.receiver();
  const { said } = stage.deliver();
  const told = () => new Set(received.map(({ id }) => id)).size;
  await stage.createKey();
  await eventually('the first webhook', () => told() === 1);
  await stage.stores.database.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and usename = current_user and pid <> pg_backend_pid()`,
  );
  await eventually('the break is noticed', () => said.some((line) => line.includes('interrupted')));
  await stage.createKey();
  await eventually('the second webhook', () => told() === 2);
});
