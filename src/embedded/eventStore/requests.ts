/** What requests have in common: the stream that they name, the revision that they expect, the events they propose. */
import type { BatchAppendReq, AppendReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { StreamIdentifier } from '@eventstore/db-client/generated/shared_pb.js';
import { invalidArgument, requiredMetadataMissing } from './errors.ts';
import type { ExpectedRevision, ProposedEvent } from './events.ts';
import { MAX_INT64 } from './events.ts';
import { metadataStreamOf } from './streamNames.ts';
import { readUuid } from './uuids.ts';

/** Bytes; a longer name would not fit the index on stream and revision. */
const MAX_STREAM_NAME = 1024;

/** Bytes of payload and type names that one append may have, as EventStoreDB counts them. */
export const MAX_APPEND_BYTES = 1_048_576;

/** Each takes memory and time whatever its size; EventStoreDB has no such limit. */
const MAX_APPEND_EVENTS = 10_000;

/** Throws INVALID_ARGUMENT when an append of `count` events may not have one more. */
export function checkRoomAfter(count: number): void {
  if (count >= MAX_APPEND_EVENTS)
    throw invalidArgument(`An append must not have more than ${MAX_APPEND_EVENTS} events.`);
}

/** Throws INVALID_ARGUMENT for a name that no stream can have. */
export function readStreamName(identifier: StreamIdentifier | undefined): string {
  const stream = Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');
  if (stream === '') throw invalidArgument('The stream must have a name.');
  if (Buffer.byteLength(stream) > MAX_STREAM_NAME)
    throw invalidArgument(`A stream's name must not be longer than ${MAX_STREAM_NAME} bytes.`);
  if (stream.includes('\0')) throw invalidArgument("A stream's name must not contain NUL characters.");
  if (stream === '$all') throw invalidArgument('$all is the whole log, not a stream.');
  if (stream.startsWith(metadataStreamOf('$$')))
    throw invalidArgument('A metadata stream has no metadata stream of its own.');
  return stream;
}

/** Numbers on the wire are unsigned; above the largest signed one there is nothing, so they all mean that one. */
export function readUint64(value: string): bigint {
  const number = BigInt(value);
  return number > MAX_INT64 ? MAX_INT64 : number;
}

/** What Append, Delete and Tombstone share; BatchAppend calls the revision a position. */
export type ExpectedRevisionOptions = {
  hasAny(): boolean;
  hasNoStream(): boolean;
  hasStreamExists(): boolean;
} & (
  | { hasRevision(): boolean; getRevision(): string }
  | { hasStreamPosition(): boolean; getStreamPosition(): string }
);

/** Throws INVALID_ARGUMENT when nothing is expected, not even `any`. */
export function readExpectedRevision(options: ExpectedRevisionOptions): ExpectedRevision {
  if (options.hasAny()) return 'any';
  if (options.hasNoStream()) return 'no_stream';
  if (options.hasStreamExists()) return 'stream_exists';
  if ('hasRevision' in options) {
    if (options.hasRevision()) return readUint64(options.getRevision());
  } else if (options.hasStreamPosition()) return readUint64(options.getStreamPosition());
  throw invalidArgument('The request must say which revision it expects.');
}

/** Throws INVALID_ARGUMENT for an event that cannot be recorded. */
export function readProposedEvent(
  message: AppendReq.ProposedMessage | BatchAppendReq.ProposedMessage,
): ProposedEvent {
  const properties = message.getMetadataMap();
  const type = properties.get('type');
  const contentType = properties.get('content-type');
  if (type === undefined) throw requiredMetadataMissing('type');
  if (contentType === undefined) throw requiredMetadataMissing('content-type');
  if (type.includes('\0')) throw invalidArgument("An event's type must not contain NUL characters.");
  return {
    id: readUuid(message.getId(), "An event's id"),
    type,
    json: contentType === 'application/json',
    data: asBuffer(message.getData_asU8()),
    metadata: asBuffer(message.getCustomMetadata_asU8()),
  };
}

/** What the event counts towards `MAX_APPEND_BYTES`. */
export const sizeOfEvent = (event: ProposedEvent): number =>
  event.data.length + event.metadata.length + 2 * event.type.length;

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
