/**
 * A subscription to `$all`: a cursor that is pulled over the log. History and news come the same way, so nothing can fall
 * between them; when there is nothing after the cursor it waits to be woken. It reads only as fast as the client does.
 */
import { randomUUID } from 'node:crypto';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { Filtering } from '../filters.ts';
import { caughtUpFrame, checkpointFrame, confirmationFrame, eventFrame } from '../frames.ts';
import type { FramedEvent, UuidForm } from '../frames.ts';
import type { EventLog } from '../log.ts';
import type { LogPage, LogRange } from '../queries/logPage.ts';
import type { FrameCall } from './calls.ts';
import { send } from './calls.ts';
import type { Start } from './read.ts';
import { PAGE_EVENTS } from './readAll.ts';

export interface AllSubscription {
  readonly call: FrameCall<ReadReq>;
  readonly signal: AbortSignal;
  readonly form: UuidForm;
  /** Events after it are sent. */
  readonly start: Start;
  readonly filtering: Filtering | undefined;
}

/** Runs until the client leaves, the server stops, or history must be read while Postgres is away; waiting outlives a loss. */
export async function subscribeToAll(log: EventLog, subscription: AllSubscription): Promise<void> {
  const { call, signal, start } = subscription;
  const delivery = deliverTo(subscription);
  let cursor = start === 'start' ? 0n : start === 'end' ? log.position() : start;
  await send(call, confirmationFrame(randomUUID()), signal);

  let caughtUp = false;
  for (;;) {
    signal.throwIfAborted();
    const page = await log.readAll({
      direction: 'forwards',
      position: cursor,
      limit: PAGE_EVENTS,
      ...delivery.wants(),
    });
    if (page.upTo !== undefined) {
      await delivery.send(page);
      cursor = page.upTo;
      continue;
    }
    if (!caughtUp) {
      caughtUp = true;
      await send(call, caughtUpFrame(), signal);
    }
    await log.grownBeyond(cursor, signal);
  }
}

interface Delivery {
  /** What it wants of the next page. */
  wants(): Pick<LogRange, 'filter' | 'marks'>;
  send(page: LogPage<FramedEvent>): Promise<void>;
}

/** Sends what the filter lets through, and a checkpoint each time that enough events have been considered. */
function deliverTo({ call, signal, form, filtering }: AllSubscription): Delivery {
  if (filtering === undefined)
    return {
      wants: () => ({}),
      async send(page) {
        for (const { event } of page.events) await send(call, eventFrame(event, form), signal);
      },
    };

  const { filter, checkpointInterval: every } = filtering;
  let consideredBefore = 0;
  return {
    wants: () => ({ filter, marks: { every, consideredBefore } }),
    async send(page) {
      for (const { event, ordinal } of page.events) {
        if (filter.matches(event)) await send(call, eventFrame(event, form), signal);
        if ((consideredBefore + ordinal) % every === 0)
          await send(call, checkpointFrame(event.position), signal);
      }
      consideredBefore = (consideredBefore + page.considered) % every;
    },
  };
}
