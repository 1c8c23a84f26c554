/**
 * The audit journal: lines in a local folder, written by one process, read by whoever ships them. A line is durable
 * before its write is acknowledged, so that it survives the process at any moment after; `Durability` says what a power cut may cost.
 *
 * Lines that come while a write is under way go into the next one together: its cost is shared. The folder holds
 * segments; each start, and each fault, begins a new one, so that nothing on the disk has ever to be repaired.
 */
import { systemFiles } from './auditJournal/files.ts';
import type { JournalFiles } from './auditJournal/files.ts';
import type { Durability } from './auditJournal/segment.ts';
import { segmentWriter } from './auditJournal/segmentWriter.ts';
import { AuditJournalUnavailable } from './errors.ts';

export { readJournal } from './auditJournal/read.ts';
export type { JournalLines, JournalPosition, ReadLimits } from './auditJournal/read.ts';
export { discardShipped, journalBacklog } from './auditJournal/shipped.ts';
export type { Durability, JournalFiles };

export interface AuditJournal {
  /**
   * Resolves when the line is durable. It is a JSON text without a newline. @throws AuditJournalUnavailable: the line is not recorded
   */
  write(line: string): Promise<void>;
  status(): JournalStatus;
  /** Writes and syncs what is there, and refuses what comes later. @throws AuditJournalUnavailable when it cannot */
  close(): Promise<void>;
}

/** Counted since the journal was opened. */
export interface JournalStatus {
  /** In the folder, as far as this process knows: it looks when it needs room. */
  readonly bytes: number;
  readonly lines: number;
  readonly groups: number;
  /** Lines that were not recorded. */
  readonly refused: number;
  /** Times that the file system failed. */
  readonly failures: number;
}

export interface JournalOptions {
  /** An existing folder that no other process writes to. */
  readonly folder: string;
  readonly durability: Durability;
  /** Of all segments; when it is reached, lines are refused until shipped ones are discarded. */
  readonly maxBytes: number;
  /** Of one segment, about; at most a quarter of `maxBytes`, so that there is always one to discard. */
  readonly segmentBytes?: number;
  /** Milliseconds since 1970, for the names of the segments. */
  readonly now?: () => number;
  readonly files?: JournalFiles;
}

/** Lines that are written together. They share one promise, which is what makes them cheap. */
interface Group {
  text: string;
  lines: number;
  readonly written: Promise<void>;
  readonly settle: (refusal?: AuditJournalUnavailable) => void;
}

const defaultSegmentBytes = 16 * 1024 * 1024;
/** Characters that may wait for a disk that does not answer. */
const mostWaiting = 16 * 1024 * 1024;
/** How often, in milliseconds, a disk that failed is tried again, and a full folder looked at. */
const retryEveryMs = 250;

/** Begins no segment before the first line. Throws what the file system says when it cannot read the folder. */
export async function openAuditJournal(options: JournalOptions): Promise<AuditJournal> {
  const { folder, maxBytes, now = Date.now, files = systemFiles } = options;
  const segmentBytes = Math.min(options.segmentBytes ?? defaultSegmentBytes, maxBytes / 4);
  const segments = await segmentWriter({ ...options, segmentBytes, now, files });
  const counted = { lines: 0, groups: 0, refused: 0 };
  let collecting: Group | undefined;
  let writing: Promise<void> | undefined;
  let closing: Promise<void> | undefined;
  /** Characters of lines that were taken and are neither written nor refused. */
  let waiting = 0;
  let fault: { readonly error: AuditJournalUnavailable; readonly retryAt: number } | undefined;
  let lookAt = 0;

  function refusal(characters: number): AuditJournalUnavailable | undefined {
    if (closing !== undefined) return new AuditJournalUnavailable(`The audit journal in ${folder} is closed`);
    if (fault !== undefined && performance.now() < fault.retryAt) return fault.error;
    if (segments.bytes + waiting + characters > maxBytes) return full();
    if (waiting + characters > mostWaiting) return unavailable('the disk does not keep up');
    return undefined;
  }

  function full(): AuditJournalUnavailable {
    if (performance.now() >= lookAt) {
      lookAt = performance.now() + retryEveryMs;
      void segments.measure();
    }
    return new AuditJournalUnavailable(
      `The audit journal in ${folder} has reached its bound of ${maxBytes} bytes: start the worker, which ships it to the event store, or raise the bound`,
    );
  }

  function unavailable(reason: string, cause?: unknown): AuditJournalUnavailable {
    return new AuditJournalUnavailable(
      `The audit journal in ${folder} cannot be written (${reason}): see to that disk. It is tried again by itself`,
      { cause },
    );
  }

  async function writeGroups(): Promise<void> {
    while (collecting !== undefined) {
      // All lines that the event loop has at hand share a write.
      await new Promise(setImmediate);
      const group: Group = collecting;
      collecting = undefined;
      await write(group);
      waiting -= group.text.length;
    }
    // Cleared here and not when the promise settles: a line that comes in between would never be taken.
    writing = undefined;
  }

  async function write(group: Group): Promise<void> {
    try {
      // It was collected while the one before it failed.
      if (fault !== undefined && performance.now() < fault.retryAt) throw fault.error;
      await segments.append(Buffer.from(group.text));
      fault = undefined;
      counted.lines += group.lines;
      counted.groups += 1;
      group.settle();
    } catch (error) {
      counted.refused += group.lines;
      group.settle(error instanceof AuditJournalUnavailable ? error : failed(error));
    }
  }

  function failed(cause: unknown): AuditJournalUnavailable {
    const error = unavailable(cause instanceof Error ? cause.message : String(cause), cause);
    // The first fault may be the segment's own: another one is tried at once, and from then on now and again.
    fault = { error, retryAt: fault === undefined ? 0 : performance.now() + retryEveryMs };
    return error;
  }

  async function close(): Promise<void> {
    await writing;
    await segments.close().catch((error: unknown) => {
      throw unavailable('its last lines may not survive a power cut', error);
    });
  }

  return {
    write(line) {
      const refused = refusal(line.length + 1);
      if (refused !== undefined) {
        counted.refused += 1;
        return Promise.reject(refused);
      }
      waiting += line.length + 1;
      collecting ??= newGroup();
      collecting.text += `${line}\n`;
      collecting.lines += 1;
      writing ??= writeGroups();
      return collecting.written;
    },
    status: () => ({ ...counted, bytes: segments.bytes, failures: segments.failures }),
    close: () => (closing ??= close()),
  };
}

function newGroup(): Group {
  let settle: Group['settle'] = ignore;
  const written = new Promise<void>((resolve, reject) => {
    settle = (refusal) => (refusal === undefined ? resolve() : reject(refusal));
  });
  return { text: '', lines: 0, written, settle };
}

function ignore(): void {}
