/**
 * Where the newest events were recorded, by stream and id: how a retry that names no revision is known. Bounded,
 * so it is a best effort, as it is in EventStoreDB.
 */
import { createBoundedMap } from './boundedMap.ts';

export interface RecentId {
  readonly id: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
}

export interface RecentIds {
  get(stream: string, id: string): { revision: bigint; position: bigint } | undefined;
  add(entries: Iterable<RecentId>): void;
}

/** Ids have one length, so no two pairs have one key. */
export const eventKey = (stream: string, id: string): string => id + stream;

export function createRecentIds(limit: number, entries: Iterable<RecentId> = []): RecentIds {
  const places = createBoundedMap<{ revision: bigint; position: bigint }>(limit);
  const recent: RecentIds = {
    get: (stream, id) => places.get(eventKey(stream, id)),
    add(added) {
      for (const { id, stream, revision, position } of added)
        places.set(eventKey(stream, id), { revision, position });
    },
  };
  recent.add(entries);
  return recent;
}
