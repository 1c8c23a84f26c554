/**
 * What is kept of every request that a key was presented for: who, what, from where, and how it ended. The first eight
 * fields are those of the Audit Trail in seed 000 (5521c0bb0113d745), in its order.
 */
import { z } from 'zod';
import { eventCodec, type EventIn } from './events.ts';
import type { Refusal } from './verdict.ts';

/** `SERVICE_UNAVAILABLE`: it could not be decided. */
export const outcomes = [
  'ALLOWED',
  'KEY_NOT_FOUND',
  'KEY_REVOKED',
  'KEY_EXPIRED',
  'WRONG_ENVIRONMENT',
  'IP_NOT_ALLOWED',
  'RATE_LIMIT_EXCEEDED',
  'INSUFFICIENT_SCOPE',
  'SERVICE_UNAVAILABLE',
] as const satisfies readonly ('ALLOWED' | Refusal | 'SERVICE_UNAVAILABLE')[];
export type Outcome = (typeof outcomes)[number];

export const auditEntrySchema = z.strictObject({
  /** When it was answered, ISO 8601 UTC with milliseconds. */
  timestamp: z.iso.datetime({ precision: 3 }),
  /** `null` where no key was recognised. */
  apiKeyId: z.string().nullable(),
  /** As it was at that time. */
  apiKeyName: z.string().nullable(),
  /** Of the key; of whoever asked, where `verify` recognised none. */
  merchantId: z.string().nullable(),
  /** The route's path, with `{id}` for what varies: never what the caller wrote. */
  endpoint: z.string(),
  method: z.string(),
  /** Of the HTTP response. */
  status: z.int(),
  /** The caller's address; of `verify`, the one that it asked about, where it named one. */
  ip: z.string(),
  /** A UUID of version 7 (RFC 9562) with the timestamp's millisecond: ordered by time, over all nodes. */
  id: z.uuidv7(),
  /** The lookup prefix, where the secret bears our MAC. */
  prefix: z.string().nullable(),
  outcome: z.enum(outcomes),
  requestId: z.string(),
  userAgent: z.string().nullable(),
  /**
   * Only on a refusal without a known key: how many more of the same second and merchant this entry stands for, which
   * were counted and not kept one by one. So the sum of 1 + `suppressed` over all entries is the number of requests.
   */
  suppressed: z.int().min(1).optional(),
});

export type AuditEntry = Readonly<z.infer<typeof auditEntrySchema>>;

export const mostEntriesInBatch = 1000;
/** Of the journal's lines. */
export const mostBytesInBatch = 256 * 1024;

/** A place in a node's journal: bytes behind the beginning of a segment. */
const placeSchema = z.strictObject({ segment: z.string(), offset: z.int().min(0) });

const RequestsAudited = z.strictObject({
  node: z.string(),
  /** Where the last entry of this batch ends: the next batch begins behind it. */
  to: placeSchema,
  entries: z.array(auditEntrySchema).min(1).max(mostEntriesInBatch).readonly(),
});

const catalogue = { RequestsAudited: [RequestsAudited] } as const;

/** A batch of entries, as it stands in the stream of the node that answered the requests. */
export type RequestsAuditedEvent = EventIn<typeof catalogue>;

export const requestAuditCodec = eventCodec(catalogue);

export const requestAuditStreamPrefix = 'requestAudit-';

/** The stream of a node's batches. */
export function requestAuditStream(node: string): string {
  return requestAuditStreamPrefix + node;
}

/** The journal's line of an entry. */
export function journalLine(entry: AuditEntry): string {
  return JSON.stringify(entry);
}

/** The entry in a line of the journal. @throws SyntaxError, ZodError for what no version of this program wrote */
export function readJournalLine(line: string): AuditEntry {
  return auditEntrySchema.parse(JSON.parse(line));
}
