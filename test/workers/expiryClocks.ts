/** Keys with ends in a real log, and expiry clocks under test, whose time is what the test says. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { KeyEvent } from '../../src/domain/keyEvents.ts';
import { keyStream } from '../../src/domain/keyEvents.ts';
import type { Queryable } from '../../src/stores/database.ts';
import type { EventStore, RecordedEvent } from '../../src/stores/eventStore.ts';
import { runExpiryClock } from '../../src/workers/expiryClock.ts';
import { eventually } from '../support/condition.ts';
import { created, recorded } from '../support/keyEvents.ts';

export const start = Date.parse('2026-03-01T00:00:00.000Z');

/** The instant so many days after the start. */
export const onDay = (days: number): string => new Date(start + days * 86_400_000).toISOString();

/** A clock of days that goes when it is told to. */
export interface Time {
  readonly now: () => Date;
  set(days: number): void;
}

export function timeAt(days: number): Time {
  let milliseconds = Date.parse(onDay(days));
  return {
    now: () => new Date(milliseconds),
    set: (to) => {
      milliseconds = Date.parse(onDay(to));
    },
  };
}

/** The event of a key without more than its end, on day 0. */
export const keyWithEnd = (keyId: string, expiresAt: string | null): KeyEvent =>
  created({ keyId, expiresAt }, onDay(0));

/** Appends events to a key's stream, which has `behind` of them. */
export async function append(
  eventStore: EventStore,
  keyId: string,
  events: readonly KeyEvent[],
  behind = 0,
): Promise<void> {
  const appended = recorded(keyId, events).map(({ id, type, data, metadata }) => ({
    id,
    type,
    data: data as object,
    metadata: metadata as object,
  }));
  await eventStore.append(keyStream(keyId), appended, behind === 0 ? 'no_stream' : BigInt(behind - 1));
}

/** What was announced so far, in the order of the log: "k1 ApiKeyExpiring <end>". */
export async function announcements(eventStore: EventStore): Promise<readonly string[]> {
  const stopping = new AbortController();
  const found: RecordedEvent[] = [];
  for await (const delivery of eventStore.subscribe({
    prefixes: ['apiKey-'],
    after: 'start',
    signal: stopping.signal,
  })) {
    if (delivery.kind === 'caughtUp') break;
    if (/^ApiKeyExpir(ing|ed)$/.test(delivery.event.type)) found.push(delivery.event);
  }
  stopping.abort();
  return found.map(({ stream, type, data }) => {
    const { expiresAt } = data as { readonly expiresAt: string };
    return `${stream.slice('apiKey-'.length)} ${type} ${expiresAt}`;
  });
}

export interface Clock {
  readonly ended: Promise<void>;
  readonly warnings: readonly string[];
  /** Resolves when the clock has begun to look, and found nothing left to do, so many times from now on. */
  readonly looked: (times: number) => Promise<void>;
  /** How often it has waited for the time to look again. */
  readonly waits: () => number;
  readonly stop: () => Promise<void>;
}

/** @param tickMs how long it waits before it looks again */
export function startClock(
  stores: { readonly eventStore: EventStore; readonly database: Queryable },
  { now }: Pick<Time, 'now'>,
  tickMs = 5,
): Clock {
  const stopping = new AbortController();
  const warnings: string[] = [];
  let waits = 0;
  const ended = runExpiryClock({
    eventStore: stores.eventStore,
    database: stores.database,
    now,
    log: { warn: (_, message) => void warnings.push(message) },
    signal: stopping.signal,
    async tick(signal) {
      waits += 1;
      await sleep(tickMs, undefined, { signal }).catch(() => undefined);
    },
  });
  ended.catch(() => undefined); // tests that expect a fault look at it themselves
  return {
    ended,
    warnings,
    waits: () => waits,
    async looked(times) {
      // The wait under way began before: what it looked at was older.
      const enough = waits + times + 1;
      await eventually(`the clock has looked ${times} times`, () => waits >= enough);
    },
    async stop() {
      stopping.abort();
      await ended.catch(() => undefined);
    },
  };
}
