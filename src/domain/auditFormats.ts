/** How entries of the audit are written into a file. */
import type { AuditEntry } from './auditEntry.ts';
import { csvRecord } from './csv.ts';

/** What comes first, and each entry. */
export interface AuditFormat {
  readonly head: string;
  readonly line: (entry: AuditEntry) => string;
}

const columns = [
  'timestamp',
  'apiKeyId',
  'apiKeyName',
  'merchantId',
  'endpoint',
  'method',
  'status',
  'ip',
  'id',
  'prefix',
  'outcome',
  'requestId',
  'userAgent',
  'suppressed',
] as const satisfies readonly (keyof AuditEntry)[];

export const auditFormats = {
  ndjson: { head: '', line: (entry) => `${JSON.stringify(entry)}\n` },
  csv: { head: csvRecord(columns), line: (entry) => csvRecord(columns.map((column) => entry[column])) },
} as const satisfies Readonly<Record<string, AuditFormat>>;
