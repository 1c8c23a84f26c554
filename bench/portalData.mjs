/** A merchant with very much of everything, for the benches of the portal: rows in the read models, as fast as SQL makes them. */
import { Client } from 'pg';
import { merchant } from './installation.mjs';

/** @typedef {{ keys: number, entries: number }} Size */

const days = 90;

/** How a key is called from its number. */
export const keyId = (/** @type {number | string} */ number) => `key_${String(number).padStart(22, '0')}`;
/** The key with a tenth of the entries. */
export const hot = keyId(0);
/** That of half of the entries. */
export const hotAddress = '203.0.113.7';
/** The webhook endpoint with all deliveries. */
export const endpoint = `whe_${'0'.repeat(22)}`;

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
    select '${hot}', date_trunc('hour', now()) - hours * interval '1 hour', 40, 2 from generate_series(0, ${days * 24}) hours)
  insert into key_list (key_id, merchant_id, name, profile, environment, prefix, scopes, ip_rules, status, created_at, created_by,
    expires_at, revoked_at, revision)
  select id, '${merchant}', name, profile, environment, prefix, '{sales:read,customer:read}', '{}', status, created_at, 'bench',
    expires_at, case when status = 'revoked' then now() end, 0
  from fresh`;

/** Ids begin with their millisecond, as the service makes them. */
const fillAudit = (/** @type {Size} */ { keys, entries }) => `
  insert into audit (id, at, key_id, key_name, merchant_id, endpoint, method, status, ip, prefix, outcome, request_id, user_agent)
  select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7000' || '8' || substr(md5(n::text), 1, 15))::uuid,
    at, 'key_' || lpad(key::text, 22, '0'), 'Integration ' || key, '${merchant}', '/public/api/v1/invoices', 'POST', 201,
    case when random() < 0.5 then '${hotAddress}' else '198.51.' || floor(random() * 8) || '.' || floor(random() * 250) end,
    'sntr_' || substr(md5(key::text), 1, 11),
    case when n % 50 <> 0 then 'ALLOWED' when n = 50 then 'WRONG_ENVIRONMENT' when n % 100 = 0 then 'RATE_LIMIT_EXCEEDED' else 'INSUFFICIENT_SCOPE' end,
    md5(n::text), 'client/' || n % 40
  from generate_series($1::bigint, $2::bigint - 1) n,
    lateral (select (now() - (${entries} - n) * interval '${days} days' / ${entries})::timestamptz(3) as at,
      case when n % 10 = 0 then 0 else 1 + floor(random() * ${keys - 1})::int end as key) one`;

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

/**
 * Writes the rows that the events of all that would leave.
 * @param {string} url of the tables' owner
 * @param {Size} size
 */
export async function fill(url, size) {
  const { keys, entries } = size;
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(fillKeys, [keys]);
    for (let month = 0; month <= days / 30 + 1; month++)
      await client.query(`select audit_month((now() - $1 * interval '30 days')::date)`, [month]);
    for (let from = 0; from < entries; from += 100_000)
      await client.query(fillAudit(size), [from, Math.min(from + 100_000, entries)]);
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
