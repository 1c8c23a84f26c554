import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { nextAnnouncementAt } from '../../src/domain/announcements.ts';
import { findDueKeys, keyExpiry } from '../../src/projections/keyExpiry.ts';
import { keyProjectionGroup } from '../../src/projections/keyProjection.ts';
import { connectDatabase, type Database, type Queryable } from '../../src/stores/database.ts';
import { migrate } from '../../src/stores/migrations.ts';
import { byDays, endIntents, play, stepsOf } from '../domain/sequences.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { recorded } from '../support/keyEvents.ts';
import { project } from '../support/projecting.ts';

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = connectDatabase(testDatabase.ownerUrl, { queryTimeoutMs: 60_000 });
  await migrate(database);
  await database.query(
    `insert into projection_checkpoints (projection_group, fingerprint, generation, ready) values ($1, '', 1, true)`,
    [keyProjectionGroup],
  );
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});
beforeEach(async () => {
  await database.query(keyExpiry.drop);
  await database.query(keyExpiry.create);
});

test('whatever was commanded, the table says what the decider would announce next, and nothing of what is over', async () => {
  let runs = 0;
  let announced = 0;
  await fc.assert(
    fc.asyncProperty(stepsOf(byDays, endIntents), async (steps) => {
      const keyId = `k${(runs += 1)}`;
      const history = play(steps);
      const events = history.flatMap((transition) => transition.events);
      await project(database, [keyExpiry], recorded(keyId, events));
      const state = history.at(-1)?.after ?? { status: 'none' };
      const next = state.status === 'none' ? null : nextAnnouncementAt(state);
      const rows = await database.query(
        'select due_at, expires_at from key_expiry where key_id = $1 and expires_at is not null',
        [keyId],
      );
      const expected =
        state.status === 'none' || next === null || state.expiresAt === null
          ? []
          : [{ due_at: new Date(next), expires_at: new Date(state.expiresAt) }];
      expect(rows).toEqual(expected);
      announced += events.filter(({ type }) => type === 'ApiKeyExpiring').length;
    }),
    { numRuns: 500 },
  );
  expect(announced).toBeGreaterThan(50); // or it would have shown little
}, 60_000);

describe('the keys that are due', () => {
  const now = new Date('2026-06-01T00:00:00.000Z');
  const inDays = (days: number): string => new Date(now.getTime() + days * 86_400_000).toISOString();

  const insert = (keyId: string, dueInDays: number, endsInDays: number) =>
    database.query('insert into key_expiry (key_id, due_at, expires_at) values ($1, $2, $3)', [
      keyId,
      inDays(dueInDays),
      inDays(endsInDays),
    ]);

  test('come in the order of what is to be said of them, those at the same instant by their ids', async () => {
    await insert('ends-later', -2, 5);
    await insert('never-announced', -9.5, -2.5);
    await insert('ended-first', -3, -3);
    await insert('at-once-b', -1, 6);
    await insert('at-once-a', -1, 6);
    await insert('now', 0, 7);
    await insert('a-moment-later', 0.001, 7.001);
    const due = await findDueKeys(database, now, 10);
    expect(due).toEqual([
      { keyId: 'ended-first', dueAt: inDays(-3) },
      { keyId: 'never-announced', dueAt: inDays(-2.5) },
      { keyId: 'ends-later', dueAt: inDays(-2) },
      { keyId: 'at-once-a', dueAt: inDays(-1) },
      { keyId: 'at-once-b', dueAt: inDays(-1) },
      { keyId: 'now', dueAt: inDays(0) },
    ]);
    expect(await findDueKeys(database, now, 3)).toEqual(due.slice(0, 3));
  });

  interface Plan {
    readonly 'Node Type': string;
    readonly 'Relation Name'?: string;
    readonly 'Index Name'?: string;
    readonly 'Actual Rows': number;
    readonly 'Rows Removed by Filter'?: number;
    readonly Plans?: readonly Plan[];
  }
  const nodes = (plan: Plan): readonly Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];

  /** How Postgres went about the query, and how many rows of the table it touched. */
  async function explained(
    limit: number,
  ): Promise<{ readonly scans: readonly string[]; readonly touched: number }> {
    const plans: Plan[] = [];
    const explaining: Queryable = {
      ...database,
      async prepared(text, values) {
        const [row] = await database.query<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>(
          `explain (analyze, format json) ${text}`,
          values,
        );
        if (row) plans.push(...row['QUERY PLAN'].map(({ Plan }) => Plan));
        return database.prepared(text, values);
      },
    };
    await findDueKeys(explaining, now, limit);
    const onTable = plans.flatMap(nodes).filter((node) => node['Relation Name'] === 'key_expiry');
    return {
      scans: onTable.map((node) => `${node['Node Type']} ${node['Index Name'] ?? ''}`).toSorted(),
      touched: onTable.reduce(
        (sum, node) => sum + node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0),
        0,
      ),
    };
  }

  test('are found by index among hundreds of thousands, and no other row is touched', async () => {
    // Ends spread over a year from now; a few of the keys are due.
    await database.query(
      `insert into key_expiry (key_id, due_at, expires_at)
       select 'k' || n, $1::timestamptz + n * interval '105 seconds', $1::timestamptz + n * interval '105 seconds' + interval '7 days'
       from generate_series(1, 300000) n`,
      [now],
    );
    for (let index = 0; index < 20; index += 1) await insert(`due${index}`, -index / 10, 7 - index / 10);
    await database.query('analyze key_expiry');
    const indexed = expect.stringMatching(/^Index (Only )?Scan key_expiry_(end|notice)$/) as string;
    const { scans, touched } = await explained(500);
    expect(scans).toEqual([indexed, indexed]);
    expect(touched).toBe(20);

    // As after a long downtime: all of them, a page at a time.
    await database.query(`update key_expiry
      set due_at = due_at - interval '400 days', expires_at = expires_at - interval '400 days'`);
    await database.query('vacuum analyze key_expiry');
    const page = await explained(500);
    expect(page.scans).toEqual([indexed, indexed]);
    expect(page.touched).toBe(500);
  }, 60_000);
});
