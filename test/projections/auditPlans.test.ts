/**
 * Whatever is asked of the audit, Postgres reads a range of an index: no scan, nothing to sort, and nothing that it reads and
 * throws away, but for a fixed number of entries where two filters have no index together. Held for the statements as they
 * are, in their transaction.
 */
import { escapeLiteral } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eachAuditEntry, listAudit, type AuditFilter } from '../../src/projections/audit.ts';
import { requestProjections } from '../../src/projections/requests.ts';
import type { Transactional } from '../../src/stores/database.ts';
import { requestRebuild } from '../../src/workers/projectionTables.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';

const months = ['2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01'];
const entriesAMonth = 40_000;
const limit = 50;

let stores: TestStores;
beforeAll(async () => {
  stores = await startTestStores();
  const { ownerDatabase: owner } = stores;
  await requestRebuild(owner, requestProjections);
  await owner.query('select audit_month(month) from unnest($1::date[]) month', [months]);
  // Half of the requests are of one key. Another is refused always but for its first 10 requests, which are of January.
  for (const month of months) {
    await owner.query(
      `insert into audit (id, at, key_id, merchant_id, endpoint, method, status, ip, outcome, request_id)
       select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0') || '8' || lpad(to_hex(n), 15, '0'))::uuid,
         at, key, merchant, '/v1/invoices', 'GET', 200, case when n % 1000 = 2 then '203.0.113.8' else '203.0.113.7' end,
         case when key = 'refused' then case when n < 200 and at < '2026-02-01' then 'ALLOWED' else 'KEY_REVOKED' end
              when n % 97 = 0 then 'IP_NOT_ALLOWED' else 'ALLOWED' end,
         n
       from generate_series(1, $2::int) n,
         lateral (select $1::timestamptz + n * interval '60 seconds' as at,
           case when n % 2 = 0 then 'hot' when n % 20 = 1 then 'refused' else 'k' || n % 500 end as key) one,
         lateral (select case when key like 'k%' then 'm_' || n % 50 else 'm_large' end as merchant) other`,
      [month, entriesAMonth],
    );
  }
}, 60_000);
afterAll(() => stores.stop());

interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The statements that a query sends, by transaction; of those that go on when they have looked at much, the first two. */
async function sent(
  query: (database: Transactional) => Promise<unknown>,
): Promise<readonly (readonly Statement[])[]> {
  const transactions: Statement[][] = [];
  const note = <R>(text: string, values: readonly unknown[] = []): Promise<readonly R[]> => {
    transactions.at(-1)?.push({ text, values });
    const lookedAt = { ready: true, ordinal: '1', wanted: false, last: true, id: lastId };
    return Promise.resolve(transactions.length > 1 ? [] : [lookedAt as R]);
  };
  const noting = { query: note, prepared: note };
  const transaction: Transactional['transaction'] = (work) => {
    transactions.push([]);
    return work(noting);
  };
  // What is answered is no entry, and nothing is not ready.
  await query({ ...noting, transaction }).catch(() => undefined);
  return transactions;
}

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly Plan[];
}

const nodesOf = (plan: Plan): readonly Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** The plan of the last statement, as it was executed behind the others. */
async function executed(statements: readonly Statement[]): Promise<readonly Plan[]> {
  const last = statements.at(-1);
  if (!last) throw new Error('Nothing was sent');
  const literals = last.values.map((value) => escapeLiteral(String(value))).join(', ');
  return stores.database.session(async (session) => {
    await session.query(`prepare asked as ${last.text}`);
    const [row] = await session.transaction(async (tx) => {
      for (const { text, values } of statements.slice(0, -1)) await tx.query(text, values);
      return tx.query<{ 'QUERY PLAN': readonly [{ Plan: Plan }] }>(
        `explain (analyze, format json) execute asked (${literals})`,
      );
    });
    if (!row) throw new Error('No plan');
    return nodesOf(row['QUERY PLAN'][0].Plan);
  });
}

const at = (time: string) => new Date(time);
const lastId = '019c172c-f400-7000-8000-000000000000'; // of 31 January 2026
const cursor = Buffer.from(lastId.replaceAll('-', ''), 'hex').toString('base64url');

const questions: readonly [string, AuditFilter][] = [
  ['m_large', {}],
  ['m_large', { keyId: 'hot' }],
  ['m_large', { keyId: 'hot', outcome: 'ALLOWED' }],
  ['m_large', { keyId: 'hot', outcome: 'IP_NOT_ALLOWED' }],
  ['m_large', { keyId: 'hot', outcome: 'KEY_EXPIRED' }],
  ['m_large', { keyId: 'refused', outcome: 'ALLOWED' }],
  ['m_large', { keyId: 'refused', outcome: 'KEY_REVOKED' }],
  ['m_large', { outcome: 'ALLOWED' }],
  ['m_large', { outcome: 'KEY_EXPIRED' }],
  ['m_large', { from: at('2026-01-10'), to: at('2026-02-11') }],
  ['m_large', { ip: '203.0.113.8' }],
  ['m_large', { ip: '203.0.113.7', outcome: 'ALLOWED' }],
  ['m_large', { ip: '198.51.100.1', from: at('2026-01-10'), to: at('2026-02-11') }],
  ['m_large', { keyId: 'hot', from: at('2026-01-20'), to: at('2026-02-02'), outcome: 'ALLOWED' }],
  ['m_3', {}],
  ['m_3', { keyId: 'k3' }],
  ['m_3', { keyId: 'hot' }],
  ['m_3', { keyId: 'hot', outcome: 'ALLOWED' }],
  ['unknown', {}],
];
/** Filters that have no index together. */
const entangled: readonly [string, AuditFilter][] = [
  ['m_large', { ip: '203.0.113.8', keyId: 'hot' }],
  ['m_large', { ip: '203.0.113.8', keyId: 'refused' }],
  ['m_large', { ip: '203.0.113.7', keyId: 'hot', outcome: 'IP_NOT_ALLOWED' }],
  ['m_large', { ip: '203.0.113.7', outcome: 'KEY_EXPIRED' }],
  ['m_3', { ip: '203.0.113.8', keyId: 'k3', outcome: 'ALLOWED' }],
];
/** And one of each other range, to know which comes next. */
const mostLookedAt = 10_000 + 2 * months.length;
/** A month's rows are known to Postgres or, of the newest, not yet. */
const statistics = ['before', 'after'];

describe.each(statistics)('%s Postgres has counted', (when) => {
  beforeAll(async () => {
    if (when === 'after') await stores.ownerDatabase.query('analyze audit');
  });

  const expectRangesOnly = async (transactions: readonly (readonly Statement[])[], most: number) => {
    expect(transactions.length).toBeGreaterThan(0);
    for (const statements of transactions) await expectRange(statements, most);
  };
  const expectRange = async (statements: readonly Statement[], most: number) => {
    const nodes = await executed(statements);
    const scans = nodes.filter((node) => node['Relation Name']?.startsWith('audit'));
    expect(scans.length).toBeGreaterThan(0);
    const read = scans.reduce(
      (sum, node) =>
        sum + (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'],
      0,
    );
    expect(read, JSON.stringify(scans, undefined, 1)).toBeLessThanOrEqual(most);
  };

  test.each(questions)('%s %j', async (merchantId, filter) => {
    const first = await sent((database) => listAudit(database, merchantId, filter, { limit }));
    await expectRangesOnly(first, 2 * (limit + 1));
    const later = await sent((database) => listAudit(database, merchantId, filter, { limit, cursor }));
    await expectRangesOnly(later, 2 * (limit + 1));
    const exported = await sent((database) =>
      eachAuditEntry(database, { ...filter, merchantId }, limit).next(),
    );
    await expectRangesOnly(exported, 2 * (limit + 1));
  });

  test.each(entangled)('%s %j', async (merchantId, filter) => {
    const first = await sent((database) => listAudit(database, merchantId, filter, { limit }));
    expect(first).toHaveLength(2);
    await expectRangesOnly(first, mostLookedAt);
    const exported = await sent((database) =>
      eachAuditEntry(database, { ...filter, merchantId }, limit).next(),
    );
    expect(exported).toHaveLength(2);
    await expectRangesOnly(exported, mostLookedAt);
  });

  test.each<[AuditFilter, most: number]>([
    [{}, limit + 1],
    [{ from: at('2026-02-10'), to: at('2026-02-11') }, limit + 1],
    [{ outcome: 'KEY_EXPIRED' }, mostLookedAt],
    [{ ip: '203.0.113.8' }, mostLookedAt],
  ])('the export of all merchants %j', async (filter, most) => {
    const exported = await sent((database) => eachAuditEntry(database, filter, limit).next());
    await expectRangesOnly(exported, most);
  });

  test.each(['hot', 'unknown'])('whose key it is: %s', async (keyId) => {
    const asked = await sent((database) => eachAuditEntry(database, { keyId }, limit).next());
    expect(asked[0]?.at(-1)?.text).toContain('select merchant_id');
    await expectRangesOnly(asked.slice(0, 1), 2 * months.length);
  });
});
