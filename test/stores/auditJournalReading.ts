/** A journal read from one position to its end, as a shipper would. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readJournal, type JournalPosition, type ReadLimits } from '../../src/stores/auditJournal.ts';

export const plenty: ReadLimits = { maxLines: 1_000, maxBytes: 256 * 1024 };

/** Every line that there is now, and where the last one ends. */
export async function readAll(
  folder: string,
  after?: JournalPosition,
  limits = plenty,
): Promise<{ readonly lines: readonly string[]; readonly to: JournalPosition | undefined }> {
  const lines: string[] = [];
  let to = after;
  for (;;) {
    const found = await readJournal(folder, to, limits);
    if (found === undefined) return { lines, to };
    lines.push(...found.lines);
    ({ to } = found);
  }
}

/** The names of all segments, oldest first. */
export async function segments(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.ndjson')).toSorted();
}

export const segmentText = (folder: string, name: string): Promise<string> =>
  readFile(join(folder, name), 'utf8');

/** A segment as an earlier process might have left it. */
export async function leaveSegment(folder: string, number: number, text: string): Promise<string> {
  const name = `${String(number).padStart(16, '0')}.ndjson`;
  await writeFile(join(folder, name), text);
  return name;
}

/** Writes with numbers from 0 on, until one is refused, and tells why. */
export async function untilRefused(write: (number: number) => Promise<void>): Promise<unknown> {
  for (let number = 0; ; number += 1) {
    try {
      await write(number);
    } catch (error) {
      return error;
    }
  }
}

/** A JSON text that tells its number, of this many bytes or a little more. */
export function line(number: number, bytes = 0): string {
  return JSON.stringify({ number, filling: 'x'.repeat(bytes) });
}

export const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from }, (_, i) => from + i);
