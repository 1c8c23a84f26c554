/** What stands in the audit journals below a data folder. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readJournalLine, type AuditEntry } from '../../src/domain/auditEntry.ts';

/** Every entry, in the order of its id; a line that is none fails. Nothing was shipped from there. */
export async function journalled(dataDir: string): Promise<readonly AuditEntry[]> {
  const paths = await journalFiles(dataDir);
  const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
  const entries = texts.flatMap((text) => text.split('\n').slice(0, -1)).map(readJournalLine);
  return entries.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** The files that the journals consist of. */
export async function journalFiles(dataDir: string): Promise<readonly string[]> {
  const folder = join(dataDir, 'audit');
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names.filter((name) => name.endsWith('.ndjson')).map((name) => join(folder, name));
}
