/**
 * `kill -9` of API and worker under load: whatever was answered is in the audit exactly once, counters equal it, whoever
 * should know of a lifecycle event was told, and a rebuild gives the same tables.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeKeyEvent, keyStreamPrefix, type KeyEventType } from '../../src/domain/keyEvents.ts';
import type { RecordedEvent } from '../../src/stores/eventStore.ts';
import { client, createKey, type Client, type CreatedKey } from '../support/client.ts';
import { eventually } from '../support/condition.ts';
import { temporaryFolder, type TestFolder } from '../support/folder.ts';
import {
  freePort,
  managementToken,
  runCommand,
  startServiceProcess,
  type ServiceProcess,
} from '../support/service.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhookReceiver.ts';

const kills = 200;
const callers = 16;
const merchant = 'm_audited';

/** Who dies, in turn. */
const victims = [['api'], ['worker'], ['api', 'worker']] as const;

/** Everything that was answered, by request id: what the client knows for certain. */
const answered = new Map<string, number>();

let folder: TestFolder;
let stores: TestStores;
let receiver: WebhookReceiver;
let settings: Record<string, string>;
let admin: Client;
let url: string;
let token: string;
const running: { api?: ServiceProcess; worker?: ServiceProcess } = {};

beforeAll(async () => {
  [folder, stores, receiver] = await Promise.all([
    temporaryFolder(),
    startTestStores(),
    startWebhookReceiver(),
  ]);
  const port = String(await freePort());
  settings = {
    DATA_DIR: folder.path,
    DATABASE_URL: stores.databaseUrl,
    DATABASE_OWNER_URL: stores.databaseOwnerUrl,
    EVENTSTORE_URL: stores.eventStoreUrl,
    PEPPER: 'pepper '.repeat(5),
    MAC_KEY: 'mac key '.repeat(5),
    WEBHOOK_KEY: 'webhook key '.repeat(5),
    WEBHOOK_ALLOW_LOOPBACK: 'true',
    RATE_LIMIT_PER_MINUTE: '1000000',
    LOG_LEVEL: 'error',
    PORT: port,
  };
  token = await managementToken(folder.path, merchant);
  url = `http://127.0.0.1:${port}`;
  admin = client(url, token);
  await Promise.all([start('api'), start('worker')]);
});

afterAll(async () => {
  await Promise.all([running.api?.stop(), running.worker?.stop()]);
  await receiver.stop();
  await stores.stop();
  await folder[Symbol.asyncDispose]();
});

async function start(mode: 'api' | 'worker'): Promise<void> {
  running[mode] = await startServiceProcess(settings, mode);
}

test(`${kills} kills lose no answered request, no count and no webhook`, { timeout: 900_000 }, async () => {
  await eventually('commands take effect', async () => {
    const { status, body } = await admin.post('/api/v1/webhook-endpoints', {
      url: receiver.url,
      events: [...webhookTypes.values()],
    });
    if (status === 201) receiver.trust(String(body['secret']));
    return status === 201;
  });
  const keys = [
    await createKey(admin, { scopes: ['sales:read'] }),
    await createKey(admin, { scopes: ['customer:read'] }),
    await createKey(admin, { scopes: ['sales:read'], ipRules: ['203.0.113.0/24'] }),
  ];
  const load = new AbortController();
  const calling = [
    ...Array.from({ length: callers }, (_, at) => call(keys, at, load.signal)),
    manage(load.signal),
  ];
  for (let round = 0; round < kills; round += 1) {
    await moment();
    const dying = victims[round % victims.length] ?? [];
    await Promise.all(
      dying.map(async (mode) => {
        await running[mode]?.kill();
        await start(mode);
      }),
    );
  }
  load.abort();
  await Promise.all(calling);

  expect(answered.size).toBeGreaterThan(10 * kills);
  const expected = [...answered].toSorted(([a], [b]) => (a < b ? -1 : 1));
  await eventually(
    'every answered request is in the audit',
    async () => {
      const rows = await stores.database.query<{ missing: string }>(
        `select count(*) as missing from unnest($1::text[]) asked (id)
       where not exists (select from audit where request_id = asked.id)`,
        [expected.map(([id]) => id)],
      );
      return rows[0]?.missing === '0';
    },
    120_000,
  );
  const audited = await stores.database.query<{ request_id: string; status: number }>(
    'select request_id, status from audit where request_id = any($1) order by request_id collate "C"',
    [expected.map(([id]) => id)],
  );
  expect(audited.map(({ request_id: id, status }) => [id, status])).toEqual(expected);
  await countersEqualTheAudit();
  await everyLifecycleEventWasTold();
  await aRebuildGivesTheSame();
});

/** Some milliseconds of load: what is waited for is that any moment may be the last. */
async function moment(): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, 20 + Math.random() * 300);
  });
}

/** Requests with the keys, one after another, each with an id of its own; what is answered is written down. */
async function call(keys: readonly CreatedKey[], at: number, signal: AbortSignal): Promise<void> {
  for (let count = at; !signal.aborted; count += 1) {
    const id = randomUUID();
    const secret = keys[count % keys.length]?.key ?? '';
    const verifies = count % 7 === 0;
    const request = verifies
      ? client(url, token).post('/api/v1/verify', { key: secret }, { headers: { 'X-Request-Id': id } })
      : client(url, secret).get('/public/api/v1/sales', { headers: { 'X-Request-Id': id } });
    const answer = await request.catch(() => undefined);
    if (answer !== undefined) answered.set(id, answer.status);
    await pause(answer === undefined ? 20 : 5);
  }
}

/** Keys that are created, end and are revoked meanwhile. */
async function manage(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const expiresAt = new Date(Date.now() + 2000).toISOString();
    await admin.post('/api/v1/keys', { name: 'Ends', scopes: ['sales:read'], expiresAt }).catch(noAnswer);
    const lasting = await admin
      .post('/api/v1/keys', { name: 'Lasts', scopes: ['sales:read'] })
      .catch(noAnswer);
    if (lasting.status === 201) {
      await admin.post(`/api/v1/keys/${String(lasting.body['id'])}/revoke`, {}).catch(noAnswer);
    }
    // The cores are for the processes that start again.
    await pause(100);
  }
}

const noAnswer = () => ({ status: 0, body: {} as Record<string, unknown> });

async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

async function countersEqualTheAudit(): Promise<void> {
  const counted = await stores.database.query(
    'select key_id, request_count::int as requests, denied_count::int as denied from key_usage order by key_id',
  );
  const audited = await stores.database.query(
    `select key_id, count(*)::int as requests, (count(*) filter (where outcome <> 'ALLOWED'))::int as denied
     from audit where key_id is not null group by key_id order by key_id`,
  );
  expect(counted.length).toBeGreaterThan(2);
  expect(counted).toEqual(audited);
  const hours = await stores.database.query(
    `select key_id, sum(allowed + denied)::int as requests, sum(denied)::int as denied
     from key_usage_hours group by key_id order by key_id`,
  );
  expect(hours).toEqual(counted);
}

const webhookTypes: ReadonlyMap<KeyEventType, string> = new Map([
  ['ApiKeyCreated', 'api_key.created'],
  ['ApiKeyRevoked', 'api_key.revoked'],
  ['ApiKeyExpiring', 'api_key.expiring'],
  ['ApiKeyExpired', 'api_key.expired'],
]);

/** At least once each, under one id; and each key that ends is announced once and ends once. */
async function everyLifecycleEventWasTold(): Promise<void> {
  let events: readonly RecordedEvent[] = [];
  await eventually(
    'every key that was to end has ended',
    async () => {
      events = await lifecycleEvents();
      const ended = events.filter(({ type }) => type === 'ApiKeyExpired').length;
      return ended > 0 && ended === events.filter((event) => endOf(event) !== null).length;
    },
    60_000,
  );
  for (const type of ['ApiKeyExpiring', 'ApiKeyExpired']) {
    const streams = events.filter((event) => event.type === type).map(({ stream }) => stream);
    expect(new Set(streams).size).toBe(streams.length);
  }
  const wanted = events
    .filter(({ type }) => webhookTypes.has(type as KeyEventType))
    .map(({ id, type }) => `msg_${id.replaceAll('-', '')} ${webhookTypes.get(type as KeyEventType)}`);
  expect(wanted.length).toBeGreaterThan(kills);
  await eventually(
    'every webhook has arrived',
    () => {
      const got = new Set(receiver.received.map(({ id, type }) => `${id} ${type}`));
      return wanted.every((each) => got.has(each));
    },
    120_000,
  );
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(wanted.length);
  expect(receiver.refused).toEqual([]);
}

/** Row for row, and nobody is told again. */
async function aRebuildGivesTheSame(): Promise<void> {
  await Promise.all([running.api?.stop(), running.worker?.stop()]);
  const before = await checksums();
  expect(before.every(({ rows }) => rows > 0)).toBe(true);
  const told = receiver.received.length;
  await runCommand(settings, 'rebuild');
  expect(await checksums()).toEqual(before);
  await start('worker');
  await eventually('nothing is left to be delivered', async () => {
    const [left] = await stores.database.query<{ count: string }>(
      `select count(*) from webhook_deliveries where status = 'pending'`,
    );
    return left?.count === '0';
  });
  expect(receiver.received.length).toBe(told);
}

const readModels = ['key_lookup', 'key_list', 'key_history', 'key_usage', 'key_usage_hours', 'audit'];

/** Each table as its number of rows and a digest of all of them. */
async function checksums(): Promise<readonly { table: string; rows: number; digest: string }[]> {
  return Promise.all(
    readModels.map(async (table) => {
      const [row] = await stores.database.query<{ rows: number; digest: string }>(
        `select count(*)::int as rows, md5(string_agg(t::text, E'\\n' order by t::text collate "C")) as digest
         from ${table} t`,
      );
      return { table, rows: row?.rows ?? 0, digest: row?.digest ?? '' };
    }),
  );
}

function endOf(event: RecordedEvent): string | null {
  const decoded = decodeKeyEvent(event);
  return decoded.type === 'ApiKeyCreated' ? decoded.data.expiresAt : null;
}

/** Of all keys, in the order of the log. */
async function lifecycleEvents(): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  const done = new AbortController();
  const prefixes = [keyStreamPrefix];
  for await (const delivery of stores.eventStore.subscribe({
    prefixes,
    after: 'start',
    signal: done.signal,
  })) {
    if (delivery.kind === 'caughtUp') done.abort();
    else events.push(delivery.event);
  }
  return events;
}
