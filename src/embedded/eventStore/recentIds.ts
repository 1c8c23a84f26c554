/**
 * Where the newest events were recorded, by id: how a retry that names no revision is known. Bounded, so it is
 * a best effort, as it is in EventStoreDB.
 */

export interface RecentId {
  readonly id: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
}

export interface RecentIds {
  get(id: string): RecentId | undefined;
  add(entries: Iterable<RecentId>): void;
}

export function createRecentIds(limit: number, entries: Iterable<RecentId> = []): RecentIds {
  const byId = new Map<string, RecentId>();
  const recent: RecentIds = {
    get: (id) => byId.get(id),
    add(added) {
      for (const { id, stream, revision, position } of added) {
        byId.delete(id);
        byId.set(id, { id, stream, revision, position });
      }
      for (const oldest of byId.keys()) {
        if (byId.size <= limit) break;
        byId.delete(oldest);
      }
    },
  };
  recent.add(entries);
  return recent;
}
