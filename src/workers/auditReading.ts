/** What can be shipped next of a journal, and what stands in the way. */
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  mostBytesInBatch,
  mostEntriesInBatch,
  readJournalLine,
  type AuditEntry,
} from '../domain/auditEntry.ts';
import { readJournal, type JournalPosition, type ReadLimits } from '../stores/auditJournal.ts';

/** Beside the journal: what is no entry any more may be all that is left of one. */
export const damagedFile = 'unreadable.txt';

export type Next =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'entries';
      /** At least one. */
      readonly entries: readonly AuditEntry[];
      /** Behind the last one. */
      readonly to: JournalPosition;
      /** Pieces around them that are no lines. */
      readonly damaged: readonly string[];
    }
  | {
      /** A line that this version cannot read: a newer one wrote it. */
      readonly kind: 'foreign';
      readonly at: JournalPosition;
      readonly reason: unknown;
    };

const mostInBatch: ReadLimits = { maxLines: mostEntriesInBatch, maxBytes: mostBytesInBatch };

/** The next entries behind the position, up to a foreign line; that line, when it is the first. */
export async function nextEntries(
  folder: string,
  after: JournalPosition | undefined,
  limits = mostInBatch,
): Promise<Next> {
  const found = await readJournal(folder, after, limits);
  if (found === undefined) return { kind: 'nothing' };
  const entries: AuditEntry[] = [];
  for (const line of found.lines) {
    try {
      entries.push(readJournalLine(line));
    } catch (reason) {
      if (entries.length === 0) return { kind: 'foreign', at: found.from, reason };
      // Where those before it end is told of a whole reading only.
      return nextEntries(folder, after, { ...limits, maxLines: entries.length });
    }
  }
  return { kind: 'entries', entries, to: found.to, damaged: found.damaged };
}

/** Keeps pieces that are no lines beside the journal, each once however often it is told of; how many were new. */
export async function putAside(folder: string, damaged: readonly string[]): Promise<number> {
  if (damaged.length === 0) return 0;
  const path = join(folder, damagedFile);
  const text = await readFile(path, 'utf8').catch(() => '');
  const kept = new Set(text.split('\n'));
  const added = damaged.filter((piece) => !kept.has(piece));
  if (added.length > 0) await appendFile(path, `${added.join('\n')}\n`, { mode: 0o600 });
  return added.length;
}
