/** The queries over the audit: a merchant's page by page, newest first, and all of it for operators, oldest first. */
import type { AuditEntry, Outcome } from '../domain/auditEntry.ts';
import { invalidInput } from '../domain/errors.ts';
import { firstIdAt } from '../domain/orderedId.ts';
import type { Transactional } from '../stores/database.ts';
import { findEntries, merchantOf } from './auditRanges.ts';
import type { Page, PageRequest } from './cursor.ts';

export interface AuditFilter {
  readonly keyId?: string | undefined;
  /** Inclusive. */
  readonly from?: Date | undefined;
  /** Exclusive. */
  readonly to?: Date | undefined;
  readonly outcome?: Outcome | undefined;
}

/** Below and above every id that there is. */
const ends = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'] as const;

/** Below every id of this millisecond and above all earlier ones: of no version, so no id equals it. */
function idBelow(instant: Date): string {
  return firstIdAt(instant).replace('-7', '-0');
}

/**
 * A merchant's entries, newest first. What arrives late from a node stands where its time belongs.
 * @throws DomainError INVALID_INPUT for a cursor that this list did not give, ReadModelsNotReady, DatabaseUnavailable
 */
export async function listAudit(
  database: Transactional,
  merchantId: string,
  { keyId, from, to, outcome }: AuditFilter,
  { limit, cursor }: PageRequest,
): Promise<Page<AuditEntry>> {
  const end = to ? idBelow(to) : ends[1];
  const last = cursor === undefined ? end : decodeCursor(cursor);
  const entries = await findEntries(
    database,
    { merchantId, keyId, outcome },
    [from ? idBelow(from) : ends[0], last < end ? last : end],
    'desc',
    limit + 1,
  );
  const items = entries.slice(0, limit);
  const next = entries.length > limit ? items.at(-1) : undefined;
  return { items, nextCursor: next === undefined ? null : encodeCursor(next.id) };
}

/**
 * All entries, oldest first, page by page, however many there are; without a merchant all merchants' and nobody's, which is
 * for operators. What arrives meanwhile is there when its time has not been passed.
 * @throws ReadModelsNotReady, also in the middle; DatabaseUnavailable
 */
export async function* eachAuditEntry(
  database: Transactional,
  { merchantId, keyId, from, to, outcome }: AuditFilter & { readonly merchantId?: string | undefined },
  pageSize = 1000,
): AsyncGenerator<readonly AuditEntry[]> {
  const merchant = keyId === undefined ? merchantId : (merchantId ?? (await merchantOf(database, keyId)));
  if (keyId !== undefined && merchant === undefined) return;
  let after = from ? idBelow(from) : ends[0];
  for (;;) {
    const entries = await findEntries(
      database,
      { merchantId: merchant, keyId, outcome },
      [after, to ? idBelow(to) : ends[1]],
      'asc',
      pageSize,
    );
    const wanted = entries.filter((found) => outcome === undefined || found.outcome === outcome);
    if (wanted.length > 0) yield wanted;
    const last = entries.at(-1);
    if (last === undefined || entries.length < pageSize) return;
    after = last.id;
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
