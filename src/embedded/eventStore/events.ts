/**
 * The vocabulary of the embedded event store: what is asked of it, what it records, what it answers.
 * Revisions count the events of one stream from 0; positions order all events and are sparse.
 */

/** What a client proposes; everything else about an event is the store's to say. */
export interface ProposedEvent {
  /** A UUID in its lower-case string form. */
  readonly id: string;
  readonly type: string;
  /** Whether `data` is JSON (`application/json`); otherwise it is opaque (`application/octet-stream`). */
  readonly json: boolean;
  readonly data: Buffer;
  readonly metadata: Buffer;
}

/** An event with its place in its stream, not yet in the log. */
export interface StreamEvent extends ProposedEvent {
  readonly stream: string;
  readonly revision: bigint;
}

/** An event as the log holds it. */
export interface RecordedEvent extends StreamEvent {
  readonly position: bigint;
  /** Milliseconds since 1970. */
  readonly created: number;
}

/** `any` and `stream_exists` do not name a revision; a bigint does. */
export type ExpectedRevision = bigint | 'any' | 'no_stream' | 'stream_exists';

export type Command =
  | {
      readonly kind: 'append';
      readonly stream: string;
      readonly expected: ExpectedRevision;
      readonly events: readonly ProposedEvent[];
    }
  | {
      readonly kind: 'delete' | 'tombstone';
      readonly stream: string;
      readonly expected: ExpectedRevision;
    };

export type Refusal =
  | {
      readonly kind: 'wrong_expected_version';
      readonly stream: string;
      readonly expected: ExpectedRevision;
      /** `NO_REVISION` when the stream has no event. */
      readonly current: bigint;
    }
  | { readonly kind: 'stream_deleted'; readonly stream: string };

/** The stream's last revision after the command, and the position of the command's last event if it wrote one. */
export interface Committed {
  readonly kind: 'committed';
  readonly revision: bigint;
  readonly position: bigint | undefined;
}

export type Outcome = Committed | Refusal;

/** The revision before the first event. */
export const NO_REVISION = -1n;

/** As far as revisions and positions go, on the wire and in Postgres. */
export const MAX_INT64 = 9_223_372_036_854_775_807n;

/**
 * The revision of the event that tombstones a stream, and the `$tb` of a soft-deleted one: the largest signed
 * 64-bit number, as EventStoreDB has it since version 5.
 */
export const TOMBSTONE = MAX_INT64;

/** The types of the two events that the store writes by itself. */
export const STREAM_DELETED_TYPE = '$streamDeleted';
export const METADATA_TYPE = '$metadata';
