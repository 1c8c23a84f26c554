/**
 * The part of a stream's metadata that changes what a read shows: `$maxCount` (events), `$maxAge` (seconds)
 * and `$tb` (truncate before this revision). Metadata that is not a JSON object means no limits at all.
 */
import { isMetadataStream } from './streamNames.ts';
import { NO_REVISION, TOMBSTONE } from './events.ts';

export interface StreamMetadata {
  readonly maxCount?: bigint;
  readonly maxAgeMs?: number;
  readonly truncateBefore?: bigint;
  /** The whole document, so that a change of `$tb` keeps the other fields. */
  readonly document?: Readonly<Record<string, unknown>>;
}

export const NO_METADATA: StreamMetadata = {};

/** A metadata stream shows its newest event only, as EventStoreDB has it. */
const METADATA_OF_METADATA: StreamMetadata = { maxCount: 1n };

export function parseStreamMetadata(data: Buffer | undefined): StreamMetadata {
  const document = parseObject(data);
  if (document === undefined) return NO_METADATA;
  const maxCount = wholeNumber(document['$maxCount']);
  const maxAge = wholeNumber(document['$maxAge']);
  const truncateBefore = wholeNumber(document['$tb']);
  return {
    document,
    ...(maxCount !== undefined && maxCount > 0n && { maxCount }),
    ...(maxAge !== undefined && maxAge > 0n && { maxAgeMs: Number(maxAge) * 1000 }),
    ...(truncateBefore !== undefined && { truncateBefore }),
  };
}

/** What is worth keeping: the document, which may be large, only where it is needed to bring a deleted stream back. */
export function withoutDocument(metadata: StreamMetadata): StreamMetadata {
  if (metadata.document === undefined || isSoftDeleted(metadata)) return metadata;
  const { document: _, ...limits } = metadata;
  return limits;
}

export const isSoftDeleted = (metadata: StreamMetadata): boolean => metadata.truncateBefore === TOMBSTONE;

/** The metadata that soft-deletes a stream; it replaces whatever the stream had, as EventStoreDB does. */
export const SOFT_DELETED = Buffer.from(`{"$tb":${TOMBSTONE}}`);

/** The same document with another `$tb`; undefined when there is no document to change. */
export function withTruncateBefore(metadata: StreamMetadata, revision: bigint): Buffer | undefined {
  if (metadata.document === undefined) return undefined;
  return Buffer.from(JSON.stringify({ ...metadata.document, $tb: Number(revision) }));
}

export interface VisibleRange {
  /** The lowest revision that a read may show. */
  readonly from: bigint;
  /** Events created before this moment (milliseconds since 1970) are not shown. */
  readonly createdFrom: number;
}

/** What a read of `stream`, whose last event is `last`, may show at the moment `now`. */
export function visibleRange(
  stream: string,
  metadata: StreamMetadata,
  last: bigint,
  now: number,
): VisibleRange {
  const limits = isMetadataStream(stream) ? METADATA_OF_METADATA : metadata;
  const byCount = limits.maxCount === undefined ? 0n : last - limits.maxCount + 1n;
  const byTruncation = limits.truncateBefore ?? 0n;
  const from = byCount > byTruncation ? byCount : byTruncation;
  return {
    from: from > NO_REVISION ? from : 0n,
    createdFrom: limits.maxAgeMs === undefined ? 0 : Math.max(0, now - limits.maxAgeMs),
  };
}

function parseObject(data: Buffer | undefined): Record<string, unknown> | undefined {
  if (data === undefined || data.length === 0) return undefined;
  try {
    const value: unknown = JSON.parse(data.toString('utf8'));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON numbers lose precision near 2^63, so everything from there on reads as the tombstone's revision. */
function wholeNumber(value: unknown): bigint | undefined {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) return undefined;
  return value >= 2 ** 63 ? TOMBSTONE : BigInt(value);
}
