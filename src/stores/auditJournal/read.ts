/**
 * Reading a journal, while another process may be writing it. A line counts when it ends in a newline and is a JSON
 * text: a crash may leave the beginning of one, a power cut zeros. In a segment that has a successor such a piece is passed
 * over (and told of, for a damaged disk may have made it of a line), in the newest it may be on its way and is waited for. So
 * nothing is ever repaired on the disk.
 */
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { ifMissing, segmentNames } from './segments.ts';

/** Behind a line. */
export interface JournalPosition {
  /** The segment's name: compared as text, later is greater. */
  readonly segment: string;
  /** Bytes from its beginning. */
  readonly offset: number;
}

/** What to read at most. The first line is taken however long it is. */
export interface ReadLimits {
  readonly maxLines: number;
  /** Of the lines with their newlines. */
  readonly maxBytes: number;
}

/** At least one line, without their newlines, in their order. All lie in one segment. */
export interface JournalLines {
  readonly lines: readonly string[];
  /** What was passed over on the way, without zeros. The next lines may tell of the same again. */
  readonly damaged: readonly string[];
  /** Where the first one begins. */
  readonly from: JournalPosition;
  /** Behind the last one: where to go on. */
  readonly to: JournalPosition;
}

/**
 * The next lines behind a position, or from the beginning; undefined when there are none at the moment. A position
 * whose segment is gone, or was cut by a power failure, means the segment after it.
 */
export async function readJournal(
  folder: string,
  after: JournalPosition | undefined,
  limits: ReadLimits,
): Promise<JournalLines | undefined> {
  // Whether a segment has a successor must be known before its end is read: then nothing is written behind that end.
  const names = await segmentNames(folder);
  for (const segment of names) {
    if (after !== undefined && segment < after.segment) continue;
    const start = segment === after?.segment ? after.offset : 0;
    const found = await linesBehind(join(folder, segment), start, segment !== names.at(-1), limits);
    if (found === undefined) continue;
    const { lines, damaged, from, to } = found;
    return { lines, damaged, from: { segment, offset: from }, to: { segment, offset: to } };
  }
  return undefined;
}

interface Found {
  readonly lines: readonly string[];
  readonly damaged: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** Lines of one segment; undefined when it has none behind `start`, or is gone. `closed`: it has a successor. */
export async function linesBehind(
  path: string,
  start: number,
  closed: boolean,
  limits: ReadLimits,
): Promise<Found | undefined> {
  const file = await open(path).catch(ifMissing(undefined));
  if (file === undefined) return undefined;
  try {
    let capacity = limits.maxBytes;
    const passedOver: string[] = [];
    for (let offset = start; ;) {
      const bytes = await read(file, capacity, offset);
      const end = bytes.lastIndexOf(newline) + 1;
      if (end > 0) {
        const found = wholeLines(bytes.subarray(0, end), closed, limits, passedOver);
        if (found !== undefined) {
          const damaged = passedOver.map((piece) => piece.replaceAll('\0', '')).filter(Boolean);
          return { ...found, damaged, from: offset + found.from, to: offset + found.to };
        }
        if (!closed) return undefined;
        offset += end;
      } else {
        if (bytes.length < capacity) return undefined;
        capacity *= 2;
      }
    }
  } finally {
    await file.close();
  }
}

const newline = 0x0a;

/** As many bytes as asked for, fewer only at the end of the file. */
async function read(file: FileHandle, length: number, offset: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** Adds to `passedOver` what is no line. */
function wholeLines(
  bytes: Buffer,
  closed: boolean,
  { maxLines, maxBytes }: ReadLimits,
  passedOver: string[],
): Omit<Found, 'damaged'> | undefined {
  const lines: string[] = [];
  let from = 0;
  let to = 0;
  for (let start = 0; start < bytes.length && lines.length < maxLines;) {
    const end = bytes.indexOf(newline, start) + 1;
    if (lines.length > 0 && end - from > maxBytes) break;
    const line = bytes.toString('utf8', start, end - 1);
    if (isJson(line)) {
      if (lines.length === 0) from = start;
      lines.push(line);
      to = end;
    } else if (closed) {
      passedOver.push(line);
    } else {
      break;
    }
    start = end;
  }
  return lines.length > 0 ? { lines, from, to } : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
