/**
 * Read models whose rows change: a table that holds some rows of each stream, as a fold of its events. The events are applied
 * in memory, and what comes out is written with few statements, whether it is of one event or of thousands. What is there is
 * read only where a change depends on it.
 */
import type { RecordedEvent } from '../stores/eventStore.ts';
import type { Fold } from './projection.ts';
import { deletion, insertion, update } from './rows.ts';

/**
 * What an event makes of a stream's rows: columns to set, in all of them alike, or new rows from those that are there. Of those
 * it returns as they are what it leaves as they are.
 */
export type Change<Row> = Partial<Row> | ((rows: readonly Row[]) => readonly Row[]);

export interface FoldedTable<Row> {
  readonly table: string;
  readonly streamPrefix: string;
  /** The primary key, which begins with the stream's id: its name behind the prefix. */
  readonly key: readonly [keyof Row & string, ...(keyof Row & string)[]];
  /** Nothing for an event of other streams. @throws UnreadableEvent */
  readonly changeOf: (event: RecordedEvent) => Change<Row> | undefined;
}

/**
 * Makes the fold of a table.
 * @param table its `Row` has a field for each column, as JSON: times are text, in the form of Postgres or of an event
 */
export function foldedTable<Row extends object>({
  table,
  streamPrefix,
  key,
  changeOf,
}: FoldedTable<Row>): Fold {
  const [id] = key;
  const idOf = ({ stream }: RecordedEvent): string => stream.slice(streamPrefix.length);
  const identity = (row: Row): string => key.map((column) => String(row[column])).join(' ');

  return {
    held(events) {
      const ours = events.filter(({ stream }) => stream.startsWith(streamPrefix));
      const streams = new Set(ours.filter((event) => typeof changeOf(event) === 'function').map(idOf));
      // Of a stream that begins here there is nothing.
      for (const event of ours) if (event.revision === 0n) streams.delete(idOf(event));
      if (streams.size === 0) return undefined;
      return {
        text: `select to_json(held) as row from ${table} held where ${id} = any($1)`,
        values: [[...streams]],
      };
    },
    from(found) {
      const held = new Map<string, readonly Row[]>();
      for (const { row } of found as readonly { readonly row: Row }[]) {
        const stream = String(row[id]);
        held.set(stream, [...(held.get(stream) ?? []), row]);
      }
      return (events) => {
        const folded = new Map<string, readonly Row[]>();
        const columns = new Map<string, Partial<Row>>();
        for (const event of events) {
          const change = changeOf(event);
          if (change === undefined) continue;
          const stream = idOf(event);
          const rows = folded.get(stream) ?? held.get(stream);
          if (typeof change === 'function') folded.set(stream, change(rows ?? []));
          else if (rows)
            folded.set(
              stream,
              rows.map((row) => ({ ...row, ...change })),
            );
          else columns.set(stream, { ...columns.get(stream), ...change });
        }
        const gone: Row[] = [];
        const changed: Row[] = [];
        const made: Row[] = [];
        for (const [stream, after] of folded) {
          const before = held.get(stream) ?? [];
          const [then, now] = [new Set(before.map(identity)), new Set(after.map(identity))];
          gone.push(...before.filter((row) => !now.has(identity(row))));
          made.push(...after.filter((row) => !then.has(identity(row))));
          changed.push(...after.filter((row) => then.has(identity(row)) && !before.includes(row)));
          held.set(stream, after);
        }
        const set = Array.from(columns, ([stream, change]) => ({ ...change, [id]: stream }));
        return [
          ...update(table, [id], set),
          ...deletion(table, key, gone),
          ...update(table, key, changed),
          ...insertion(table, made),
        ];
      };
    },
  };
}
