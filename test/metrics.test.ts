/** What the metrics tell, of a real service, and that they tell nothing of anybody. */
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { createMetrics } from '../src/metrics.ts';
import { startService } from '../src/service.ts';
import { startApp, webhookKey, type TestApp } from './support/app.ts';
import { createKey } from './support/client.ts';
import { eventually } from './support/condition.ts';
import { temporaryFolder } from './support/folder.ts';

type Samples = ReadonlyMap<string, number>;

/** Each line of the text format that is no comment: name and labels, as they stand there, and the value. */
function samples(text: string): Samples {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const [, name = '', value = ''] = /^(\w+(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
      expect(name, line).not.toBe('');
      return [name, Number(value)];
    }),
  );
}

async function read(url: string): Promise<Samples> {
  const response = await fetch(`${url}/metrics`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return samples(await response.text());
}

const requests = (seen: Samples, outcome: string) =>
  seen.get(`keyledger_requests_total{outcome="${outcome}"}`);

describe('a service', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.stop());

  test('counts requests by verdict, times the verdict, and recorded all of them', async () => {
    const before = await read(app.url);
    expect(requests(before, 'KEY_REVOKED')).toBe(0); // there before the first
    const admin = await app.as('m_counted');
    const { id, key } = await createKey(admin, { scopes: ['sales:read'] });
    const holder = app.with(key);
    await holder.get('/public/api/v1/sales');
    await holder.get('/public/api/v1/sales');
    await holder.get('/public/api/v1/customers');
    await app.with().get('/public/api/v1/sales');
    await admin.post('/api/v1/verify', { key });
    await admin.post(`/api/v1/keys/${id}/revoke`, {});
    await holder.get('/public/api/v1/sales');

    // The caller has its answer a moment before it is counted.
    const last = 'keyledger_http_request_seconds_count{route="/public/api/v1/sales",status="4xx"}';
    await eventually('the last answer is counted', async () => (await read(app.url)).get(last) === 2);
    const after = await read(app.url);
    const more = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    const counted = ['ALLOWED', 'INSUFFICIENT_SCOPE', 'KEY_NOT_FOUND', 'KEY_REVOKED', 'SERVICE_UNAVAILABLE'];
    expect(counted.map((outcome) => more(`keyledger_requests_total{outcome="${outcome}"}`))).toEqual([
      3, 1, 1, 1, 0,
    ]);
    expect(more('keyledger_verification_seconds_count')).toBe(6);
    expect(after.get('keyledger_verification_seconds_bucket{le="0.0001"}')).toBeDefined();
    expect(after.get('keyledger_verification_seconds_bucket{le="5"}')).toBeDefined();
    expect(more('keyledger_journal_entries_total')).toBe(6);
    const sales = 'keyledger_http_request_seconds_count{route="/public/api/v1/sales"';
    expect(more(`${sales},status="2xx"}`)).toBe(2);
    expect(more(`${sales},status="4xx"}`)).toBe(2);
    expect(after.get('keyledger_scrypt_waiting')).toBe(0);
    // At first, and after the revocation, it is in nobody's memory; in between the lease may have been over.
    const [memory, postgres] = ['memory', 'postgres'].map((source) =>
      more(`keyledger_key_lookups_total{source="${source}"}`),
    );
    expect((memory ?? NaN) + (postgres ?? NaN)).toBe(5);
    expect(postgres).toBeGreaterThanOrEqual(2);
    expect(after.get('keyledger_keys_in_memory')).toBeGreaterThanOrEqual(0);
    expect(after.get('process_resident_memory_bytes')).toBeGreaterThan(0);

    await eventually('all is shipped and projected', async () => {
      const seen = await read(app.url);
      return (
        seen.get('keyledger_audit_shipped_entries_total') === seen.get('keyledger_journal_entries_total') &&
        seen.get('keyledger_journal_backlog_bytes') === 0 &&
        seen.get('keyledger_projection_running{group="keys"}') === 1 &&
        seen.get('keyledger_projection_lag_events{group="requests"}') === 0 &&
        seen.get('keyledger_projection_lag_seconds{group="requests"}') === 0
      );
    });
  });

  test('names no key, merchant, address or path, and has no more series for a caller who makes paths up', async () => {
    const admin = await app.as('m_private');
    const { id, key, prefix } = await createKey(admin, { name: 'Private', scopes: ['sales:read'] });
    await app.with(key).get('/public/api/v1/sales', { headers: { 'X-Request-Id': 'req.7' } });
    await admin.get(`/api/v1/keys/${id}`);
    await app.with().get('/made/up');
    const before = await read(app.url);
    for (let times = 0; times < 20; times += 1) {
      await app.with(`sntr_${times}`).get(`/public/api/v1/${times}?q=${times}`);
      await app.with().send(times % 2 === 0 ? 'DELETE' : 'PROPFIND', `/${times}/${key}`);
    }
    const text = await (await fetch(`${app.url}/metrics`)).text();
    for (const told of [id, key, prefix, 'm_private', 'Private', '127.0.0.1', '/made', 'req.7'])
      expect(text).not.toContain(told);
    const labelled = [...samples(text).keys()].filter((name) => name.startsWith('keyledger_'));
    expect(labelled.filter((name) => !before.has(name) && !name.includes('route="/metrics"'))).toEqual([]);
  });

  test('answers to GET only, and needs no token', async () => {
    expect((await app.with().post('/metrics', {})).status).toBe(405);
    expect((await fetch(`${app.url}/metrics`, { method: 'HEAD' })).status).toBe(200);
  });
});

describe('a port of their own', () => {
  let app: TestApp;
  let metricsUrl: string;
  beforeEach(async () => {
    app = await startApp({ mode: 'api', ready: false, config: { metricsPort: 0 } });
  });
  afterEach(() => app.stop());

  test('given one, then an API shows no metrics, and a worker has metrics, health and nothing else', async () => {
    expect((await app.with().get('/metrics')).status).toBe(404);
    await using folder = await temporaryFolder();
    const { databaseUrl, databaseOwnerUrl, eventStoreUrl } = app.stores;
    const worker = await startService(
      {
        ...readConfig({ DATA_DIR: folder.path, METRICS_PORT: '0' }),
        databaseUrl,
        databaseOwnerUrl,
        eventStoreUrl,
        webhookKey,
      },
      { mode: 'worker', log: pino({ level: 'silent' }) },
    );
    try {
      metricsUrl = worker.metricsUrl ?? '';
      await eventually('it runs both groups', async () => {
        const seen = await read(metricsUrl);
        const running = ['keys', 'requests'].map((name) =>
          seen.get(`keyledger_projection_running{group="${name}"}`),
        );
        return running.every((value) => value === 1);
      });
      expect((await fetch(`${metricsUrl}/healthz`)).status).toBe(200);
      await eventually('it is ready', async () => (await fetch(`${metricsUrl}/readyz`)).status === 200);
      expect((await fetch(`${metricsUrl}/api/v1/profiles`)).status).toBe(404);
      expect((await read(metricsUrl)).get('keyledger_webhook_dead_letters')).toBe(0);
    } finally {
      await worker.stop();
    }
    await expect(fetch(`${metricsUrl}/healthz`)).rejects.toThrow('fetch failed');
  });
});

describe('as time goes by', () => {
  let clock: number;
  const metrics = () => createMetrics(() => new Date(clock));
  beforeEach(() => {
    clock = Date.parse('2026-11-21T00:00:00Z');
  });

  test('a runner that reports nothing any more falls behind', async () => {
    const its = metrics();
    its.projection('keys', { running: true, unwritten: 3, behindSince: new Date(clock - 2000) });
    const lag = async () => {
      const seen = samples(await its.text());
      return ['events', 'seconds'].map((unit) => seen.get(`keyledger_projection_lag_${unit}{group="keys"}`));
    };
    expect(await lag()).toEqual([3, 2]);
    clock += 60_000;
    expect(await lag()).toEqual([3, 62]);
    its.projection('keys', { running: true, unwritten: 0, behindSince: undefined });
    expect(await lag()).toEqual([0, 0]);
    // The event store's clock is ahead of ours.
    its.projection('keys', { running: true, unwritten: 1, behindSince: new Date(clock + 5000) });
    expect(await lag()).toEqual([1, 0]);
  });

  test('what cannot be read is not a number, and hides nothing else', async () => {
    const its = metrics();
    its.readBacklog(() => Promise.reject(new Error('no such folder')));
    its.readDeliveries(() => Promise.reject(new Error('Postgres is away')));
    its.request('ALLOWED');
    const seen = samples(await its.text());
    expect(seen.get('keyledger_journal_backlog_bytes')).toBeNaN();
    expect(seen.get('keyledger_webhook_oldest_pending_seconds')).toBeNaN();
    expect(requests(seen, 'ALLOWED')).toBe(1);
  });

  test('what others count is shown as they count it, once a reading', async () => {
    const its = metrics();
    let load = { running: 2, waiting: 5, refused: 7 };
    its.readScrypt(() => load);
    its.readJournal(() => ({ bytes: 10, lines: 4, groups: 2, refused: 1, failures: 1 }));
    its.readDeliveries(() => Promise.resolve({ oldestPendingSeconds: 90, deadLetters: 2 }));
    await its.text();
    load = { running: 0, waiting: 0, refused: 8 };
    const seen = samples(await its.text());
    expect(seen.get('keyledger_scrypt_running')).toBe(0);
    expect(seen.get('keyledger_scrypt_refused_total')).toBe(8);
    expect(seen.get('keyledger_journal_failures_total')).toBe(1);
    expect(seen.get('keyledger_webhook_oldest_pending_seconds')).toBe(90);
    expect(seen.get('keyledger_webhook_dead_letters')).toBe(2);
  });

  test('each service counts for itself; the process is theirs together', async () => {
    const [one, other] = [metrics(), metrics()];
    one.request('ALLOWED');
    one.webhookAttempt({ delivered: true, statusCode: 200 });
    one.webhookAttempt({ delivered: false, error: 'timeout', statusCode: null });
    const [here, there] = [samples(await one.text()), samples(await other.text())];
    expect([requests(here, 'ALLOWED'), requests(there, 'ALLOWED')]).toEqual([1, 0]);
    expect(here.get('keyledger_webhook_attempts_total{result="delivered"}')).toBe(1);
    expect(here.get('keyledger_webhook_attempts_total{result="timeout"}')).toBe(1);
    expect(there.get('process_start_time_seconds')).toBe(here.get('process_start_time_seconds'));
  });
});
