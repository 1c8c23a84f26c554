/** Notifications: a hint that may be lost, a wait that never lasts longer than it was told. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectDatabase, type Database } from '../../src/stores/database.ts';
import { connectNotifications, type Notifications } from '../../src/stores/notifications.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startProxy, type Proxy } from '../support/proxy.ts';

let postgres: TestDatabase;
let proxy: Proxy;
let database: Database;
let notifications: Notifications;
let releases: (() => Promise<void>)[];
beforeEach(async () => {
  postgres = await createTestDatabase();
  proxy = await startProxy(Number(new URL(postgres.url).port));
  database = connectDatabase(postgres.url);
  releases = [() => postgres.drop(), () => proxy.stop(), () => database.close()];
  notifications = listen();
});
afterEach(async () => {
  for (const release of releases.toReversed()) await release();
});

function listen(): Notifications {
  const url = new URL(postgres.url);
  url.port = String(proxy.port);
  const listening = connectNotifications(url.href);
  releases.push(() => listening.close());
  return listening;
}

const forever = 60_000;
const listeners = () =>
  database.query(
    `select 1 from pg_stat_activity
      where application_name = 'keyledger notifications' and datname = current_database()`,
  );
const notify = (channel = 'news') => database.query('select pg_notify($1, $2)', [channel, '']);

/** Resolves when notifications come. The first two wakes may tell of the connection and of the channel, no more. */
async function connected(listening = notifications): Promise<void> {
  for (const channel of ['news', 'other news']) void listening.wake(channel, 0);
  for (let wakes = 0; wakes < 3; wakes += 1) {
    let awake = false;
    void listening.wake('hello', forever).then(() => (awake = true));
    await expect
      .poll(async () => (await notify('hello'), awake), { timeout: 15_000, interval: 20 })
      .toBe(true);
  }
}

test('given a notification, then all who wait on its channel are woken, and nobody else', async () => {
  await connected();
  const others = notifications.wake('other news', 300).then(() => 'others');
  const waiting = Promise.all([notifications.wake('news', forever), notifications.wake('news', forever)]);
  await notify();
  expect(await Promise.race([others, waiting.then(() => 'those of news')])).toBe('those of news');
  await others;
});

test('given no notification, then the wait ends when its time is up', async () => {
  await notifications.wake('news', 50);
});

test('given a Postgres that is away for longer than the library would wait, then notifications come again after it is back', async () => {
  await connected();
  await proxy.cut();
  // Woken by the break itself: what was sent meanwhile may be lost, so everybody has to look.
  await notifications.wake('news', forever);
  const since = performance.now();
  while (performance.now() - since < 3500) await notifications.wake('news', 500);
  await proxy.heal();
  await connected();
});

test('given a connection that was killed, then who waits is woken to look, and notifications come again', async () => {
  await connected();
  const woken = notifications.wake('news', forever);
  await database.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'keyledger notifications' and datname = current_database()`,
  );
  await woken;
  await connected();
});

test('given a connection that is open and dead, then that is found out, and notifications come again', async () => {
  await connected();
  const woken = notifications.wake('news', forever);
  proxy.stall();
  await woken;
  await proxy.cut();
  await proxy.heal();
  await connected();
});

test('given no Postgres at first, then notifications come once there is one', async () => {
  await notifications.close();
  await proxy.cut();
  const early = listen();
  await early.wake('news', 700);
  await proxy.heal();
  await connected(early);
});

test('given a close while Postgres is away, then it ends, wakes who waits, and never connects again', async () => {
  await connected();
  await proxy.cut();
  await notifications.wake('news', 1000);
  const waiting = notifications.wake('news', forever);
  await notifications.close();
  await waiting;
  await proxy.heal();
  await notifications.wake('news', 1200); // longer than its pause between attempts
  expect(await listeners()).toEqual([]);
});

test('given a close while Postgres says nothing, then it ends all the same', async () => {
  await connected();
  proxy.stall();
  const begun = performance.now();
  await notifications.close();
  expect(performance.now() - begun).toBeLessThan(5000); // far from for ever
});

test('given a close while attempts to connect fail, then at most the one that is due is made', async () => {
  let attempts = 0;
  const broken = createServer((socket) => {
    attempts += 1;
    socket.destroy();
  });
  broken.listen(0, '127.0.0.1');
  await once(broken, 'listening');
  releases.push(async () => void broken.close());
  const address = broken.address();
  const listening = connectNotifications(
    `postgres://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/none`,
  );
  await expect.poll(() => attempts, { timeout: 5000 }).toBeGreaterThan(1);
  await listening.close();
  const made = attempts;
  await notifications.wake('news', 2200); // more than four times its pause between attempts
  expect(attempts).toBeLessThanOrEqual(made + 1);
});

test('given a channel that nobody has listened to, then whoever waits is woken when it is listened to, to look again', async () => {
  await connected();
  await notifications.wake('new channel', forever);
});
