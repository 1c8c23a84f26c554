/** The queries over the audit: a merchant's page by page, newest first, and all of it for operators, oldest first. */
import type { AuditEntry, Outcome } from '../domain/auditEntry.ts';
import { invalidInput } from '../domain/errors.ts';
import type { Transactional } from '../stores/database.ts';
import { ends, findEntries, idBelow, merchantOf, type IdRange } from './auditRanges.ts';
import type { Page, PageRequest } from './cursor.ts';

export interface AuditFilter {
  readonly keyId?: string | undefined;
  /** Inclusive. */
  readonly from?: Date | undefined;
  /** Exclusive. */
  readonly to?: Date | undefined;
  readonly outcome?: Outcome | undefined;
  /** Of the caller: an address in its canonical text. */
  readonly ip?: string | undefined;
}

function rangeOf({ from, to }: AuditFilter): IdRange {
  return [from ? idBelow(from) : ends[0], to ? idBelow(to) : ends[1]];
}

/**
 * A merchant's entries, newest first. What arrives late from a node stands where its time belongs. A page may have fewer
 * entries than its limit, or none, and be followed by others: where it would take too long to find so many.
 * @throws DomainError INVALID_INPUT for a cursor that this list did not give, ReadModelsNotReady, DatabaseUnavailable
 */
export async function listAudit(
  database: Transactional,
  merchantId: string,
  filter: AuditFilter,
  { limit, cursor }: PageRequest,
): Promise<Page<AuditEntry>> {
  const [begin, end] = rangeOf(filter);
  const last = cursor === undefined ? end : decodeCursor(cursor);
  const range: IdRange = [begin, last < end ? last : end];
  const { entries, reached } = await findEntries(database, { merchantId, ...filter }, range, 'desc', limit);
  return { items: entries, nextCursor: reached === undefined ? null : encodeCursor(reached) };
}

/**
 * All entries, oldest first, page by page, however many there are; without a merchant all merchants' and nobody's, which is
 * for operators. A page may have none, and be followed by others: who has stopped waiting need not wait for the next entry.
 * What arrives meanwhile is there when its time has not been passed.
 * @throws ReadModelsNotReady, also in the middle; DatabaseUnavailable
 */
export async function* eachAuditEntry(
  database: Transactional,
  filter: AuditFilter & { readonly merchantId?: string | undefined },
  pageSize = 1000,
): AsyncGenerator<readonly AuditEntry[]> {
  const { keyId } = filter;
  const merchantId =
    keyId === undefined ? filter.merchantId : (filter.merchantId ?? (await merchantOf(database, keyId)));
  if (keyId !== undefined && merchantId === undefined) return;
  const [begin, end] = rangeOf(filter);
  for (let after: string | undefined = begin; after !== undefined;) {
    const found = await findEntries(database, { ...filter, merchantId }, [after, end], 'asc', pageSize);
    if (found.entries.length > 0 || found.reached !== undefined) yield found.entries;
    after = found.reached;
  }
}

/** The bytes of the last id shown. */
function encodeCursor(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
}

function decodeCursor(cursor: string): string {
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.length !== 16 || bytes.toString('base64url') !== cursor) {
    throw invalidInput('cursor', 'cursor is the nextCursor of an earlier page, unchanged');
  }
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
