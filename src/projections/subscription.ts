/** One who follows a feed: where it is, and what it has not taken yet, which is never much. */

/** A position in the event log, as far as it was read into tables that were made so many times. */
export interface Place {
  readonly generation: number;
  readonly position: bigint;
}

export interface Placed<Item> {
  readonly position: bigint;
  readonly item: Item;
}

/** Every item behind `floor` and up to `position`, oldest first. */
export interface Known<Item> extends Place {
  readonly floor: bigint;
  readonly items: readonly Placed<Item>[];
}

export interface News<Item> {
  /** Something before these may have been missed: whoever shows it should look at all of it again. */
  readonly missed: boolean;
  /** Each with the cursor behind it. */
  readonly items: readonly { readonly cursor: string; readonly item: Item }[];
  /** Behind all of them. */
  readonly cursor: string;
}

export interface Subscription<Item> {
  /**
   * What has come since the last time. Waits for it for so many milliseconds, and then says that there is nothing;
   * `undefined` once it is closed.
   */
  next(timeoutMs: number): Promise<News<Item> | undefined>;
  close(): void;
}

export interface Subscriber<Item> extends Subscription<Item> {
  /** From here on. Before that it hears nothing. */
  begin(place: Place): void;
  hear(known: Known<Item>): void;
}

/** Of more than that it costs less to look at everything again, and nobody else has to remember them. */
const mostWaiting = 1000;

/** @param ended hears once that it is over */
export function subscriber<Item>(wants: (item: Item) => boolean, ended: () => void): Subscriber<Item> {
  let place: Place | undefined;
  let waiting: Placed<Item>[] = [];
  let missed = false;
  let over = false;
  let wakeUp = ignore;

  function close(): void {
    over = true;
    ended();
    wakeUp();
  }

  return {
    close,
    begin(from) {
      place = from;
    },
    hear({ generation, floor, position, items }) {
      if (place === undefined) return;
      if (place.generation !== generation || place.position < floor || place.position > position) {
        missed = true;
        waiting = [];
      } else {
        waiting.push(...behind(items, place.position).filter(({ item }) => wants(item)));
      }
      place = { generation, position };
      if (waiting.length > mostWaiting) {
        missed = true;
        waiting = [];
      }
      if (missed || waiting.length > 0) wakeUp();
    },
    async next(timeoutMs) {
      if (!over && !missed && waiting.length === 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wakeUp = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      if (over || place === undefined) return undefined;
      const { generation } = place;
      const news = {
        missed,
        items: waiting.map(({ position, item }) => ({ cursor: cursorOf({ generation, position }), item })),
        cursor: cursorOf(place),
      };
      missed = false;
      waiting = [];
      return news;
    },
  };
}

/** Most often there are none, or few. */
function behind<Item>(items: readonly Placed<Item>[], position: bigint): readonly Placed<Item>[] {
  let first = items.length;
  for (let last = items[first - 1]; last !== undefined && last.position > position; last = items[first - 1]) {
    first -= 1;
  }
  return items.slice(first);
}

/** Opaque to whoever is given it. */
function cursorOf({ generation, position }: Place): string {
  return `${generation}.${position}`;
}

/** Where it stands; a place that never was, for what is no cursor of ours. */
export function readCursor(cursor: string): Place {
  const [, generation, position] = /^(\d{1,9})\.(-1|\d{1,20})$/.exec(cursor) ?? [];
  if (generation === undefined || position === undefined) return { generation: 0, position: -1n };
  return { generation: Number(generation), position: BigInt(position) };
}

function ignore(): void {}
