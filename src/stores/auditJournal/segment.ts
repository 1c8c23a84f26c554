/**
 * The segment that is being written. It takes one group of lines at a time: a group either stands in it as a whole, as
 * durable as was asked for, or its writer hears why not.
 */
import { join } from 'node:path';
import type { JournalFiles } from './files.ts';

/** `always`: on the disk before a write is acknowledged. `interval`: on its way there at most 100 ms later. */
export type Durability = 'always' | 'interval';

export interface Segment {
  readonly name: string;
  /** Of the groups that were acknowledged. */
  readonly bytes: number;
  /**
   * False once a group was refused of which a reader may have seen lines, or a sync failed: another group in their place could be
   * read as if it had been read already, and after a failed sync nobody knows what is on the disk.
   */
  readonly sound: boolean;
  /** Waits for the one before. Throws what the file system says: then the whole group is refused. */
  append(group: Uint8Array): Promise<void>;
  /** Takes out what was refused, as far as the file system lets it. Throws when what was acknowledged may be lost by a power cut. */
  close(): Promise<void>;
}

/** The event loop may be late for what has to begin within 100 ms. */
const syncAfterMs = 80;

/** Makes the segment and its name durable. Throws what the file system says. */
export async function createSegment(
  folder: string,
  name: string,
  durability: Durability,
  files: JournalFiles,
): Promise<Segment> {
  const path = join(folder, name);
  const file = await files.create(path);
  await files.syncFolder(folder).catch(async (error: unknown) => {
    await files.close(file).catch(ignore);
    throw error;
  });
  let bytes = 0;
  let sound = true;
  let unsynced = false;
  let timer: NodeJS.Timeout | undefined;
  let syncing = Promise.resolve();
  let syncFault: { readonly error: unknown } | undefined;
  let closing = false;
  let lookAt = 0;

  function sync(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    return (syncing = syncing.then(syncData));
  }

  async function syncData(): Promise<void> {
    // The kernel forgets pages that it could not write: a sync that succeeds after one that failed says nothing.
    if (!unsynced || syncFault !== undefined) return;
    unsynced = false;
    try {
      await files.sync(file);
      if (await removed()) throw new Error(`${name} was removed while it was written`);
    } catch (error) {
      syncFault = { error };
      sound = false;
    }
  }

  /** A file without a name takes all that is written, and nobody will ever read it. Behind a closed one others clear up. */
  async function removed(): Promise<boolean> {
    if (performance.now() < lookAt) return false;
    lookAt = performance.now() + syncAfterMs;
    return !(await files.exists(path)) && !closing;
  }

  function throwSyncFault(): void {
    if (syncFault !== undefined) throw syncFault.error;
  }

  return {
    name,
    get bytes() {
      return bytes;
    },
    get sound() {
      return sound;
    },
    async append(group) {
      throwSyncFault();
      for (let taken = 0; taken < group.length;) {
        try {
          const more = await files.write(file, group.subarray(taken), bytes + taken);
          if (more === 0) throw new Error('the file takes no more bytes');
          taken += more;
        } catch (error) {
          sound = bytes === 0 && taken === 0;
          throw error;
        }
      }
      unsynced = true;
      // The first group proves that this disk can be synced at all: where it cannot, nothing is acknowledged.
      if (durability === 'always' || bytes === 0) await sync();
      else timer ??= setTimeout(() => void sync(), syncAfterMs);
      throwSyncFault();
      bytes += group.length;
    },
    async close() {
      closing = true;
      if (!sound) await files.truncate(file, bytes).catch(ignore);
      await sync();
      await files.close(file);
      throwSyncFault();
    },
  };
}

function ignore(): void {}
