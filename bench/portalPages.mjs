/**
 * How long each request takes that the portal's pages make, for a merchant with very much of everything:
 *
 *   npm run build && node bench/portalPages.mjs [keys] [audit entries] [requests a row]
 *
 * 100,000 keys and a million audit entries of 90 days unless told otherwise: one key has a tenth of the entries, one address
 * half of them, one entry in fifty is refused, in seven ways of which one is rare. A filter that finds much, little and
 * nothing each has a row. One request after the other over HTTP, as a person makes them, at the limits that the pages ask
 * for. The baseline of the same run is `GET /session`, which asks no database. Streams are timed until they begin. Ends with 1
 * when a row's p99 is not under 200 ms.
 */
import { Client } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { bench, install, merchant, percentile, startApi, table } from './installation.mjs';

const KEYS = Number(process.argv[2] ?? 100_000);
const ENTRIES = Number(process.argv[3] ?? 1_000_000);
const TIMES = Number(process.argv[4] ?? 100);
const DAYS = 90;
const target = 200;

const keyId = (/** @type {number | string} */ number) => `key_${String(number).padStart(22, '0')}`;
const hot = keyId(0);
const hotAddress = '203.0.113.7';
const endpoint = `whe_${'0'.repeat(22)}`;

/** How a key is named from its `number`; the oldest are the revoked ones, so that none of them is near where a list begins. */
const keyRows = `
  select 'key_' || lpad(number::text, 22, '0') as id, number,
    case when number = 31 then 'The one and only' when number % 100 = 0 then 'Warehouse ' || number else 'Integration ' || number end as name,
    case when number % 10 = 1 then 'enterprise' else 'sentry' end as profile,
    case when number % 100 = 1 then 'test' else 'live' end as environment,
    'sntr_' || substr(md5(number::text), 1, 11) as prefix, md5(number::text) as random,
    case when number >= $1::int - 50 then 'revoked' else 'active' end as status,
    now() - number * interval '10 minutes' as created_at,
    case when number % 20 = 2 then now() - interval '1 day' when number % 3 = 0 then now() + interval '60 days' end as expires_at
  from generate_series(0, $1::int - 1) number`;

const fillKeys = `
  with fresh as (${keyRows}),
  looked_up as (
    insert into key_lookup (key_id, hash, prefix, merchant_id, name, profile, environment, scopes, ip_rules, status, expires_at, revision)
    select id, 'v1$' || random, prefix, '${merchant}', name, profile, environment, '{sales:read,customer:read}', '{}', status, expires_at, 0
    from fresh),
  told as (
    insert into key_history (key_id, revision, type, at, actor, data)
    select id, 0, 'ApiKeyCreated', created_at, 'bench', '{}'::jsonb from fresh
    union all
    select '${hot}', revision, 'ApiKeyRenamed', now(), 'bench', '{"name": "Integration"}' from generate_series(1, 500) revision),
  used as (
    insert into key_usage (key_id, request_count, denied_count, last_used_at) select id, 10, 0, now() from fresh where number % 2 = 0),
  hours as (
    insert into key_usage_hours (key_id, hour, allowed, denied)
    select '${hot}', date_trunc('hour', now()) - hours * interval '1 hour', 40, 2 from generate_series(0, ${DAYS * 24}) hours)
  insert into key_list (key_id, merchant_id, name, profile, environment, prefix, scopes, ip_rules, status, created_at, created_by,
    expires_at, revoked_at, revision)
  select id, '${merchant}', name, profile, environment, prefix, '{sales:read,customer:read}', '{}', status, created_at, 'bench',
    expires_at, case when status = 'revoked' then now() end, 0
  from fresh`;

/** Ids begin with their millisecond, as the service makes them. */
const fillAudit = `
  insert into audit (id, at, key_id, key_name, merchant_id, endpoint, method, status, ip, prefix, outcome, request_id, user_agent)
  select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7000' || '8' || substr(md5(n::text), 1, 15))::uuid,
    at, 'key_' || lpad(key::text, 22, '0'), 'Integration ' || key, '${merchant}', '/public/api/v1/invoices', 'POST', 201,
    case when random() < 0.5 then '${hotAddress}' else '198.51.' || floor(random() * 8) || '.' || floor(random() * 250) end,
    'sntr_' || substr(md5(key::text), 1, 11),
    case when n % 50 <> 0 then 'ALLOWED' when n = 50 then 'WRONG_ENVIRONMENT' when n % 100 = 0 then 'RATE_LIMIT_EXCEEDED' else 'INSUFFICIENT_SCOPE' end,
    md5(n::text), 'client/' || n % 40
  from generate_series($1::bigint, $2::bigint - 1) n,
    lateral (select (now() - (${ENTRIES} - n) * interval '${DAYS} days' / ${ENTRIES})::timestamptz(3) as at,
      case when n % 10 = 0 then 0 else 1 + floor(random() * ${KEYS - 1})::int end as key) one`;

const fillWebhooks = [
  `insert into webhook_endpoints (endpoint_id, merchant_id, url, events, status, secret_serial, created_at, created_by, revision)
   select 'whe_' || lpad(n::text, 22, '0'), '${merchant}', 'https://example.com/hooks', '{api_key.revoked}', 'disabled', 1, now(), 'bench', 0
   from generate_series(0, 99) n`,
  `insert into webhook_deliveries (id, endpoint_id, merchant_id, message_id, type, payload, status, attempts, next_attempt_at, created_at, finished_at)
   select 'dlv_' || n, '${endpoint}', '${merchant}', 'msg_' || n, 'api_key.revoked', '{}',
     case when n % 1000 = 0 then 'dead' else 'delivered' end, 2, null, now() - n * interval '1 minute', now()
   from generate_series(1, 100000) n`,
  `insert into webhook_attempts (delivery_id, attempt, at, status_code, duration_ms)
   select 'dlv_' || n, attempt, now(), 200, 12 from generate_series(1, 100000) n, generate_series(1, 2) attempt`,
];

await bench(
  async () => {
    const { environment, token } = await install();
    const api = await startApi(environment);
    await until(async () => (await fetch(`${api.url}/readyz`)).status === 200);
    const filling = performance.now();
    await fill(environment['DATABASE_OWNER_URL'] ?? '');
    const filled = Math.round((performance.now() - filling) / 1000);
    console.log(
      `${KEYS.toLocaleString('en')} keys, ${ENTRIES.toLocaleString('en')} entries, filled in ${filled} s\n`,
    );

    const headers = { Authorization: `Bearer ${token}` };
    const ask = async (/** @type {string} */ path) => {
      const began = performance.now();
      const leaving = new AbortController();
      const answer = await fetch(`${api.url}/api/v1${path}`, { headers, signal: leaving.signal });
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      const isStream = !String(answer.headers.get('Content-Type')).includes('json');
      const read = isStream ? await answer.body?.getReader().read() : await answer.text();
      const ms = performance.now() - began;
      leaving.abort();
      if (read === undefined) throw new Error(`${path}: nothing came`);
      return ms;
    };
    /** The cursor behind the first so many pages. @type {(path: string, pages: number) => Promise<string>} */
    const deep = async (path, pages) => {
      let cursor = '';
      for (let page = 0; page < pages; page++) {
        const answer = await fetch(`${api.url}/api/v1${path}${cursor}`, { headers });
        const { nextCursor } = /** @type {{ nextCursor: string | null }} */ (await answer.json());
        if (nextCursor === null) break;
        cursor = `&cursor=${nextCursor}`;
      }
      return path + cursor;
    };
    const rows = {
      session: '/session',
      profiles: '/profiles',
      keys: '/keys?limit=50',
      'keys, far down': await deep('/keys?limit=50', 40),
      'keys, active': '/keys?limit=50&status=active',
      'keys, expired': '/keys?limit=50&status=expired',
      'keys, revoked (few, oldest)': '/keys?limit=50&status=revoked',
      'keys, environment test': '/keys?limit=50&environment=test',
      'keys, profile enterprise': '/keys?limit=50&profile=enterprise',
      'keys, profile sentrial (none)': '/keys?limit=50&profile=sentrial',
      'keys, q of many': '/keys?limit=50&q=integ',
      'keys, q of one': '/keys?limit=50&q=only',
      'keys, q of none': '/keys?limit=50&q=zebra',
      'keys, q of one letter': '/keys?limit=50&q=z',
      'keys, q of many, revoked': '/keys?limit=50&q=integ&status=revoked',
      'keys, q of one, test': '/keys?limit=50&q=warehouse&environment=test',
      'a key': `/keys/${keyId(77)}`,
      'usage by hour, a day': `/keys/${hot}/usage?interval=hour`,
      'usage by hour, 30 days': `/keys/${hot}/usage?interval=hour&from=${days(30)}`,
      'usage by day, 90 days': `/keys/${hot}/usage?interval=day&from=${days(90)}`,
      'history, 501 events': `/keys/${hot}/history?limit=100`,
      'callers of the busy key': `/keys/${hot}/callers`,
      'callers of a key': `/keys/${keyId(78)}/callers`,
      audit: '/audit?limit=100',
      'audit, far down': await deep('/audit?limit=100', 40),
      'audit, an hour': `/audit?limit=100&from=${days(20)}&to=${days(20 - 1 / 24)}`,
      'audit, 30 days': `/audit?limit=100&from=${days(30)}`,
      'audit, allowed': '/audit?limit=100&outcome=ALLOWED',
      'audit, an outcome': '/audit?limit=100&outcome=INSUFFICIENT_SCOPE',
      'audit, an outcome of one': '/audit?limit=100&outcome=WRONG_ENVIRONMENT',
      'audit, an outcome of none': '/audit?limit=100&outcome=KEY_EXPIRED',
      'audit, the busy key': `/audit?limit=100&keyId=${hot}`,
      'audit, a key': `/audit?limit=100&keyId=${keyId(79)}`,
      'audit, the busy key, none': `/audit?limit=100&keyId=${hot}&outcome=KEY_EXPIRED`,
      'audit, the busy address': `/audit?limit=100&ip=${hotAddress}`,
      'audit, an address': '/audit?limit=100&ip=198.51.3.7',
      'audit, an address of none': '/audit?limit=100&ip=192.0.2.1',
      'audit, the busy address and key': `/audit?limit=100&ip=${hotAddress}&keyId=${hot}`,
      'audit, the busy address, a key': `/audit?limit=100&ip=${hotAddress}&keyId=${keyId(80)}`,
      'audit, an address, the busy key': `/audit?limit=100&ip=198.51.3.7&keyId=${hot}`,
      'audit, the busy address, an outcome': `/audit?limit=100&ip=${hotAddress}&outcome=RATE_LIMIT_EXCEEDED`,
      'audit, the busy address, none': `/audit?limit=100&ip=${hotAddress}&outcome=KEY_EXPIRED`,
      'audit, all filters, none': `/audit?limit=100&ip=${hotAddress}&keyId=${hot}&outcome=KEY_EXPIRED&from=${days(80)}`,
      'webhook endpoints': '/webhook-endpoints?limit=100',
      'a webhook endpoint': `/webhook-endpoints/${endpoint}`,
      'deliveries, of 100,000': `/webhook-endpoints/${endpoint}/deliveries?limit=25`,
      'deliveries, dead': `/webhook-endpoints/${endpoint}/deliveries?limit=25&status=dead`,
      'events, until they begin': '/events',
      'audit live, until it begins': '/audit/live',
      'export, until it begins': '/audit/export?format=csv',
    };
    let [baseline, slow] = [0, 0];
    /** @type {(string | number)[][]} */
    const lines = [['', 'p50 ms', 'p99 ms', 'p50 ratio']];
    for (const [name, path] of Object.entries(rows)) {
      for (let warm = 0; warm < 5; warm++) await ask(path);
      const times = [];
      for (let time = 0; time < TIMES; time++) times.push(await ask(path));
      const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)];
      baseline ||= p50;
      if (p99 >= target) slow += 1;
      lines.push([
        name,
        p50.toFixed(1),
        p99.toFixed(1) + (p99 < target ? '' : ' !'),
        (p50 / baseline).toFixed(1),
      ]);
    }
    table(lines);
    console.log(`\nTarget: ${target} ms. ${slow === 0 ? 'All are under it' : `${slow} are not under it`}`);
    if (slow > 0) process.exitCode = 1;
  },
  { apart: false },
);

/** @param {string} url of the tables' owner */
async function fill(url) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(fillKeys, [KEYS]);
    for (let month = 0; month <= DAYS / 30 + 1; month++)
      await client.query(`select audit_month((now() - $1 * interval '30 days')::date)`, [month]);
    for (let from = 0; from < ENTRIES; from += 100_000)
      await client.query(fillAudit, [from, Math.min(from + 100_000, ENTRIES)]);
    for (const text of fillWebhooks) await client.query(text);
    for (const name of [
      'key_lookup',
      'key_list',
      'key_history',
      'key_usage',
      'key_usage_hours',
      'audit',
      'webhook_deliveries',
    ])
      await client.query(`vacuum analyze ${name}`);
  } finally {
    await client.end();
  }
}

/** So many days ago, as a query has it. @param {number} count */
function days(count) {
  return new Date(Date.now() - count * 24 * 60 * 60 * 1000).toISOString();
}

/** @param {() => Promise<boolean>} condition */
async function until(condition) {
  while (!(await condition())) await sleep(50);
}
