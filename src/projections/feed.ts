/**
 * Follows a table to which a projection adds rows in the order of the event log: one reader for all in this process who want
 * to hear of them, however many. It looks when the group's checkpoint is announced, and once a second all the same, so that
 * it misses nothing when announcements are lost or Postgres is away.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { checkpointChannel } from '../stores/checkpoints.ts';
import type { Queryable } from '../stores/database.ts';
import type { Notifications } from '../stores/notifications.ts';
import { completeQuery } from './completeQuery.ts';
import {
  readCursor,
  subscriber,
  type Known,
  type Place,
  type Subscriber,
  type Subscription,
} from './subscription.ts';

export interface FeedConnections {
  readonly database: Queryable;
  readonly notifications: Notifications;
  readonly log: { warn(details: object, message: string): void };
}

/** The table that is followed. */
export interface FeedTable<Row, Item> {
  /** Whose projections write it. */
  readonly group: string;
  /** Has a `position`, its primary key. Rows stay for at least twice the half hour of `longestPauseMs`. */
  readonly table: string;
  /** Those of a `Row`. */
  readonly columns: string;
  readonly read: (row: Row) => Item;
  /** The shortest time between two looks, in milliseconds; none by default. */
  readonly leastMs?: number;
}

export interface Feed<Item> {
  /**
   * From now on; or from behind a cursor that was given here or by another process. Close it at the end.
   * @throws ReadModelsNotReady, DatabaseUnavailable when it cannot be told where now is
   */
  subscribe(after: string | undefined, wants: (item: Item) => boolean): Promise<Subscription<Item>>;
  /** Ends all subscriptions, and those to come at once. */
  close(): Promise<void>;
}

/** A notification is a hint to look sooner; without one we look this often, in milliseconds. */
const lookEveryMs = 1000;
const mostAtOnce = 1000;
/** For those who come back. */
const mostRemembered = 5000;
/** In milliseconds. After a longer one, rows may be gone that were never read here. */
const longestPauseMs = 30 * 60_000;

/** Reads nothing as long as nobody is subscribed. */
export function feed<Row, Item>(
  { database, notifications, log }: FeedConnections,
  table: FeedTable<Row, Item>,
): Feed<Item> {
  const look = lookInto(database, table);
  const subscribers = new Set<Subscriber<Item>>();
  let known: Looked<Item> | undefined;
  let begun: Promise<void> | undefined;
  let running: Promise<void> | undefined;
  const stopping = new AbortController();
  let wakeUp = ignore;

  async function begin(): Promise<void> {
    try {
      known = await look(undefined);
      running = run();
    } catch (error) {
      begun = undefined;
      throw error;
    }
  }

  async function run(): Promise<void> {
    let isSilent = false;
    while (subscribers.size > 0 && !stopping.signal.aborted) {
      // Listening comes before looking: what is written in between is not missed.
      const woken = notifications.wake(checkpointChannel(table.group), lookEveryMs);
      const rested = sleep(table.leastMs ?? 0);
      try {
        do {
          known = await look(known);
          for (const each of subscribers) each.hear(known);
        } while (known.more);
        isSilent = false;
      } catch (error) {
        if (!isSilent)
          log.warn({ err: error }, 'changes cannot be read for those who follow them; trying on');
        isSilent = true;
      }
      await new Promise<void>((resolve) => {
        wakeUp = resolve;
        void Promise.all([woken, rested]).then(() => resolve());
      });
    }
    begun = undefined;
  }

  return {
    async subscribe(after, wants) {
      const one = subscriber(wants, () => subscribers.delete(one));
      if (stopping.signal.aborted) one.close();
      else subscribers.add(one); // before anything is waited for, so that the reader stays
      try {
        begun ??= begin();
        await begun;
        if (known === undefined) throw new Error('A reader that has begun knows where it is');
        const place = after === undefined ? known : readCursor(after);
        one.begin(place);
        // Another process may be ahead of this one, until the next look.
        if (!isAhead(place, known)) one.hear(known);
      } catch (error) {
        one.close();
        throw error;
      }
      return one;
    },
    async close() {
      stopping.abort();
      for (const each of subscribers) each.close();
      wakeUp();
      await running;
    },
  };
}

function isAhead(place: Place, known: Place): boolean {
  return place.generation === known.generation && place.position > known.position;
}

interface Looked<Item> extends Known<Item> {
  /** Whether there is more to read at once. */
  readonly more: boolean;
  /** By the wall clock, in milliseconds: others may stand still while the machine is suspended. */
  readonly at: number;
}

/** What is known after a look, given what was known before it. */
type Look<Item> = (before: Looked<Item> | undefined) => Promise<Looked<Item>>;

type Shown<Row> = Row & {
  readonly generation: number;
  readonly head: string;
  readonly position: string | null;
};

function lookInto<Row, Item>(database: Queryable, options: FeedTable<Row, Item>): Look<Item> {
  const { group, table, columns, read } = options;
  /** Rows, and how far the table is in the same snapshot. */
  const shown = (rows: string) => `
    select checkpoint.generation, coalesce(checkpoint.commit_position, -1) as head, row.*
    from projection_checkpoints checkpoint left join (select position, ${columns} from ${table} ${rows}) row on true
    where checkpoint.projection_group = '${group}' order by row.position`;
  const newest = shown(`order by position desc limit ${mostRemembered}`);
  const next = shown(`where position > $1 order by position limit ${mostAtOnce}`);

  async function rowsOf(text: string, values: readonly unknown[]) {
    const rows = await completeQuery<Shown<Row>>(database, text, values, group);
    const [first] = rows;
    if (first === undefined) throw new Error('A group of projections that is complete has a checkpoint');
    const items = rows.flatMap((row) =>
      row.position === null ? [] : [{ position: BigInt(row.position), item: read(row) }],
    );
    return { generation: first.generation, head: BigInt(first.head), items, at: Date.now() };
  }

  async function anew(): Promise<Looked<Item>> {
    const { head, ...found } = await rowsOf(newest, []);
    return { ...found, position: head, floor: found.items[0]?.position ?? head, more: false };
  }

  return async (before) => {
    if (before === undefined || Math.abs(Date.now() - before.at) > longestPauseMs) return anew();
    const { head, ...found } = await rowsOf(next, [before.position]);
    if (found.generation !== before.generation) return anew();
    const more = found.items.length === mostAtOnce;
    const items = [...before.items, ...found.items];
    const forgotten = items.splice(0, Math.max(0, items.length - mostRemembered));
    return {
      ...found,
      items: found.items.length === 0 ? before.items : items,
      floor: forgotten.at(-1)?.position ?? before.floor,
      position: more ? (items.at(-1)?.position ?? head) : head,
      more,
    };
  };
}

function ignore(): void {}
