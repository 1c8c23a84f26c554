/** Projections whose tables tell what was applied, how often and in which order; and a runner of them under test. */
import { randomUUID } from 'node:crypto';
import type { Projection, ProjectionGroup } from '../../src/projections/projection.ts';
import { readCheckpoint } from '../../src/stores/checkpoints.ts';
import type { Database, Queryable } from '../../src/stores/database.ts';
import type { EventStore, NewEvent, RecordedEvent } from '../../src/stores/eventStore.ts';
import { runProjections } from '../../src/workers/projectionRunner.ts';
import { eventually } from '../support/condition.ts';

/** Keeps every event it saw, in order: a second application or a lost one shows. */
export const journal = {
  name: 'journal',
  version: 1,
  create: 'create table journal (place bigint generated always as identity, stream text, revision bigint)',
  drop: 'drop table if exists journal',
  project: (events) =>
    events.map(({ stream, revision }) => ({
      text: 'insert into journal (stream, revision) values ($1, $2)',
      values: [stream, revision],
    })),
} satisfies Projection;

/** Counts by stream, by an update that depends on the row before. */
export const totals: Projection = {
  name: 'totals',
  version: 1,
  create: 'create table totals (stream text primary key, events int not null)',
  drop: 'drop table if exists totals',
  project: (events) =>
    events.map(({ stream }) => ({
      text: 'insert into totals values ($1, 1) on conflict (stream) do update set events = totals.events + 1',
      values: [stream],
    })),
};

export const group: ProjectionGroup = {
  name: 'test',
  streamPrefixes: ['thing-'],
  projections: [journal, totals],
};

export const happened = (type = 'Happened'): NewEvent => ({ id: randomUUID(), type, data: {}, metadata: {} });

/** Appends new events to a stream that does not exist, or behind the revision given. */
export async function append(
  eventStore: EventStore,
  stream: string,
  count: number,
  expected: bigint | 'no_stream' = 'no_stream',
): Promise<void> {
  await eventStore.append(
    stream,
    Array.from({ length: count }, () => happened()),
    expected,
  );
}

/** What was applied, in order, as `stream@revision`. */
export async function applied(database: Queryable): Promise<readonly string[]> {
  const rows = await database.query<Pick<RecordedEvent, 'stream' | 'revision'>>(
    'select * from journal order by place',
  );
  return rows.map(({ stream, revision }) => `${stream}@${revision}`);
}

export interface Run {
  readonly ended: Promise<void>;
  readonly said: readonly string[];
  /** Resolves once the read models are complete up to the log's newest event. */
  readonly ready: () => Promise<void>;
  /** Resolves however the runner ended. */
  stop(): Promise<void>;
}

export function run(
  stores: {
    readonly eventStore: EventStore;
    readonly database: Database;
    readonly ownerDatabase: Database;
  },
  projections: ProjectionGroup = group,
): Run {
  const abort = new AbortController();
  const said: string[] = [];
  const say = (_: object, message: string): void => void said.push(message);
  const { eventStore, database, ownerDatabase } = stores;
  const ended = runProjections({
    group: projections,
    eventStore,
    database,
    ownerDatabase,
    log: { info: say, warn: say },
    signal: abort.signal,
  });
  ended.catch(() => undefined); // tests that expect a fault look at it themselves
  return {
    ended,
    said,
    ready: () =>
      eventually('the read models are complete', async () => {
        const checkpoint = await readCheckpoint(database, projections.name).catch(() => undefined);
        const last = await eventStore.lastPosition(projections.streamPrefixes);
        return checkpoint?.ready === true && checkpoint.mark?.position.commit === last?.commit;
      }),
    async stop() {
      abort.abort();
      await ended.catch(() => undefined);
    },
  };
}
