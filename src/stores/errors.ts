/**
 * Faults of the two stores, each with a stable `code`. A caller tells a conflict (read again, decide again) from an
 * absence (answer 503, try later) from a mistake that no retry mends.
 */

/** Another writer was first: the stream is not at the revision that was read. Nothing was written. */
export class WrongExpectedRevision extends Error {
  override readonly name = 'WrongExpectedRevision';
  readonly code = 'WRONG_EXPECTED_REVISION';
  readonly stream: string;

  constructor(stream: string, expected: bigint | 'no_stream', actual: unknown) {
    super(`stream ${stream} is at revision ${String(actual)}, the append expected ${expected}`);
    this.stream = stream;
  }
}

/**
 * The event store did not answer in time, or not at all. After an append it is not known whether the events were stored:
 * the same append, with the same event ids and expected revision, is safe to repeat.
 */
export class EventStoreUnavailable extends Error {
  override readonly name = 'EventStoreUnavailable';
  readonly code = 'EVENT_STORE_UNAVAILABLE';
}

/** The event store understood the request and will never grant it: no access, too large, malformed. */
export class EventStoreRefused extends Error {
  override readonly name = 'EventStoreRefused';
  readonly code = 'EVENT_STORE_REFUSED';
}

/** The stream was tombstoned. Its name can never be used again, and its events are gone. */
export class StreamTombstoned extends Error {
  override readonly name = 'StreamTombstoned';
  readonly code = 'STREAM_TOMBSTONED';

  constructor(stream: string) {
    super(
      `stream ${stream} was tombstoned in the event store: its events are gone and its name cannot be used again`,
    );
  }
}

/** An event that cannot be stored as plain JSON under a UUID. A defect of the caller; nothing was sent. */
export class InvalidEvent extends Error {
  override readonly name = 'InvalidEvent';
  readonly code = 'INVALID_EVENT';
}

/** Postgres did not answer in time, or asked to come again: answer 503 and try later. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
  readonly code = 'DATABASE_UNAVAILABLE';
}

/** The counters of the rate limit did not answer in time, or not as they should: answer 503 and try later. */
export class QuotaUnavailable extends Error {
  override readonly name = 'QuotaUnavailable';
  readonly code = 'QUOTA_UNAVAILABLE';
}

/** The database's schema was made by a newer version of this program. */
export class SchemaTooNew extends Error {
  override readonly name = 'SchemaTooNew';
  readonly code = 'SCHEMA_TOO_NEW';
}

/** The database's role may not do what has to be done: make tables, or use them. The message says which role should, and how. */
export class DatabaseRightsMissing extends Error {
  override readonly name = 'DatabaseRightsMissing';
  readonly code = 'DATABASE_RIGHTS_MISSING';
}

/** The read models were not built from this event log. */
export class LogMismatch extends Error {
  override readonly name = 'LogMismatch';
  readonly code = 'LOG_MISMATCH';
}

/**
 * The audit journal cannot take a line, and the message says what to do about it: the line is not recorded, so what it
 * tells of must not happen. Answer 503 and try later.
 */
export class AuditJournalUnavailable extends Error {
  override readonly name = 'AuditJournalUnavailable';
  readonly code = 'AUDIT_JOURNAL_UNAVAILABLE';
}
