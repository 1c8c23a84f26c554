/**
 * How long a page of `GET /audit` takes to find among many audited requests:
 *
 *   npm run build && node bench/auditPages.mjs [rows] [pages a row of the table]
 *
 * 10 million rows unless told otherwise, over 12 months, all of one merchant and 4,001 keys: one with a tenth of the rows, the
 * others alike; one request in fifty is refused. The real query through the real pool, one page of 50 after the other, each of
 * another key or from another place. The baseline of the same run is one row by its primary key, on the same pool.
 */
import { cpus } from 'node:os';
import { listAudit } from '../dist/projections/audit.js';
import { withAuditDatabase } from './auditDatabase.mjs';

const ROWS = Number(process.argv[2] ?? 10_000_000);
const PAGES = Number(process.argv[3] ?? 2000);
const LIMIT = 50;
const MONTHS = 12;
const KEYS = 4000;
const begin = Date.UTC(2026, 0, 1);
const end = Date.UTC(2027, 0, 1);
const hour = 3_600_000;

const hot = `key_${'0'.repeat(22)}`;
const anyKey = () => `key_${String(1 + Math.floor(Math.random() * KEYS)).padStart(22, '0')}`;
const anyTime = () => begin + Math.random() * (end - begin);
const anyDay = () => {
  const from = Math.min(anyTime(), end - 24 * hour);
  return { from: new Date(from), to: new Date(from + 24 * hour) };
};

/** Ids begin with their millisecond, as the service makes them. */
const fill = `
  insert into audit (id, at, key_id, key_name, merchant_id, endpoint, method, status, ip, prefix, outcome, request_id, user_agent)
  select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7000' || '8' || substr(md5(n::text), 1, 15))::uuid,
    at, 'key_' || lpad(key::text, 22, '0'), 'Integration ' || key, 'merchant', '/public/api/v1/invoices', 'POST', 201,
    '192.168.1.100', 'sntr_abcdefghijk',
    case when n % 50 <> 0 then 'ALLOWED' when n % 100 = 0 then 'RATE_LIMIT_EXCEEDED' else 'INSUFFICIENT_SCOPE' end,
    md5(n::text), 'curl/8.5.0'
  from generate_series($1::bigint, $2::bigint - 1) n,
    lateral (select to_timestamp($3::float8 + (n / $4::float8) * $5::float8)::timestamptz(3) as at,
      case when random() < 0.1 then 0 else 1 + floor(random() * ${KEYS})::int end as key) one`;

await withAuditDatabase(async ({ application, owner }) => {
  const began = performance.now();
  for (let month = 0; month < MONTHS; month++) {
    await owner.query('select audit_month($1)', [`2026-${String(month + 1).padStart(2, '0')}-01`]);
  }
  const step = 200_000;
  await owner.session(
    async (session) => {
      for (let row = 0; row < ROWS; row += step) {
        await session.query(fill, [
          row,
          Math.min(row + step, ROWS),
          begin / 1000,
          ROWS,
          (end - begin) / 1000,
        ]);
        process.stderr.write(`\r${Math.round((100 * row) / ROWS)} % filled`);
      }
      await session.query('vacuum analyze audit');
    },
    { queryTimeoutMs: 600_000, idleTimeoutMs: 600_000 },
  );
  await owner.query(`update projection_checkpoints set ready = true where projection_group = 'requests'`);
  /** @type {readonly { rows: string, all: string }[]} */
  const [size] = await owner.query(
    `select pg_size_pretty(sum(pg_total_relation_size(inhrelid))) as all, pg_size_pretty(sum(pg_relation_size(inhrelid))) as rows
     from pg_inherits where inhparent = 'audit'::regclass`,
  );
  process.stderr.write('\r');
  const filled = (performance.now() - began) / 1000;
  console.log(
    `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, ` +
      `${ROWS.toLocaleString('en')} rows (${size?.rows}, with indexes ${size?.all}), filled in ${Math.round(filled)} s\n`,
  );

  /** @type {(filter: import('../src/projections/audit.ts').AuditFilter, cursor?: string) => Promise<unknown>} */
  const page = (filter, cursor) => listAudit(application, 'merchant', filter, { limit: LIMIT, cursor });
  /** @type {readonly { id: string }[]} */
  const known = await owner.query(
    `select id from audit where id > (lpad(to_hex($1::bigint), 12, '0') || repeat('0', 20))::uuid order by id limit ${PAGES}`,
    [begin + (end - begin) / 2],
  );
  let next = 0;
  const byPrimaryKey = () =>
    application.prepared('select id, at, key_id, outcome from audit where id = $1', [
      known[next++ % known.length]?.id,
    ]);

  const rows = {
    'one row by its primary key': byPrimaryKey,
    'a key, newest page': () => page({ keyId: anyKey() }),
    'a key, from anywhere': () => page({ keyId: anyKey() }, cursorAt(anyTime())),
    'a key, allowed': () => page({ keyId: anyKey(), outcome: 'ALLOWED' }),
    'a key, one refusal': () => page({ keyId: anyKey(), outcome: 'INSUFFICIENT_SCOPE' }),
    'a key, a refusal that it never had': () => page({ keyId: anyKey(), outcome: 'KEY_REVOKED' }),
    'a key, one day': () => page({ keyId: anyKey(), ...anyDay() }),
    'the busy key, newest page': () => page({ keyId: hot }),
    'the busy key, from anywhere': () => page({ keyId: hot }, cursorAt(anyTime())),
    'the busy key, one refusal, one day': () =>
      page({ keyId: hot, outcome: 'INSUFFICIENT_SCOPE', ...anyDay() }),
    'an unknown key': () => page({ keyId: 'unknown' }),
    'the merchant, newest page': () => page({}),
    'the merchant, from anywhere': () => page({}, cursorAt(anyTime())),
    'the merchant, one refusal, from anywhere': () =>
      page({ outcome: 'RATE_LIMIT_EXCEEDED' }, cursorAt(anyTime())),
    'an unknown merchant': () => listAudit(application, 'unknown', {}, { limit: LIMIT }),
  };
  console.log('| what | p50 ms | p99 ms | p50 ratio |\n|---|---:|---:|---:|');
  let baseline = 0;
  for (const [name, ask] of Object.entries(rows)) {
    const { p50, p99 } = await measure(ask);
    baseline ||= p50;
    console.log(`| ${name} | ${p50.toFixed(2)} | ${p99.toFixed(2)} | ${(p50 / baseline).toFixed(1)} |`);
  }
});

/**
 * @param {() => Promise<unknown>} ask
 */
async function measure(ask) {
  const times = new Float64Array(PAGES);
  for (let i = 0; i < PAGES; i++) {
    const began = performance.now();
    await ask();
    times[i] = performance.now() - began;
  }
  times.sort();
  return { p50: times[Math.floor(PAGES / 2)] ?? 0, p99: times[Math.floor(PAGES * 0.99)] ?? 0 };
}

/**
 * The cursor of a page that ended at this instant.
 * @param {number} instant
 */
function cursorAt(instant) {
  const time = Math.floor(instant).toString(16).padStart(12, '0');
  return Buffer.from(`${time}70008000000000000000`, 'hex').toString('base64url');
}
