/** An entry of the audit as its table has it. */
import type { AuditEntry, Outcome } from '../domain/auditEntry.ts';

/** A row of the audit. */
export interface EntryRow {
  readonly id: string;
  readonly at: Date;
  readonly key_id: string | null;
  readonly key_name: string | null;
  readonly merchant_id: string | null;
  readonly endpoint: string;
  readonly method: string;
  readonly status: number;
  readonly ip: string;
  readonly prefix: string | null;
  readonly outcome: Outcome;
  readonly request_id: string;
  readonly user_agent: string | null;
  readonly suppressed: number | null;
}

/** The columns of an `EntryRow`. */
export const shown =
  'id, at, key_id, key_name, merchant_id, endpoint, method, status, ip, prefix, outcome, request_id, user_agent, suppressed';

export function entryOf(row: EntryRow): AuditEntry {
  return {
    timestamp: row.at.toISOString(),
    apiKeyId: row.key_id,
    apiKeyName: row.key_name,
    merchantId: row.merchant_id,
    endpoint: row.endpoint,
    method: row.method,
    status: row.status,
    ip: row.ip,
    id: row.id,
    prefix: row.prefix,
    outcome: row.outcome,
    requestId: row.request_id,
    userAgent: row.user_agent,
    ...(row.suppressed === null ? {} : { suppressed: row.suppressed }),
  };
}
