/** The job queue (graphile-worker): its schema, and the lanes in which it gives endpoints their turns. */
import { setMaxListeners } from 'node:events';
import {
  Logger,
  run,
  runMigrations,
  type JobHelpers,
  type Runner,
  type RunnerOptions,
} from 'graphile-worker';
import { z } from 'zod';
import type { Database } from '../../stores/database.ts';
import type { Lane } from '../../stores/webhookDeliveries.ts';
import type { RunnerLog } from '../projectionRunner.ts';
import type { Turn } from './turns.ts';

/** How many endpoints each lane serves at once: the sluggish ones share a few places, whose attempts last up to 15 s. */
const places: Readonly<Record<Lane, number>> = { webhooks: 100, webhooks_sluggish: 50 };
/** A job wakes its lane by a notification; a retry that has become due waits for the next look. */
const lookEveryMs = 1000;
/** How long attempts may go on when all stops; what is not finished then is attempted again by whoever delivers next. */
const finishWithinMs = 3000;

const payloadSchema = z.object({ endpointId: z.string() });

/**
 * Makes the queue's schema, or brings it up to date, as the application's role, which owns it.
 * @throws Error of Postgres when the role may not, or when it goes away meanwhile
 */
export async function installQueue(database: Database, log: RunnerLog): Promise<void> {
  const [schema] = await database.query<{ made: boolean }>(
    `select to_regnamespace('graphile_worker') is not null as made`,
  );
  // The library begins with `create schema if not exists`, which whoever may make none may not even ask for; unless it
  // finds its first table.
  if (schema?.made === true) {
    await database.query(
      `create table if not exists graphile_worker.migrations (
         id int primary key, ts timestamptz default now() not null, breaking boolean not null default false)`,
    );
  }
  await runMigrations(common(database, log));
}

export interface Lanes {
  /** Settles when a lane has ended, though nobody stopped it: the queue's connection broke. */
  readonly ended: Promise<void>;
  /** Takes nothing new, and resolves when what is under way has ended, or was given up. */
  stop(): Promise<void>;
}

/** @param database with connections of its own, which end with the lanes */
export async function startLanes(
  database: Database,
  turns: Readonly<Record<Lane, Turn>>,
  log: RunnerLog,
): Promise<Lanes> {
  const runners: Runner[] = [];
  const stop = async () => {
    await Promise.allSettled(runners.splice(0).map((runner) => runner.stop()));
  };
  try {
    for (const lane of ['webhooks', 'webhooks_sluggish'] as const) {
      runners.push(await run({ ...common(database, log), ...laneOptions(lane, turns[lane]) }));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const ended = Promise.race(runners.map(({ promise }) => promise));
  ended.catch(() => undefined); // whoever waits for it hears of it
  return { ended, stop };
}

function laneOptions(lane: Lane, turn: Turn): RunnerOptions {
  const task = (payload: unknown, { job, abortSignal }: JobHelpers) => {
    setMaxListeners(0, abortSignal); // every attempt of the lane listens to it
    return turn(payloadSchema.parse(payload).endpointId, job.run_at, abortSignal);
  };
  return {
    taskList: { [lane]: task },
    concurrency: places[lane],
    pollInterval: lookEveryMs,
    gracefulShutdownAbortTimeout: finishWithinMs,
    // One query for all places of the lane, instead of one for each.
    preset: {
      worker: { localQueue: { size: places[lane] }, completeJobBatchDelay: 0, failJobBatchDelay: 0 },
    },
  };
}

/** Nothing from files or the environment: no crontab, no signal handlers. */
function common(database: Database, log: RunnerLog): RunnerOptions {
  const pgPool = database.storeClient;
  // The queue asks for it: a connection that it holds may break at any time.
  pgPool.on('connect', (client) => client.on('error', () => undefined));
  return {
    pgPool,
    schema: 'graphile_worker',
    parsedCronItems: [],
    noHandleSignals: true,
    logger: new Logger(() => (level: string, message) => {
      if (level === 'error') log.warn({}, `webhook queue: ${message}`);
    }),
  };
}
