/** What is to be done with the segments of a journal, given the position up to which its lines are safe elsewhere. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { linesBehind } from './read.ts';
import type { JournalPosition } from './read.ts';
import { segmentNames, segmentSize } from './segments.ts';

/**
 * Removes the segments that hold no line behind the position. The newest stays: the process that made it may be writing,
 * and the next one is to be named behind it.
 */
export async function discardShipped(folder: string, position: JournalPosition): Promise<void> {
  const names = await segmentNames(folder);
  const closed = names.slice(0, -1).filter((name) => name <= position.segment);
  for (const name of closed) {
    const path = join(folder, name);
    const left = name === position.segment && (await linesBehind(path, position.offset, true, anyLine));
    if (!left) await rm(path, { force: true });
  }
}

const anyLine = { maxLines: 1, maxBytes: 64 * 1024 };

/** Bytes behind the position, or of all there is. */
export async function journalBacklog(folder: string, position: JournalPosition | undefined): Promise<number> {
  let bytes = 0;
  for (const name of await segmentNames(folder)) {
    if (position !== undefined && name < position.segment) continue;
    const shipped = name === position?.segment ? position.offset : 0;
    bytes += Math.max(0, (await segmentSize(folder, name)) - shipped);
  }
  return bytes;
}
