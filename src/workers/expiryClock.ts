/**
 * The expiry clock: announces the ends of keys as they come near and as they come, in their order, however long nobody
 * did. The read model says of which keys something is due; the decider says what, and refuses to repeat it, so that any
 * number of clocks may run and each may go wrong by as much as it likes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { announceEnd } from '../commands/expiry.ts';
import { ReadModelsNotReady } from '../projections/completeQuery.ts';
import { findDueKeys, type DueKey } from '../projections/keyExpiry.ts';
import type { Queryable } from '../stores/database.ts';
import { DatabaseUnavailable, EventStoreUnavailable } from '../stores/errors.ts';
import type { EventStore } from '../stores/eventStore.ts';

export interface ExpiryClockOptions {
  readonly eventStore: EventStore;
  readonly database: Queryable;
  readonly now: () => Date;
  /** How a pino logger is called. */
  readonly log: { warn(details: object, message: string): void };
  readonly signal: AbortSignal;
  /** Hears of every announcement that was due and is made. */
  readonly announced?: () => void;
  /** Resolves when it is time to look again, and when the signal aborts; by default a second later. */
  readonly tick?: (signal: AbortSignal) => Promise<void>;
}

/** The keys of which everything was announced that the read model, as it is now, still says is due. */
type Settled = Map<string, DueKey['dueAt']>;

const pageSize = 500;
/** So far may the read model lag behind before the clock waits for it. */
const mostSettled = 10_000;
const atOnce = 8;

/**
 * Resolves when the signal aborts. Waits out both stores and the building of the read models.
 * @throws any defect, such as an event that cannot be read: nothing is announced any more
 */
export async function runExpiryClock(options: ExpiryClockOptions): Promise<void> {
  const { log, signal, tick = aSecond } = options;
  const settled: Settled = new Map();
  let away = false;
  while (!signal.aborted) {
    try {
      const more = await announcePage(options, settled);
      away = false;
      if (more) continue;
    } catch (error) {
      if (error instanceof DatabaseUnavailable || error instanceof EventStoreUnavailable) {
        if (!away) log.warn({ err: error }, 'the expiry clock is interrupted and will go on by itself');
        away = true;
      } else if (!(error instanceof ReadModelsNotReady)) {
        throw error;
      }
    }
    await tick(signal);
  }
}

/** Announces what has been due longest. Whether there may be more. */
async function announcePage(options: ExpiryClockOptions, settled: Settled): Promise<boolean> {
  const { eventStore, database, now, signal, announced } = options;
  const due = await findDueKeys(database, now(), Math.min(settled.size + pageSize, mostSettled));
  const isSettled = ({ keyId, dueAt }: DueKey): boolean => settled.get(keyId) === dueAt;
  const page = due.filter((key) => !isSettled(key)).slice(0, pageSize);
  forgetAllBut(due.filter(isSettled), settled);

  for (const together of inOrder(page)) {
    if (signal.aborted) return false;
    const asked = await Promise.allSettled(
      together.map(async ({ keyId, dueAt }) => {
        if (!(await announceEnd(eventStore, keyId, dueAt, now))) return;
        settled.set(keyId, dueAt);
        announced?.();
      }),
    );
    const failed = asked.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
  }
  return page.length === pageSize;
}

/** The read model has moved on from the others. */
function forgetAllBut(keys: readonly DueKey[], settled: Settled): void {
  settled.clear();
  for (const { keyId, dueAt } of keys) settled.set(keyId, dueAt);
}

/** One after the other; those that are due at the same instant together, some at a time. */
function inOrder(keys: readonly DueKey[]): readonly (readonly DueKey[])[] {
  const batches: DueKey[][] = [];
  for (const key of keys) {
    const last = batches.at(-1);
    if (last?.[0]?.dueAt === key.dueAt && last.length < atOnce) last.push(key);
    else batches.push([key]);
  }
  return batches;
}

async function aSecond(signal: AbortSignal): Promise<void> {
  await sleep(1000, undefined, { signal }).catch(() => undefined);
}
