/** Requests as the generated stubs have them, for what the client never sends but the protocol allows. */
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import type { AppendReq, ReadReq } from '@eventstore/db-client/generated/streams_pb.js';

export function identifierOf(stream: string): InstanceType<typeof sharedPb.StreamIdentifier> {
  const identifier = new sharedPb.StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream));
  return identifier;
}

export function stringId(id: string): InstanceType<typeof sharedPb.UUID> {
  const uuid = new sharedPb.UUID();
  uuid.setString(id);
  return uuid;
}

/** To `stream`, at any revision. */
export function appendOptions(stream: string): AppendReq.Options {
  const options = new streamsPb.AppendReq.Options();
  options.setStreamIdentifier(identifierOf(stream));
  options.setAny(new sharedPb.Empty());
  return options;
}

export function proposed(
  id: InstanceType<typeof sharedPb.UUID>,
  properties: Readonly<Record<string, string>> = { type: 'Raw', 'content-type': 'application/json' },
): AppendReq.ProposedMessage {
  const message = new streamsPb.AppendReq.ProposedMessage();
  message.setId(id);
  for (const [key, value] of Object.entries(properties)) message.getMetadataMap().set(key, value);
  message.setData(Buffer.from('{}'));
  return message;
}

export function headOf(options: AppendReq.Options): AppendReq {
  const head = new streamsPb.AppendReq();
  head.setOptions(options);
  return head;
}

export function bodyOf(message: AppendReq.ProposedMessage): AppendReq {
  const body = new streamsPb.AppendReq();
  body.setProposedMessage(message);
  return body;
}

/** Ten events of `stream`, from its start. */
export function readOptions(stream: string): ReadReq.Options {
  const streamOptions = new streamsPb.ReadReq.Options.StreamOptions();
  streamOptions.setStreamIdentifier(identifierOf(stream));
  streamOptions.setStart(new sharedPb.Empty());
  const options = new streamsPb.ReadReq.Options();
  options.setStream(streamOptions);
  options.setCount('10');
  options.setNoFilter(new sharedPb.Empty());
  return options;
}

export function requestOf(options: ReadReq.Options): ReadReq {
  const request = new streamsPb.ReadReq();
  request.setOptions(options);
  return request;
}
