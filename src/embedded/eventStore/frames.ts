/**
 * The messages of a Read, encoded. A recorded event is encoded once for each of the two UUID forms and then shared by
 * every read and subscription that meets it: encoding is most of what serving an event costs.
 */
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import type { RecordedEvent } from './events.ts';
import { reverseWriter } from './protobuf.ts';
import type { ReverseWriter } from './protobuf.ts';
import { toHalves } from './uuids.ts';

export type UuidForm = 'string' | 'structured';

/** A recorded event that remembers its encodings. */
export interface FramedEvent extends RecordedEvent {
  readonly frames: { string?: Buffer; structured?: Buffer };
}

export const framed = (event: RecordedEvent): FramedEvent => ({ ...event, frames: {} });

/** `event_store.client.streams.ReadResp` with the event in it. */
export function eventFrame(event: FramedEvent, form: UuidForm): Buffer {
  return (event.frames[form] ??= encode(event, form));
}

const TICKS_PER_MILLISECOND = 10_000n;

/** Keys, lengths and numbers of one event never take more than this many bytes. */
const OVERHEAD = 256;

function encode(event: RecordedEvent, form: UuidForm): Buffer {
  const text = Buffer.byteLength(event.stream) + Buffer.byteLength(event.type);
  const writer = reverseWriter(OVERHEAD + text + event.data.length + event.metadata.length);
  writer.message(1, () => {
    writer.uint64(3, event.position);
    writer.message(1, () => recordedEvent(writer, event, form));
  });
  return writer.finish();
}

/** Field numbers of `ReadResp.ReadEvent.RecordedEvent`. */
function recordedEvent(writer: ReverseWriter, event: RecordedEvent, form: UuidForm): void {
  if (event.data.length > 0) writer.bytes(8, event.data);
  if (event.metadata.length > 0) writer.bytes(7, event.metadata);
  const entry = (key: string, value: string): void =>
    writer.message(6, () => {
      writer.string(2, value);
      writer.string(1, key);
    });
  entry('created', String(BigInt(event.created) * TICKS_PER_MILLISECOND));
  entry('content-type', event.json ? 'application/json' : 'application/octet-stream');
  entry('type', event.type);
  writer.uint64(5, event.position);
  writer.uint64(4, event.position);
  writer.uint64(3, event.revision);
  writer.message(2, () => writer.string(3, event.stream));
  writer.message(1, () => {
    if (form === 'string') return writer.string(2, event.id);
    const { most, least } = toHalves(event.id);
    return writer.message(1, () => {
      writer.uint64(2, least);
      writer.uint64(1, most);
    });
  });
}

export function confirmationFrame(subscriptionId: string): Buffer {
  const confirmation = new streamsPb.ReadResp.SubscriptionConfirmation();
  confirmation.setSubscriptionId(subscriptionId);
  const response = new streamsPb.ReadResp();
  response.setConfirmation(confirmation);
  return Buffer.from(response.serializeBinary());
}

export function checkpointFrame(position: bigint): Buffer {
  const writer = reverseWriter(32);
  writer.message(3, () => {
    writer.uint64(2, position);
    writer.uint64(1, position);
  });
  return writer.finish();
}

export function caughtUpFrame(): Buffer {
  const response = new streamsPb.ReadResp();
  response.setCaughtUp(new streamsPb.ReadResp.CaughtUp());
  return Buffer.from(response.serializeBinary());
}

export function streamNotFoundFrame(stream: string): Buffer {
  const identifier = new sharedPb.StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream));
  const notFound = new streamsPb.ReadResp.StreamNotFound();
  notFound.setStreamIdentifier(identifier);
  const response = new streamsPb.ReadResp();
  response.setStreamNotFound(notFound);
  return Buffer.from(response.serializeBinary());
}
