/**
 * Refusals of callers that no key is known of can come in any number, at no cost to whoever sends them. So that they
 * cannot fill a disk, a few a second are kept one by one, and of the others only how many there were.
 */
import type { Logger } from 'pino';
import type { AuditEntry } from '../domain/auditEntry.ts';

/** A second, and the entries that are kept in it one by one for each merchant that asked, and for all who named none. */
const windowMs = 1000;
const mostKept = 10;

export interface BoundedRefusals {
  /** Resolves when the entry is kept or counted; a counted one does not wait. Rejects as `write` does. */
  keep(entry: AuditEntry): Promise<void>;
  /** Writes what was counted, and begins no new second. */
  close(): Promise<void>;
}

/** What one merchant's second holds. */
interface Tally {
  kept: number;
  counted: number;
  /** The last one counted: it will stand for all of them. */
  last: AuditEntry | undefined;
}

/**
 * When the second ends, the last refusal that was only counted is written for all of them: `suppressed` is how many others
 * it stands for. What cannot be written then is tried again a second later. Memory: an entry for each merchant whose token
 * was accepted in that second.
 */
export function boundedRefusals(write: (entry: AuditEntry) => Promise<void>, log: Logger): BoundedRefusals {
  let tallies = new Map<string | null, Tally>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  function tallyOf(merchantId: string | null): Tally {
    timer ??= setTimeout(() => void end(), windowMs).unref();
    const tally = tallies.get(merchantId) ?? { kept: 0, counted: 0, last: undefined };
    tallies.set(merchantId, tally);
    return tally;
  }

  function count(entry: AuditEntry, refusals: number): void {
    const tally = tallyOf(entry.merchantId);
    tally.counted += refusals;
    tally.last = entry;
  }

  async function writeFor({ last, counted }: Tally): Promise<void> {
    if (last === undefined) return;
    try {
      await write(counted === 1 ? last : { ...last, suppressed: counted - 1 });
    } catch {
      if (closed) log.warn({ refusals: counted }, 'refused requests were counted and could not be recorded');
      else count(last, counted);
    }
  }

  async function end(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const ended = tallies;
    tallies = new Map();
    await Promise.all([...ended.values()].map(writeFor));
  }

  return {
    async keep(entry) {
      const tally = tallyOf(entry.merchantId);
      if (tally.kept === mostKept) return count(entry, 1);
      tally.kept += 1;
      return write(entry);
    },
    async close() {
      closed = true;
      await end();
    },
  };
}
