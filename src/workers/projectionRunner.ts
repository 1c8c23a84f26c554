/**
 * Runs a projection group: follows the log and writes its read models, one process at a time, until it is told to stop.
 *
 * A session advisory lock on the connection that writes chooses the process; should that ever fail, the checkpoint's
 * compare-and-set refuses the loser. Whatever breaks on the way (event store, Postgres, lock), the next round starts from
 * the checkpoint, which is exactly as far as the tables are.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProjectionGroup } from '../projections/projection.ts';
import { forgetFurthest, readCheckpoint, type Checkpoint, type Mark } from '../stores/checkpoints.ts';
import type { Database, Queryable, Transactional } from '../stores/database.ts';
import { DatabaseUnavailable, EventStoreUnavailable, LogMismatch } from '../stores/errors.ts';
import type { EventStore, RecordedEvent } from '../stores/eventStore.ts';
import { takeProjectionLock } from '../stores/projectionLock.ts';
import { notRunning, progressOf, type ReportProgress } from './projectionProgress.ts';
import { ensureTables } from './projectionTables.ts';
import { isReplaying, Superseded, writeEvents } from './projectionWriter.ts';
import { readAhead, type Take } from './readAhead.ts';

/** How a pino logger is called. */
export interface RunnerLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

export interface RunnerOptions {
  readonly group: ProjectionGroup;
  readonly eventStore: EventStore;
  readonly database: Database;
  /** Makes the tables, and nothing else; `database` itself where one role does both. */
  readonly ownerDatabase: Database;
  readonly log: RunnerLog;
  readonly signal: AbortSignal;
  /** Hears before and after each transaction how far behind the runner is, and when it cannot run. */
  readonly report?: ReportProgress;
}

/** Replaying, a transaction takes as much as it may, for throughput; live, it takes what has come, for latency. */
const paces = {
  replaying: (most: number): Take => ({ least: most, most, waitMs: 50 }),
  live: (most: number): Take => ({ least: 1, most, waitMs: 1000 }),
};

/** Of news a transaction takes fewer: somebody may wait for each, and each has effects. */
function largestBatch({ eventsAtOnce }: ProjectionGroup, checkpoint?: Checkpoint): number {
  return eventsAtOnce ?? (checkpoint && !isReplaying(checkpoint) ? 500 : 2000);
}
const batchGrowth = 10;
/**
 * What is read and changed is found by its key, whether a statement has one or thousands: Postgres cannot know how many, and
 * would read a whole table for one; and a plan that it made for a small table it would keep while that grows to millions.
 */
const byKey = `select set_config(name, 'off', false) from unnest('{enable_seqscan,enable_hashjoin,enable_mergejoin}'::text[]) name`;
const lockPollMs = 200;
const firstPauseMs = 100;
const longestPauseMs = 2000;

/**
 * Resolves when the signal aborts. Waits out event store, Postgres and rival processes, for as long as it takes.
 * @throws LogMismatch when the read models come from another log, ReadModelsTooNew when a newer version made them,
 * DatabaseRightsMissing when they have to be made and the owner may not, ProjectionFault when an event cannot be processed,
 * and any other defect: the read models no longer follow.
 */
export async function runProjections(options: RunnerOptions): Promise<void> {
  const { group, database, log, signal } = options;
  options.report?.(notRunning);
  const state = { batch: largestBatch(group), pauseMs: firstPauseMs };
  while (!signal.aborted) {
    try {
      await database.session((session) => round(session, options, state));
    } catch (error) {
      if (error instanceof Superseded) {
        log.info({ group: group.name }, error.message);
      } else if (error instanceof DatabaseUnavailable || error instanceof EventStoreUnavailable) {
        log.warn(
          { group: group.name, err: error },
          'projections are interrupted and will go on by themselves',
        );
        await pause(state.pauseMs, signal);
        state.pauseMs = Math.min(2 * state.pauseMs, longestPauseMs);
      } else {
        throw error;
      }
    }
  }
}

/** What a runner carries from round to round. */
interface State {
  /** How many events a transaction may take: half of those that failed together, slowly more again after each success. */
  batch: number;
  pauseMs: number;
}

/** From taking the lock until something breaks or the signal aborts. */
async function round(session: Transactional, options: RunnerOptions, state: State): Promise<void> {
  const { group, eventStore, ownerDatabase, signal, report = ignore } = options;
  if (!(await takeLock(session, options))) return;
  await session.query(byKey);
  let checkpoint = await checkLog(session, eventStore, await ensureTables(session, ownerDatabase, group));
  const ended = new AbortController();
  const subscription = eventStore.subscribe({
    prefixes: group.streamPrefixes,
    after: checkpoint.mark?.position ?? 'start',
    signal: AbortSignal.any([signal, ended.signal]),
  });
  const deliveries = readAhead(subscription, 2 * largestBatch(group));
  try {
    let pace = paces.replaying;
    for (;;) {
      const batch = await deliveries.take(pace(Math.min(state.batch, largestBatch(group, checkpoint))));
      if (batch === undefined) return;
      if (batch.length === 0) {
        await checkUnmoved(session, checkpoint);
        continue;
      }
      report(progressOf([...batch, ...deliveries.held()]));
      const events = batch.flatMap((delivery) => (delivery.kind === 'event' ? [delivery.event] : []));
      const caughtUp = batch.some((delivery) => delivery.kind === 'caughtUp');
      if (events.length > 0 || (caughtUp && !checkpoint.ready)) {
        try {
          checkpoint = await writeEvents(session, group, checkpoint, events, caughtUp);
          state.batch = Math.min(state.batch + batchGrowth, largestBatch(group));
        } catch (error) {
          state.batch = Math.max(1, Math.floor(events.length / 2)); // perhaps it was too much for its time limit
          throw error;
        }
      }
      if (caughtUp) pace = paces.live;
      report(progressOf(deliveries.held(), pace === paces.live ? undefined : events.at(-1)));
      state.pauseMs = firstPauseMs;
    }
  } finally {
    report(notRunning);
    ended.abort();
    deliveries.stop();
  }
}

/** False when the signal aborts first. The lock goes with the connection, however that ends. */
async function takeLock(session: Queryable, { group, log, signal }: RunnerOptions): Promise<boolean> {
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    if (await takeProjectionLock(session, group.name)) return true;
    if (attempt === 1)
      log.info({ group: group.name }, 'another process runs these projections; waiting for its end');
    await pause(lockPollMs, signal);
  }
  return false;
}

/**
 * The checkpoint as far as it is about this log. Tables that were made anew may follow another log than those before: what
 * was processed of that one tells nothing of what is new in this one.
 * @throws LogMismatch when the event that was processed last does not stand where it stood
 */
async function checkLog(
  session: Queryable,
  eventStore: EventStore,
  checkpoint: Checkpoint,
): Promise<Checkpoint> {
  if (checkpoint.mark) await expectEvent(eventStore, checkpoint.group, checkpoint.mark);
  const { furthest } = checkpoint;
  if (furthest === undefined || furthest === 'start') return checkpoint;
  const found = await eventStore.eventAt(furthest.position);
  if (isMarked(found, furthest)) return checkpoint;
  const forgotten = await forgetFurthest(session, checkpoint);
  if (forgotten) return forgotten;
  throw new Superseded(`the read models of group ${checkpoint.group} were reset; starting over`);
}

function isMarked(found: RecordedEvent | undefined, { eventId }: Mark): boolean {
  return found?.id.toLowerCase() === eventId;
}

async function expectEvent(eventStore: EventStore, group: string, mark: Mark): Promise<void> {
  const found = await eventStore.eventAt(mark.position);
  if (isMarked(found, mark)) return;
  throw new LogMismatch(
    `the read models of group ${group} were not built from this event log: their last event ${mark.eventId} at position ` +
      `${mark.position.commit} is not there${found ? `, but event ${found.id} is` : ''}. Check EVENTSTORE_URL and ` +
      'DATABASE_URL. If the event store was replaced or restored from a backup on purpose, run: npm run rebuild',
  );
}

/** In quiet times: proves that the connection, and with it the lock, is alive, and notices a reset. */
async function checkUnmoved(session: Queryable, believed: Checkpoint): Promise<void> {
  const actual = await readCheckpoint(session, believed.group);
  if (actual?.generation === believed.generation && actual.mark?.eventId === believed.mark?.eventId) return;
  throw new Superseded(`the read models of group ${believed.group} were reset; starting over`);
}

function ignore(): void {}

/** Ends early when the signal aborts. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
