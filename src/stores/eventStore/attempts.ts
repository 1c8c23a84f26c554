/** Runs a call against the event store until the server has decided, or time is up. */
import { setTimeout as sleep } from 'node:timers/promises';
import { NotLeaderError } from '@eventstore/db-client';
import { EventStoreUnavailable } from '../errors.ts';
import type { EventStoreLimits } from '../eventStore.ts';
import type { Connection, Link } from './connection.ts';
import { unavailable } from './faults.ts';

const firstPauseMs = 20;
const longestPauseMs = 250;

/**
 * @param what names the call in errors, such as "append to apiKey-1".
 * @param decisionOf turns an error that is the server's decision into the one to throw; any other error is retried, on a
 * new client, until `totalMs` have passed.
 * @param attempt one try, which has to settle within the milliseconds that it is given; what comes later is not heard.
 * @throws EventStoreUnavailable when time is up, else what `decisionOf` made.
 */
export async function untilDecided<T>(
  connection: Connection,
  { totalMs, attemptMs }: EventStoreLimits,
  what: string,
  decisionOf: (error: unknown) => Error | undefined,
  attempt: (link: Link, milliseconds: number) => Promise<T>,
): Promise<T> {
  const end = performance.now() + totalMs;
  for (let pause = firstPauseMs; ; pause = Math.min(2 * pause, longestPauseMs)) {
    const link = connection.link();
    const milliseconds = Math.max(1, Math.min(attemptMs, end - performance.now()));
    try {
      return await attempt(link, milliseconds);
    } catch (error) {
      const decided = decisionOf(error);
      if (decided) throw decided;
      // The client itself follows to the leader that the error names; a new client would meet the follower again.
      if (!(error instanceof NotLeaderError)) connection.discard(link);
      if (performance.now() + pause >= end) throw unavailable(what, error);
    }
    await sleep(pause);
  }
}

/** `work`, or EventStoreUnavailable when it has not settled in time; the work itself goes on unheard. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new EventStoreUnavailable(`the event store has not answered within ${Math.round(milliseconds)} ms`),
      );
    }, milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
