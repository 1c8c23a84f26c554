/**
 * What a command does to a stream: pure, so that the rules of expected revisions, idempotent retries, soft deletion
 * and tombstones can be read in one place. They are EventStoreDB's (its commit check), kept so that a client sees
 * no difference.
 */
import type { Command, ExpectedRevision, ProposedEvent, Refusal, StreamEvent } from './events.ts';
import { METADATA_TYPE, NO_REVISION, STREAM_DELETED_TYPE, TOMBSTONE } from './events.ts';
import type { StreamMetadata } from './streamMetadata.ts';
import {
  isSoftDeleted,
  NO_METADATA,
  parseStreamMetadata,
  SOFT_DELETED,
  withTruncateBefore,
} from './streamMetadata.ts';
import { isMetadataStream, metadataStreamOf, originalOf } from './streamNames.ts';

/** A stream and its metadata stream, as the log holds them (both are named by the original, see streamNames). */
export interface StreamState {
  readonly revision: bigint;
  readonly metadataRevision: bigint;
  readonly metadata: StreamMetadata;
}

export const NO_STREAM_STATE: StreamState = {
  revision: NO_REVISION,
  metadataRevision: NO_REVISION,
  metadata: NO_METADATA,
};

/** What the log already holds, for telling a retry from a conflict. */
export interface Earlier {
  /** Where the stream's newest event of this id is, if it was recorded lately; best effort, in memory. */
  recent(stream: string, id: string): { revision: bigint; position: bigint } | undefined;
  /** The event at a revision; exact, for the range that `retryRange` names. */
  at(stream: string, revision: bigint): { id: string; position: bigint } | undefined;
}

export type Decision =
  | {
      readonly kind: 'write';
      /** The command's own events; the answer speaks of the last one. */
      readonly own: readonly StreamEvent[];
      /** Metadata that must change in the same breath. */
      readonly also: readonly StreamEvent[];
      /** The stream's revision when `own` is empty. */
      readonly current: bigint;
    }
  | { readonly kind: 'recorded'; readonly revision: bigint; readonly position: bigint }
  | Refusal;

/** The stream's last revision, `NO_REVISION` without events and `TOMBSTONE` for ever after a tombstone. */
export function currentRevision(stream: string, state: StreamState): bigint {
  if (state.revision === TOMBSTONE) return TOMBSTONE;
  return isMetadataStream(stream) ? state.metadataRevision : state.revision;
}

/** The revisions whose ids `decide` will compare; undefined when it needs none. Both ends are included. */
export function retryRange(command: Command, state: StreamState): { from: bigint; to: bigint } | undefined {
  const expected = explicitRevision(command.expected);
  const current = currentRevision(command.stream, state);
  if (expected === undefined || command.kind !== 'append' || current === TOMBSTONE) return undefined;
  if (expected >= current || command.events.length === 0) return undefined;
  return { from: expected + 1n, to: expected + BigInt(command.events.length) };
}

export function decide(
  command: Command,
  state: StreamState,
  earlier: Earlier,
  newId: () => string,
): Decision {
  const current = currentRevision(command.stream, state);
  const deleted: Refusal = { kind: 'stream_deleted', stream: command.stream };
  const wrong: Refusal = {
    kind: 'wrong_expected_version',
    stream: command.stream,
    expected: command.expected,
    current,
  };
  if (current === TOMBSTONE) return deleted;

  const softDeleted = !isMetadataStream(command.stream) && isSoftDeleted(state.metadata);
  if (command.expected === 'stream_exists') {
    if (softDeleted) return deleted;
    if (current === NO_REVISION && !hasMetadata(command.stream, state)) return wrong;
  }

  const expected = explicitRevision(command.expected);
  if (expected !== undefined && expected > current) return wrong;

  const ids = command.kind === 'append' ? command.events.map((event) => event.id) : [];
  const retry =
    expected === undefined
      ? matchRecent(command.stream, ids, earlier)
      : matchFrom(command.stream, expected + 1n, ids, earlier);
  if (retry.kind === 'recorded') return retry;
  if (retry.kind === 'partly') return wrong;
  const recreates = command.expected === 'no_stream' && softDeleted;
  if (expected !== undefined && expected < current && !recreates) return wrong;

  if (command.kind === 'append') return writeEvents(command.stream, command.events, state, newId);
  if (command.kind === 'tombstone') return write([tombstone(command.stream, newId())]);
  if (current === NO_REVISION && !hasMetadata(command.stream, state)) return wrong;
  return write([metadataEvent(command.stream, state.metadataRevision + 1n, SOFT_DELETED, newId())]);
}

/** The state after one more event of the stream or of its metadata stream. */
export function evolve(state: StreamState, event: StreamEvent): StreamState {
  if (!isMetadataStream(event.stream)) return { ...state, revision: event.revision };
  return { ...state, metadataRevision: event.revision, metadata: parseStreamMetadata(event.data) };
}

type Retry = { kind: 'new' } | { kind: 'partly' } | { kind: 'recorded'; revision: bigint; position: bigint };

/** Without a revision to look at, only an id that was seen lately tells a retry. */
function matchRecent(stream: string, ids: readonly string[], earlier: Earlier): Retry {
  let retry: Retry = { kind: 'new' };
  for (const id of ids) {
    const found = earlier.recent(stream, id);
    if (found === undefined) return retry.kind === 'new' ? retry : { kind: 'partly' };
    retry = { kind: 'recorded', revision: found.revision, position: found.position };
  }
  return retry;
}

/** With an expected revision, a retry finds its own ids right behind it. */
function matchFrom(stream: string, from: bigint, ids: readonly string[], earlier: Earlier): Retry {
  let retry: Retry = { kind: 'new' };
  let revision = from;
  for (const id of ids) {
    const found = earlier.at(stream, revision);
    if (found?.id !== id) return retry.kind === 'new' ? retry : { kind: 'partly' };
    retry = { kind: 'recorded', revision, position: found.position };
    revision += 1n;
  }
  return retry;
}

function writeEvents(
  stream: string,
  events: readonly ProposedEvent[],
  state: StreamState,
  newId: () => string,
): Decision {
  const current = currentRevision(stream, state);
  const own = events.map((event, index) => ({ ...event, stream, revision: current + 1n + BigInt(index) }));
  return {
    kind: 'write',
    own,
    also: isSoftDeleted(state.metadata) ? undelete(stream, own, state, newId) : [],
    current,
  };
}

/**
 * An append brings a soft-deleted stream back: from its old end on, whether the append went to the stream
 * or, with new metadata, to its metadata stream.
 */
function undelete(
  stream: string,
  own: readonly StreamEvent[],
  state: StreamState,
  newId: () => string,
): StreamEvent[] {
  const original = originalOf(stream);
  const after = isMetadataStream(stream) ? own.reduce(evolve, state) : state;
  const data = withTruncateBefore(after.metadata, state.revision + 1n);
  return data === undefined ? [] : [metadataEvent(original, after.metadataRevision + 1n, data, newId())];
}

const write = (own: readonly StreamEvent[]): Decision => ({
  kind: 'write',
  own,
  also: [],
  current: NO_REVISION,
});

function metadataEvent(original: string, revision: bigint, data: Buffer, id: string): StreamEvent {
  const stream = metadataStreamOf(original);
  return { stream, revision, id, type: METADATA_TYPE, json: true, data, metadata: Buffer.alloc(0) };
}

function tombstone(stream: string, id: string): StreamEvent {
  const empty = Buffer.alloc(0);
  return {
    stream,
    revision: TOMBSTONE,
    id,
    type: STREAM_DELETED_TYPE,
    json: false,
    data: empty,
    metadata: empty,
  };
}

function explicitRevision(expected: ExpectedRevision): bigint | undefined {
  if (typeof expected === 'bigint') return expected;
  return expected === 'no_stream' ? NO_REVISION : undefined;
}

const hasMetadata = (stream: string, state: StreamState): boolean =>
  !isMetadataStream(stream) && state.metadataRevision > NO_REVISION;
