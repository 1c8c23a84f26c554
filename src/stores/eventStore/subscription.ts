/**
 * One subscription to the log, pulled: the consumer's pace is the server's pace, and events never overtake each other.
 * It does not resume by itself; whoever processes events knows which was the last.
 */
import { START, streamNameFilter } from '@eventstore/db-client';
import type { AllStreamResolvedEvent } from '@eventstore/db-client';
import { EventStoreUnavailable } from '../errors.ts';
import type { Delivery, EventStoreLimits, Position } from '../eventStore.ts';
import type { Connection } from './connection.ts';
import { recorded } from './events.ts';
import { decision, unavailable } from './faults.ts';

/** Events that may wait between the server and the consumer, so that neither waits for the other's every step. */
const readAhead = 512;

/**
 * Filter checkpoints of the server are not asked for: they can lie beyond the last event delivered.
 * @throws EventStoreUnavailable when it breaks, ends by itself, or is not confirmed in time.
 */
export async function* subscribe(
  connection: Connection,
  { attemptMs }: EventStoreLimits,
  {
    prefixes,
    after,
    signal,
  }: { prefixes: readonly string[]; after: Position | 'start'; signal: AbortSignal },
): AsyncGenerator<Delivery> {
  if (signal.aborted) return;
  const link = connection.link();
  const subscription = link.client.subscribeToAll(
    {
      fromPosition: after === 'start' ? START : after,
      filter: streamNameFilter({ prefixes: [...prefixes] }),
    },
    { highWaterMark: readAhead },
  );
  // Emitted while the events before it are still in the buffer: only in the buffer does it keep its place.
  subscription.on('caughtUp', () => subscription.push(caughtUp));
  const late = new EventStoreUnavailable(
    `the event store has not confirmed a subscription within ${attemptMs} ms`,
  );
  const timer = setTimeout(() => subscription.destroy(late), attemptMs);
  subscription.on('confirmation', () => {
    clearTimeout(timer);
  });
  const abort = (): void => {
    subscription.destroy();
    void subscription.unsubscribe().catch(ignore);
  };
  link.streams.add(subscription);
  signal.addEventListener('abort', abort, { once: true });
  try {
    const deliveries: AsyncIterable<AllStreamResolvedEvent | typeof caughtUp> = subscription;
    for await (const delivery of deliveries) {
      if (delivery === caughtUp) yield caughtUp;
      else if ('event' in delivery && delivery.event)
        yield { kind: 'event', event: recorded(delivery.event) };
    }
    if (!signal.aborted) throw new EventStoreUnavailable('the event store ended the subscription');
  } catch (error) {
    if (signal.aborted) return;
    connection.discard(link);
    throw decision(error) ?? unavailable('subscription', error);
  } finally {
    clearTimeout(timer);
    link.streams.delete(subscription);
    signal.removeEventListener('abort', abort);
    abort();
  }
}

const caughtUp = { kind: 'caughtUp' } as const;

function ignore(): void {}
