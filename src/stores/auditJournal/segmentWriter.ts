/**
 * Puts groups of lines into segments, one after another: the next begins when the last is large enough or can no longer be
 * trusted, and never while a group is being written. Knows how much the folder holds.
 */
import type { JournalFiles } from './files.ts';
import { createSegment } from './segment.ts';
import type { Durability, Segment } from './segment.ts';
import { nextSegmentName, segmentNames, segmentSize } from './segments.ts';

export interface SegmentWriter {
  /** Of all segments, when they were last measured and with what was written since. */
  readonly bytes: number;
  /** Times that the file system failed. */
  readonly failures: number;
  /** Waits for the one before. Throws what the file system says: then the whole group is refused, and the next may be tried. */
  append(group: Uint8Array): Promise<void>;
  /** Looks what others have left in the folder. Never throws. */
  measure(): Promise<void>;
  /** Throws when what was acknowledged may be lost by a power cut. */
  close(): Promise<void>;
}

export interface SegmentWriterOptions {
  readonly folder: string;
  readonly durability: Durability;
  readonly segmentBytes: number;
  readonly now: () => number;
  readonly files: JournalFiles;
}

/** Throws what the file system says when it cannot read the folder. */
export async function segmentWriter(options: SegmentWriterOptions): Promise<SegmentWriter> {
  const { folder, durability, segmentBytes, now, files } = options;
  let current: Segment | undefined;
  let last: string | undefined;
  /** Bytes in the other segments. */
  let others = await sizeBeside(undefined);
  let failures = 0;
  const retiring = new Set<Promise<void>>();

  async function sizeBeside(segment: Segment | undefined): Promise<number> {
    const names = (await segmentNames(folder)).filter((name) => name !== segment?.name);
    const sizes = await Promise.all(names.map((name) => segmentSize(folder, name)));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  async function measure(): Promise<void> {
    const measured = current;
    try {
      const bytes = await sizeBeside(measured);
      // What has become one of the others meanwhile was counted as it did.
      if (measured === current) others = bytes;
    } catch {
      failures += 1;
    }
  }

  async function begin(): Promise<Segment> {
    const existing = (await segmentNames(folder)).at(-1);
    last = nextSegmentName(later(existing, last), now());
    const next = await createSegment(folder, last, durability, files);
    if (current !== undefined) retire(current);
    current = next;
    void measure();
    return next;
  }

  /** Its last sync is nothing that the next segment has to wait for. */
  function retire(segment: Segment): void {
    others += segment.bytes;
    const closed = segment.close().catch(() => {
      failures += 1;
    });
    retiring.add(closed);
    void closed.then(() => retiring.delete(closed));
  }

  async function usable(): Promise<Segment> {
    await dropUnsound();
    return current !== undefined && current.bytes < segmentBytes ? current : begin();
  }

  async function dropUnsound(): Promise<void> {
    if (current === undefined || current.sound) return;
    retire(current);
    current = undefined;
    await Promise.all(retiring);
  }

  return {
    get bytes() {
      return others + (current?.bytes ?? 0);
    },
    get failures() {
      return failures;
    },
    async append(group) {
      try {
        await (await usable()).append(group);
      } catch (error) {
        failures += 1;
        // What is refused is out of the file before anybody hears that it is.
        await dropUnsound();
        throw error;
      }
    },
    measure,
    async close() {
      await Promise.all([current?.close(), ...retiring]);
    },
  };
}

function later(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}
