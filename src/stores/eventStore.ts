/**
 * The event store as the application sees it: append at an expected revision, read, subscribe from a position.
 * Folder `eventStore/` holds how; it is the only place that knows the client library and its faults.
 */
import { append } from './eventStore/append.ts';
import { checkUrl, connect } from './eventStore/connection.ts';
import { eventAt, lastEvent, lastPosition, ping, readStream } from './eventStore/read.ts';
import { subscribe } from './eventStore/subscription.ts';

/** A place in the log of one server. Strictly increasing and sparse: compare, never compute. */
export interface Position {
  readonly commit: bigint;
  readonly prepare: bigint;
}

/** An event to append. `id` is a UUID that every retry repeats; `data` and `metadata` are plain JSON. */
export interface NewEvent {
  readonly id: string;
  readonly type: string;
  readonly data: object;
  readonly metadata: object;
}

/** An event as it stands in the log. `data` and `metadata` are whatever the writer stored: validate before use. */
export interface RecordedEvent {
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly position: Position;
  readonly data: unknown;
  readonly metadata: unknown;
  readonly created: Date;
}

/** The revision of the stream's last event, as the writer has read it. */
export type ExpectedRevision = bigint | 'no_stream';

/** What a subscription yields: events in order, and that history has been delivered up to the live end. */
export type Delivery =
  { readonly kind: 'event'; readonly event: RecordedEvent } | { readonly kind: 'caughtUp' };

/** Every call answers or throws within its time limit, and connects anew by itself after the server was away. */
export interface EventStore {
  /**
   * Appends all events or none, and repeats a lost answer's attempt with the same ids and expected revision.
   * `revision` is that of the last event appended.
   * @throws WrongExpectedRevision, EventStoreUnavailable, EventStoreRefused, StreamTombstoned, InvalidEvent
   */
  append(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
  ): Promise<{ readonly revision: bigint }>;
  /** All events of a stream, none when it does not exist. @throws StreamTombstoned, EventStoreUnavailable */
  readStream(stream: string): Promise<readonly RecordedEvent[]>;
  /** The newest event of a stream, as its leader knows it; none when it does not exist. @throws as `readStream` does */
  lastEvent(stream: string): Promise<RecordedEvent | undefined>;
  /** The event at exactly this position of the log, if there is one. @throws EventStoreUnavailable */
  eventAt(position: Position): Promise<RecordedEvent | undefined>;
  /** Where the newest event under the stream prefixes stands. Scans backwards from the end of the log until it meets one. */
  lastPosition(prefixes: readonly string[]): Promise<Position | undefined>;
  /**
   * Every event under the stream prefixes after the position, as fast as it is pulled. Ends when the signal aborts.
   * @throws EventStoreUnavailable when it breaks: subscribe again from the last event that was processed.
   */
  subscribe(options: {
    readonly prefixes: readonly string[];
    readonly after: Position | 'start';
    readonly signal: AbortSignal;
  }): AsyncIterable<Delivery>;
  /** One small read. @throws EventStoreUnavailable */
  ping(): Promise<void>;
  /** Ends subscriptions and lets go of the connection; calls after it throw EventStoreUnavailable. */
  close(): Promise<void>;
}

/** Time limits in milliseconds. */
export interface EventStoreLimits {
  /** One append or read in all, its retries included. */
  readonly totalMs: number;
  /** One attempt: until the server's answer, or between two events of a read. */
  readonly attemptMs: number;
}

const defaultLimits: EventStoreLimits = { totalMs: 4000, attemptMs: 2000 };

/** @throws Error that says what cannot be used in this URL, without quoting it: it carries a password */
export const checkEventStoreUrl: (url: string) => void = checkUrl;

/**
 * Connects lazily: the server may be away.
 * @param url `esdb://…` or `esdb+discover://…` of EventStoreDB or KurrentDB, credentials and TLS settings included.
 * @throws Error when the URL cannot be understood.
 */
export function connectEventStore(url: string, options: Partial<EventStoreLimits> = {}): EventStore {
  const limits = { ...defaultLimits, ...options };
  const connection = connect(url);
  return {
    append: (stream, events, expected) => append(connection, limits, stream, events, expected),
    readStream: (stream) => readStream(connection, limits, stream),
    lastEvent: (stream) => lastEvent(connection, limits, stream),
    eventAt: (position) => eventAt(connection, limits, position),
    lastPosition: (prefixes) => lastPosition(connection, limits, prefixes),
    subscribe: (request) => subscribe(connection, limits, request),
    ping: () => ping(connection, limits),
    close: () => connection.close(),
  };
}
