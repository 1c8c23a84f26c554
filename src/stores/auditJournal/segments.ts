/**
 * The segments of a journal as they lie in its folder. A segment is named by the time at which it was made, and later
 * than every other there, so that the order of the names is the order of the lines. One that has a successor is never
 * written again.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const digits = 16;
const pattern = new RegExp(String.raw`^\d{${digits}}\.ndjson$`);

/** Their names, oldest first. Throws what the file system says when there is no such folder. */
export async function segmentNames(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => pattern.test(name)).toSorted();
}

/** A name behind the last one, whatever the clock says. `now` is in milliseconds since 1970. */
export function nextSegmentName(last: string | undefined, now: number): string {
  const earliest = last === undefined ? 0 : Number(last.slice(0, digits)) + 1;
  return `${String(Math.max(earliest, now)).padStart(digits, '0')}.ndjson`;
}

/** Bytes in a segment; 0 when it is gone. */
export async function segmentSize(folder: string, name: string): Promise<number> {
  return stat(join(folder, name)).then(({ size }) => size, ifMissing(0));
}

/** A handler for a promise of what another process may have removed. */
export function ifMissing<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return value;
    throw error;
  };
}
