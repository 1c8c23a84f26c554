/**
 * The log: commands go to the one writer, reads to a pool of connections, and what was just committed is kept in
 * memory for those who follow the end.
 */
import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import type { StreamState } from './decide.ts';
import { NO_STREAM_STATE } from './decide.ts';
import { connectionsTo } from './connections.ts';
import { unavailable } from './errors.ts';
import type { Command, Outcome } from './events.ts';
import { framed } from './frames.ts';
import type { FramedEvent } from './frames.ts';
import { readLogPage } from './queries/logPage.ts';
import type { LogPage, LogRange } from './queries/logPage.ts';
import type { Direction } from './queries/rows.ts';
import { readStreamPage } from './queries/streamPage.ts';
import type { StreamRange } from './queries/streamPage.ts';
import { readStreamStates } from './queries/streamStates.ts';
import { originalOf } from './streamNames.ts';
import { createTail } from './tail.ts';
import { createWaiters } from './waiters.ts';
import { startWriter } from './writer.ts';

/** Throws UNAVAILABLE when Postgres is away; what the tail holds can be read without it. */
export interface EventLog {
  execute(command: Command): Promise<Outcome>;
  /** Position of the last committed event. */
  position(): bigint;
  /** The filter may let more through than it matches: the caller applies it to what comes. */
  readAll(range: LogRange): Promise<LogPage<FramedEvent>>;
  readStream(direction: Direction, range: StreamRange, limit: number): Promise<readonly FramedEvent[]>;
  streamState(stream: string): Promise<StreamState>;
  /** Resolves when the log has, or may have, an event after `position`, or when `signal` aborts. */
  grownBeyond(position: bigint, signal: AbortSignal): Promise<void>;
  /** Resolves at the next change of the stream, or when `signal` aborts. Ask first, then read. */
  nextChange(stream: string, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export interface EventLogOptions {
  readonly databaseUrl: string;
  readonly report: (message: string) => void;
}

const TAIL_BYTES = 16 * 1024 * 1024;
const READ_CONNECTIONS = 4;

/** The topic of everything; no stream has an empty name. */
const ALL = '';

export async function openLog({ databaseUrl, report }: EventLogOptions): Promise<EventLog> {
  const tail = createTail(TAIL_BYTES);
  const waiters = createWaiters();
  let superseded = false;

  const mustWait = (position: bigint): boolean => !superseded && tail.end() <= position;

  /** Whatever Postgres throws at a reader, the client may try again. */
  async function reading<T>(query: () => Promise<T>): Promise<T> {
    // Nobody should follow a log here whose news are told elsewhere.
    if (superseded) throw unavailable('Another event store writes to this database now.');
    try {
      return await query();
    } catch (error) {
      throw unavailable('The event store cannot read from its Postgres at the moment.', error);
    }
  }

  const writer = await startWriter({
    databaseUrl,
    report,
    now: Date.now,
    newId: randomUUID,
    onOpened(position) {
      superseded = false;
      tail.reset(position);
      waiters.wakeAll();
    },
    onSuperseded() {
      superseded = true;
      waiters.wakeAll();
    },
    onCommitted(events) {
      tail.append(events.map(framed));
      waiters.wake(new Set([ALL, ...events.map((event) => event.stream)]));
    },
  });
  const connections = connectionsTo(databaseUrl);
  const pool = new Pool({
    ...connections.settings,
    application_name: 'event-store-reader',
    max: READ_CONNECTIONS,
  });
  // An idle connection that breaks is replaced by the pool; the next query tells if Postgres is away.
  pool.on('error', () => undefined);

  return {
    execute: (command) => writer.execute(command),
    position: () => writer.position(),
    async readAll(range) {
      const recent = range.direction === 'forwards' ? tail.after(range.position, range.limit) : undefined;
      if (recent !== undefined && !superseded)
        return {
          events: recent.map((event, index) => ({ event, ordinal: index + 1 })),
          considered: recent.length,
          upTo: recent.at(-1)?.position,
        };
      const page = await reading(() => readLogPage(pool, range));
      return {
        ...page,
        events: page.events.map(({ event, ordinal }) => ({ event: framed(event), ordinal })),
      };
    },
    async readStream(direction, range, limit) {
      return (await reading(() => readStreamPage(pool, direction, range, limit))).map(framed);
    },
    async streamState(stream) {
      const original = originalOf(stream);
      const states = await reading(() => readStreamStates(pool, [original]));
      return states.get(original) ?? NO_STREAM_STATE;
    },
    async grownBeyond(position, signal) {
      while (!signal.aborted && mustWait(position)) await waiters.next(ALL, signal);
    },
    nextChange: (stream, signal) => waiters.next(stream, signal),
    async close() {
      await Promise.all([writer.stop(), connections.close(() => pool.end())]);
    },
  };
}
