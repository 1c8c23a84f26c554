/** One slow or dead endpoint delays no other: beside many that never answer, a healthy one hears at once. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '../support/condition.ts';
import { webhookStage, type WebhookStage } from './webhooks.ts';

const dead = 60;
/** Webhooks that wait for each dead endpoint. */
const backlog = 20;

let stage: WebhookStage;
let silent: Server;
const sockets = new Set<Socket>();
beforeEach(async () => {
  silent = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.resume(); // or its end would go unseen
  }).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  stage = await webhookStage();
  for (let i = 0; i < dead; i += 1) {
    await stage.endpoint(`http://127.0.0.1:${port}/${i}`, ['api_key.created']);
  }
  for (let i = 0; i < backlog; i += 1) await stage.createKey();
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await stage.stop();
  silent.close();
});

async function expectHealthyToHear(): Promise<void> {
  const healthy = await stage.receiver();
  for (let nth = 1; nth <= 20; nth += 1) {
    await stage.createKey();
    await eventually('the healthy endpoint hears', () => healthy.received.length === nth);
  }
}

test(`while ${dead} endpoints are found dead all at once`, async () => {
  // No attempt ends before the test does.
  stage.deliver({ timeoutMs: 600_000 });
  await eventually('each dead endpoint is being attempted', () => sockets.size >= dead);
  await expectHealthyToHear();
});

test(`while ${dead} endpoints, known to be dead, are attempted again and again`, async () => {
  stage.deliver({ timeoutMs: 200, retryDelay: () => 0.01 });
  await eventually('each has failed', async () => {
    const [row] = await stage.stores.database.query<{ failed: string }>(
      'select count(distinct endpoint_id) as failed from webhook_deliveries where failures > 0',
    );
    return Number(row?.failed) === dead;
  });
  let most = 0;
  silent.on('connection', () => (most = Math.max(most, sockets.size)));
  await expectHealthyToHear();
  await eventually('the dead ones are attempted all the while', () => most > 0);
  expect(most).toBeLessThanOrEqual(dead);
});
