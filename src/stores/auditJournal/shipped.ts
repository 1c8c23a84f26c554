/** What is to be done with the segments of a journal, given the position up to which its lines are safe elsewhere. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { linesBehind } from './read.ts';
import type { JournalPosition } from './read.ts';
import { segmentNames, segmentSize } from './segments.ts';

/**
 * Removes the segments that hold no line behind the position. The newest stays: the process that made it may be writing,
 * and the next one is to be named behind it.
 * @returns false, and nothing is removed, when even the newest was named before the position: then its lines will never
 * be read from there, and what of them is safe elsewhere cannot be told
 */
export async function discardShipped(folder: string, position: JournalPosition): Promise<boolean> {
  const names = await segmentNames(folder);
  if (endsBefore(names, position)) return false;
  const closed = names.slice(0, -1).filter((name) => name <= position.segment);
  for (const name of closed) {
    const path = join(folder, name);
    const left = name === position.segment && (await linesBehind(path, position.offset, true, anyLine));
    if (!left) await rm(path, { force: true });
  }
  return true;
}

/** The newest segment stays until it has a successor, so this is not the journal in which the position was taken. */
function endsBefore(names: readonly string[], { segment }: JournalPosition): boolean {
  const newest = names.at(-1);
  return newest !== undefined && newest < segment;
}

const anyLine = { maxLines: 1, maxBytes: 64 * 1024 };

/** Bytes behind the position, or of all there is, also when all of it was named before the position. */
export async function journalBacklog(folder: string, position: JournalPosition | undefined): Promise<number> {
  const names = await segmentNames(folder);
  const after = position === undefined || endsBefore(names, position) ? undefined : position;
  let bytes = 0;
  for (const name of names) {
    if (after !== undefined && name < after.segment) continue;
    const shipped = name === after?.segment ? after.offset : 0;
    bytes += Math.max(0, (await segmentSize(folder, name)) - shipped);
  }
  return bytes;
}
