/**
 * Delivers webhooks, one process at a time, until it is told to stop. A session advisory lock chooses the process; whoever
 * gets it takes back the jobs that its predecessor had, however that ended. Whatever breaks on the way, the next round
 * starts from the tables. A webhook is sent at least once, always under the same id.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { disableEndpoint } from '../commands/webhookEndpoints.ts';
import type { retryDelay } from '../domain/retries.ts';
import type { AttemptOutcome } from '../domain/webhookDelivery.ts';
import { connectDatabase, type Database, type Transactional } from '../stores/database.ts';
import { DatabaseUnavailable } from '../stores/errors.ts';
import type { EventStore } from '../stores/eventStore.ts';
import {
  failingEndpoints,
  pruneDeliveries,
  takeDeliveryLock,
  takeOver,
} from '../stores/webhookDeliveries.ts';
import type { RunnerLog } from './projectionRunner.ts';
import { attemptDelivery } from './webhooks/attempt.ts';
import { installQueue, startLanes } from './webhooks/queue.ts';
import { dnsResolve, type Resolve } from './webhooks/resolve.ts';
import { endpointTurns } from './webhooks/turns.ts';

export interface DeliveryOptions {
  readonly databaseUrl: string;
  readonly database: Database;
  readonly eventStore: EventStore;
  readonly webhookKey: Buffer;
  /** For development: this machine may be a receiver, also by plain http. */
  readonly allowLoopback: boolean;
  readonly now: () => Date;
  readonly log: RunnerLog;
  readonly signal: AbortSignal;
  readonly resolve?: Resolve;
  /** How long an attempt may take, in milliseconds. */
  readonly timeoutMs?: number;
  readonly retryDelay?: typeof retryDelay;
  /** From 0 to 1. */
  readonly random?: () => number;
  /** Told of every attempt, for counters. */
  readonly attempted?: (outcome: AttemptOutcome) => void;
}

const connections = 8;
const lookMs = 1000;
/** How long lanes may take to stop; longer than they give their attempts. */
const stopWithinMs = 6000;
const pauseMs = 1000;
const pruneEveryMs = 60_000;
const prunedAtOnce = 500;

/**
 * Resolves when the signal aborts. Waits out Postgres and a rival process for as long as it takes.
 * @throws a defect: nothing is delivered any more
 */
export async function deliverWebhooks(options: DeliveryOptions): Promise<void> {
  const { database, log, signal } = options;
  while (!signal.aborted) {
    try {
      await database.session((session) => round(session, options));
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) throw error;
      log.warn({ err: error }, 'webhook delivery is interrupted and will go on by itself');
      await pause(pauseMs, signal);
    }
  }
}

/** From taking the lock until something breaks or the signal aborts. */
async function round(session: Transactional, options: DeliveryOptions): Promise<void> {
  const { signal, log, random = Math.random } = options;
  if (!(await takeLock(session, signal))) return;
  const database = connectDatabase(options.databaseUrl, { maxConnections: connections });
  const attemptOptions = { resolve: dnsResolve(), timeoutMs: 15_000, ...options };
  try {
    await installQueue(database, log).catch(interrupted);
    await takeOver(session);
    const turns = endpointTurns({
      ...options,
      database,
      random,
      sluggish: await failingEndpoints(session),
      attempt: (delivery, target, ending) =>
        attemptDelivery(delivery, target, attemptOptions, { now: options.now(), signal: ending }),
      disable: ({ endpointId, url }) =>
        disableEndpoint(options.eventStore, endpointId, { url, reason: 'gone', now: options.now() }),
    });
    const lanes = await startLanes(database, turns, log).catch(interrupted);
    try {
      await Promise.race([lanes.ended.then(interrupted, interrupted), watch(session, signal)]);
    } finally {
      await Promise.race([lanes.stop(), sleep(stopWithinMs, undefined, { ref: false })]);
    }
  } finally {
    await Promise.race([database.close(), sleep(stopWithinMs, undefined, { ref: false })]);
  }
}

/** False when the signal aborts first. */
async function takeLock(session: Transactional, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if (await takeDeliveryLock(session)) return true;
    await pause(lookMs, signal);
  }
  return false;
}

/** Proves again and again that the connection, and with it the lock, is alive; and removes what is old. */
async function watch(session: Transactional, signal: AbortSignal): Promise<void> {
  let pruneAt = performance.now();
  while (!signal.aborted) {
    const isTime = performance.now() >= pruneAt;
    const removed = isTime ? await pruneDeliveries(session, prunedAtOnce) : 0;
    if (isTime && removed < prunedAtOnce) pruneAt = performance.now() + pruneEveryMs;
    if (!isTime) await session.query('select 1');
    await pause(lookMs, signal);
  }
}

/** The queue ends with whatever its driver says when Postgres goes away. */
function interrupted(error: unknown): never {
  const reason = error instanceof Error ? error.message : 'nobody says why';
  throw new DatabaseUnavailable(`The webhook queue ended: ${reason}`, { cause: error });
}

/** Ends early when the signal aborts. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
