/** Reads of a stream and of the log. The client library sets no deadline on them, so each has one here. */
import { BACKWARDS, END, FORWARDS, START, StreamNotFoundError } from '@eventstore/db-client';
import type { ReadStreamOptions, ResolvedEvent, StreamingRead } from '@eventstore/db-client';
import { EventStoreUnavailable } from '../errors.ts';
import type { EventStoreLimits, Position, RecordedEvent } from '../eventStore.ts';
import { untilDecided } from './attempts.ts';
import type { Connection, Link } from './connection.ts';
import { recorded } from './events.ts';
import { decision, statusOf, unavailable } from './faults.ts';

type Read = StreamingRead<ResolvedEvent>;

/** @throws StreamTombstoned, EventStoreUnavailable */
export async function readStream(
  connection: Connection,
  limits: EventStoreLimits,
  stream: string,
): Promise<readonly RecordedEvent[]> {
  return eventsOf(connection, limits, stream, { direction: FORWARDS, fromRevision: START });
}

/** Asked of the leader: whoever appends behind it must not be told of an older one. */
export async function lastEvent(
  connection: Connection,
  limits: EventStoreLimits,
  stream: string,
): Promise<RecordedEvent | undefined> {
  const backwards = { direction: BACKWARDS, fromRevision: END, maxCount: 1, requiresLeader: true } as const;
  const [last] = await eventsOf(connection, limits, stream, backwards);
  return last;
}

/** None of a stream that does not exist. */
async function eventsOf(
  connection: Connection,
  limits: EventStoreLimits,
  stream: string,
  options: ReadStreamOptions,
): Promise<readonly RecordedEvent[]> {
  return untilDecided(
    connection,
    limits,
    `reading ${stream}`,
    (error) => decision(error, stream),
    async (link, milliseconds) => {
      try {
        return await collect(link, link.client.readStream(stream, options), milliseconds);
      } catch (error) {
        if (error instanceof StreamNotFoundError) return [];
        throw error;
      }
    },
  );
}

/** A position that lies between events is no mistake of the caller: it is how a foreign log shows. */
export async function eventAt(
  connection: Connection,
  limits: EventStoreLimits,
  position: Position,
): Promise<RecordedEvent | undefined> {
  const invalidPosition = 3;
  return untilDecided(connection, limits, 'reading the log', decision, async (link, milliseconds) => {
    try {
      const read = link.client.readAll({ direction: FORWARDS, fromPosition: position, maxCount: 1 });
      const [event] = await collect(link, read, milliseconds);
      return event?.position.commit === position.commit && event.position.prepare === position.prepare
        ? event
        : undefined;
    } catch (error) {
      if (statusOf(error) === invalidPosition) return undefined;
      throw error;
    }
  });
}

/** The client library cannot filter reads, so this reads backwards until an event matches. */
export async function lastPosition(
  connection: Connection,
  limits: EventStoreLimits,
  prefixes: readonly string[],
): Promise<Position | undefined> {
  return untilDecided(connection, limits, 'reading the log', decision, async (link, milliseconds) => {
    const read = link.client.readAll({ direction: BACKWARDS, fromPosition: END });
    for await (const event of eachEvent(link, read, milliseconds)) {
      if (prefixes.some((prefix) => event.stream.startsWith(prefix))) return event.position;
    }
    return undefined;
  });
}

/**
 * An answer that is late says nothing of the client, which others use: discarding it would end their calls too.
 * @throws EventStoreUnavailable
 */
export async function ping(connection: Connection, { attemptMs }: EventStoreLimits): Promise<void> {
  const link = connection.link();
  try {
    await collect(
      link,
      link.client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }),
      attemptMs,
    );
  } catch (error) {
    if (!(error instanceof EventStoreUnavailable)) connection.discard(link);
    throw unavailable('ping', error);
  }
}

async function collect(link: Link, read: Read, patience: number): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of eachEvent(link, read, patience)) events.push(event);
  return events;
}

/** The events of a read that is cancelled when it ends early, or when the next event lets wait too long. */
async function* eachEvent(link: Link, read: Read, patience: number): AsyncGenerator<RecordedEvent> {
  const late = new EventStoreUnavailable(
    `the event store has not answered within ${Math.round(patience)} ms`,
  );
  const timer = setTimeout(() => read.destroy(late), patience);
  link.streams.add(read);
  try {
    for await (const { event } of read) {
      timer.refresh();
      if (event) yield recorded(event);
    }
  } finally {
    clearTimeout(timer);
    link.streams.delete(read);
    void read.cancel().catch(ignore);
  }
}

function ignore(): void {}
