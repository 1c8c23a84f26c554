/** The projection runner over a real Postgres and the embedded event store: what it writes, and when it stops. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Projection, ProjectionGroup } from '../../src/projections/projection.ts';
import { readCheckpoint } from '../../src/stores/checkpoints.ts';
import type { RecordedEvent } from '../../src/stores/eventStore.ts';
import { requestRebuild } from '../../src/workers/projectionTables.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';
import { append, applied, group, happened, journal, run, totals, type Run } from './projections.ts';

let stores: TestStores;
let runs: Run[];
beforeEach(async () => {
  stores = await startTestStores();
  runs = [];
});
afterEach(async () => {
  await Promise.all(runs.map((each) => each.stop()));
  await stores.stop();
});

function start(
  projections: ProjectionGroup = group,
  on: Pick<TestStores, 'eventStore' | 'database' | 'ownerDatabase'> = stores,
): Run {
  const started = run(on, projections);
  runs.push(started);
  return started;
}

async function runUntilReady(projections = group): Promise<void> {
  const once = start(projections);
  await once.ready();
  await once.stop();
}

/** The group after one of its projections was changed. */
const widened: ProjectionGroup = {
  ...group,
  projections: [journal, { ...totals, version: 2, create: `${totals.create.slice(0, -1)}, extra int)` }],
};
/** The group with one more projection, which tells of each event that has effects. */
function telling(): { readonly told: readonly string[]; readonly heard: ProjectionGroup } {
  const told: string[] = [];
  const teller: Projection = {
    name: 'teller',
    version: 1,
    create: 'select 1',
    drop: 'select 1',
    effects: ({ stream, revision }) => {
      told.push(`${stream}@${revision}`);
      return [];
    },
  };
  return { told, heard: { ...group, projections: [...group.projections, teller] } };
}
const checkpoint = () => readCheckpoint(stores.database, group.name);
const things = (count: number) => Array.from({ length: count }, (_, revision) => `thing-1@${revision}`);

test('given history and live events, then every event is applied once, in order, and the tables are ready after history', async () => {
  await append(stores.eventStore, 'thing-1', 600);
  await append(stores.eventStore, 'other-1', 3);
  const { ready } = start();
  await ready();
  expect(await applied(stores.database)).toEqual(things(600));
  expect((await checkpoint())?.ready).toBe(true);
  await append(stores.eventStore, 'thing-2', 2);
  await expect
    .poll(async () => (await applied(stores.database)).slice(600))
    .toEqual(['thing-2@0', 'thing-2@1']);
  expect(await stores.database.query('select * from totals order by stream')).toEqual([
    { stream: 'thing-1', events: 600 },
    { stream: 'thing-2', events: 2 },
  ]);
});

test('given a runner that was stopped, then the next one goes on behind the last event', async () => {
  await append(stores.eventStore, 'thing-1', 3);
  await runUntilReady();
  await append(stores.eventStore, 'thing-1', 2, 2n);
  await runUntilReady();
  expect(await applied(stores.database)).toEqual(things(5));
});

test('given an empty log, then the tables are ready', async () => {
  await runUntilReady();
  expect(await checkpoint()).toMatchObject({ ready: true, mark: undefined, generation: 1 });
});

test('given a projection of a new version, then the group is made anew and replayed', async () => {
  await append(stores.eventStore, 'thing-1', 3);
  await runUntilReady();
  start(widened);
  await expect.poll(checkpoint).toMatchObject({ generation: 2, ready: true });
  expect(await applied(stores.database)).toEqual(things(3));
  expect(await stores.database.query('select * from totals')).toEqual([
    { stream: 'thing-1', events: 3, extra: null },
  ]);
});

test('given tables that a newer version made, then an older one refuses to run, changes nothing, and says what to do', async () => {
  await append(stores.eventStore, 'thing-1', 3);
  await runUntilReady(widened);
  const before = await checkpoint();
  await expect(start().ended).rejects.toMatchObject({
    code: 'READ_MODELS_TOO_NEW',
    message: expect.stringMatching(
      /totals was made in version 2.*makes version 1.*npm run rebuild/,
    ) as string,
  });
  expect(await checkpoint()).toEqual(before);
  expect(await stores.database.query('select * from totals')).toEqual([
    { stream: 'thing-1', events: 3, extra: null },
  ]);
  // Who asks for it gets back to the older version, and the newer one forward again.
  await requestRebuild(stores.ownerDatabase, group);
  await runUntilReady();
  expect(await stores.database.query('select * from totals')).toEqual([{ stream: 'thing-1', events: 3 }]);
  start(widened);
  await expect.poll(checkpoint).toMatchObject({ generation: 3, ready: true });
});

test('given a rebuild, then the tables are empty and not ready until a runner has replayed them', async () => {
  await append(stores.eventStore, 'thing-1', 3);
  await runUntilReady();
  await requestRebuild(stores.ownerDatabase, group);
  expect(await applied(stores.database)).toEqual([]);
  expect(await checkpoint()).toMatchObject({ ready: false, mark: undefined, generation: 2 });
  await runUntilReady();
  expect(await applied(stores.database)).toEqual(things(3));
  expect(await checkpoint()).toMatchObject({ ready: true, generation: 2 });
});

test('given a rebuild while a runner is idle, then it replays everything by itself', async () => {
  await append(stores.eventStore, 'thing-1', 3);
  const { ready, said } = start();
  await ready();
  await requestRebuild(stores.ownerDatabase, group);
  await expect.poll(async () => (await checkpoint())?.ready, { timeout: 5000 }).toBe(true);
  expect(await applied(stores.database)).toEqual(things(3));
  expect(said).toContainEqual(expect.stringContaining('reset'));
});

test('given rebuilds while events keep coming, then nothing is lost and nothing is applied twice', async () => {
  await start().ready();
  let appended = 0;
  const appending = (async () => {
    for (; appended < 300; appended += 1) await append(stores.eventStore, `thing-${appended}`, 1);
  })();
  for (const goal of [50, 150, 250]) {
    await expect.poll(() => appended >= goal, { timeout: 15_000, interval: 5 }).toBe(true);
    await requestRebuild(stores.ownerDatabase, group);
  }
  await appending;
  await expect.poll(async () => (await applied(stores.database)).length, { timeout: 15_000 }).toBe(300);
  expect(await applied(stores.database)).toEqual(
    Array.from({ length: 300 }, (_, index) => `thing-${index}@0`),
  );
  expect((await checkpoint())?.generation).toBe(4);
});

test('given another log under the same read models, then the start is refused and says what to do', async () => {
  await append(stores.eventStore, 'thing-1', 3);
  await runUntilReady();
  const foreign = await startTestStores();
  const crossed = { ...stores, eventStore: foreign.eventStore };
  try {
    const mismatch = /not built from this event log.*EVENTSTORE_URL.*DATABASE_URL.*npm run rebuild/;
    await expect(start(group, crossed).ended, 'an empty log').rejects.toThrow(mismatch);
    await append(foreign.eventStore, 'thing-1', 5);
    await expect(start(group, crossed).ended, 'other events').rejects.toMatchObject({ code: 'LOG_MISMATCH' });
    expect(await applied(stores.database)).toHaveLength(3);
    await requestRebuild(stores.ownerDatabase, group);
    const replay = start(group, crossed);
    await replay.ready();
    await replay.stop();
    expect(await applied(stores.database)).toEqual(things(5));
  } finally {
    await foreign.stop();
  }
});

test('given a rebuild, then only events that were never processed here have effects', async () => {
  const { told, heard } = telling();
  await append(stores.eventStore, 'thing-1', 2);
  const live = start(heard);
  await live.ready();
  await append(stores.eventStore, 'thing-2', 1);
  await expect.poll(() => told).toEqual(['thing-2@0']);
  await live.stop();

  await append(stores.eventStore, 'thing-3', 1);
  await requestRebuild(stores.ownerDatabase, heard);
  await runUntilReady(heard);
  expect(await applied(stores.database)).toEqual([...things(2), 'thing-2@0', 'thing-3@0']);
  expect(told).toEqual(['thing-2@0', 'thing-3@0']);
});

test('given a rebuild over a log that was put in the place of another, then what is new in that log is new', async () => {
  const { told, heard } = telling();
  await append(stores.eventStore, 'thing-1', 20);
  await runUntilReady(heard);
  const restored = await startTestStores();
  try {
    await append(restored.eventStore, 'thing-1', 1);
    await requestRebuild(stores.ownerDatabase, heard);
    const live = start(heard, { ...stores, eventStore: restored.eventStore });
    await live.ready();
    await append(restored.eventStore, 'thing-2', 1);
    await expect.poll(() => applied(stores.database)).toEqual(['thing-1@0', 'thing-2@0']);
    expect(told).toEqual(['thing-2@0']);
    await live.stop();
  } finally {
    await restored.stop();
  }
});

test('given a log that was empty at the first start, then all that comes is new, also when the tables are made anew before', async () => {
  const { told, heard } = telling();
  await runUntilReady(heard);
  await append(stores.eventStore, 'thing-1', 1);
  await requestRebuild(stores.ownerDatabase, heard);
  await runUntilReady(heard);
  expect(told).toEqual(['thing-1@0']);
});

test('given an event that a projection cannot read, then the group stops before it and names it', async () => {
  const choosy = {
    ...journal,
    project: (events: readonly RecordedEvent[]) => {
      if (events.some(({ type }) => type === 'Poison')) throw new Error('unknown type');
      return journal.project(events);
    },
  };
  await stores.eventStore.append(
    'thing-1',
    [happened(), happened(), happened('Poison'), happened()],
    'no_stream',
  );
  await expect(start({ ...group, projections: [choosy, totals] }).ended).rejects.toMatchObject({
    code: 'PROJECTION_FAULT',
    message: expect.stringMatching(/Poison at revision 2 of stream thing-1: unknown type/) as string,
  });
  expect(await applied(stores.database)).toEqual(things(2));
  expect((await checkpoint())?.ready).toBe(false);
  // A version that can read it goes on from there.
  await runUntilReady();
  expect(await applied(stores.database)).toEqual(things(4));
});

test('given more events than Postgres can take in time, then they are taken in smaller transactions, and in larger ones again', async () => {
  const impatient = (limit: number): string => `
    create or replace function refuse_many() returns trigger language plpgsql as $$ begin
      if (select count(*) from journal where xmin = pg_current_xact_id()::xid) > ${limit} then
        raise exception 'canceling statement due to statement timeout' using errcode = 'query_canceled';
      end if;
      return null;
    end $$`;
  const guarded = {
    ...journal,
    create: `${journal.create}; ${impatient(40)}; create trigger guard after insert on journal execute function refuse_many()`,
  };
  await append(stores.eventStore, 'thing-1', 600);
  const { ready, said } = start({ ...group, projections: [guarded] });
  await ready();
  expect(await applied(stores.database)).toEqual(things(600));
  expect(said).toContainEqual(expect.stringContaining('interrupted'));
  const transactions = await stores.database.query<{ events: string }>(
    'select count(*) as events from journal group by xmin::text order by min(place)',
  );
  const sizes = transactions.map(({ events }) => Number(events));
  expect(sizes[0]).toBeGreaterThan(1);
  expect(sizes).toSatisfy(() => sizes.some((size, index) => size > (sizes[index - 1] ?? Infinity)));
});

test('given an event that Postgres will not take, then the group stops before it and names it', async () => {
  const careless = {
    ...journal,
    project: (events: readonly RecordedEvent[]) =>
      journal.project(events).map(({ text, values }, index) => ({
        text,
        values: events[index]?.type === 'Poison' ? ['thing-1', 'not a number'] : values,
      })),
  };
  await stores.eventStore.append('thing-1', [happened(), happened('Poison'), happened()], 'no_stream');
  const { ended } = start({ ...group, projections: [careless] });
  await expect(ended).rejects.toThrow(/Poison at revision 1 of stream thing-1: invalid input syntax/);
  expect(await applied(stores.database)).toEqual(things(1));
});

test('given a table that somebody dropped, then the group stops and says what to do', async () => {
  const { ready, ended } = start();
  await ready();
  await stores.ownerDatabase.query('drop table totals');
  await append(stores.eventStore, 'thing-1', 1);
  await expect(ended).rejects.toThrow(/totals.*npm run rebuild/);
});
