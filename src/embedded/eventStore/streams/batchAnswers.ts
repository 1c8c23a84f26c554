/** The answers of BatchAppend. Errors are a `google.rpc.Status` whose details say which of the client's errors it is. */
import anyPb from 'google-protobuf/google/protobuf/any_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import statusPb from '@eventstore/db-client/generated/status_pb.js';
import codePb from '@eventstore/db-client/generated/code_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import type { Code } from '@eventstore/db-client/generated/code_pb.js';
import type { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { Committed, Refusal } from '../events.ts';
import { NO_REVISION } from '../events.ts';

export function batchSuccess({ revision, position }: Committed): BatchAppendResp {
  const success = new streamsPb.BatchAppendResp.Success();
  if (revision === NO_REVISION) success.setNoStream(new emptyPb.Empty());
  else success.setCurrentRevision(String(revision));
  if (position === undefined) success.setNoPosition(new emptyPb.Empty());
  else {
    const place = new sharedPb.AllStreamPosition();
    place.setCommitPosition(String(position));
    place.setPreparePosition(String(position));
    success.setPosition(place);
  }
  const response = new streamsPb.BatchAppendResp();
  response.setSuccess(success);
  return response;
}

export function batchError(refusal: Refusal): BatchAppendResp {
  const { FAILED_PRECONDITION } = codePb.Code;
  if (refusal.kind === 'wrong_expected_version')
    return error(
      FAILED_PRECONDITION,
      'Wrong Expected Version',
      'WrongExpectedVersion',
      wrongExpectedVersion(refusal),
    );
  const identifier = new sharedPb.StreamIdentifier();
  identifier.setStreamName(Buffer.from(refusal.stream));
  const details = new sharedPb.StreamDeleted();
  details.setStreamIdentifier(identifier);
  return error(FAILED_PRECONDITION, 'Stream Deleted', 'StreamDeleted', details);
}

export function appendTooLarge(bytes: number): BatchAppendResp {
  const details = new sharedPb.MaximumAppendSizeExceeded();
  details.setMaxappendsize(bytes);
  return error(
    codePb.Code.INVALID_ARGUMENT,
    'Maximum Append Size Exceeded',
    'MaximumAppendSizeExceeded',
    details,
  );
}

export function badRequest(message: string): BatchAppendResp {
  const details = new sharedPb.BadRequest();
  details.setMessage(message);
  return error(codePb.Code.INVALID_ARGUMENT, message, 'BadRequest', details);
}

export const deadlinePassed = (): BatchAppendResp =>
  error(codePb.Code.DEADLINE_EXCEEDED, 'Timeout', 'Timeout', new sharedPb.Timeout());

function wrongExpectedVersion({
  expected,
  current,
}: Extract<Refusal, { kind: 'wrong_expected_version' }>): InstanceType<typeof sharedPb.WrongExpectedVersion> {
  const details = new sharedPb.WrongExpectedVersion();
  if (current === NO_REVISION) details.setCurrentNoStream(new emptyPb.Empty());
  else details.setCurrentStreamRevision(String(current));
  switch (expected) {
    case 'any':
      details.setExpectedAny(new emptyPb.Empty());
      break;
    case 'no_stream':
      details.setExpectedNoStream(new emptyPb.Empty());
      break;
    case 'stream_exists':
      details.setExpectedStreamExists(new emptyPb.Empty());
      break;
    default:
      details.setExpectedStreamPosition(String(expected));
  }
  return details;
}

function error(
  code: Code,
  message: string,
  type: string,
  details: { serializeBinary(): Uint8Array },
): BatchAppendResp {
  const any = new anyPb.Any();
  any.pack(details.serializeBinary(), `event_store.client.${type}`);
  const failure = new statusPb.Status();
  failure.setCode(code);
  failure.setMessage(message);
  failure.setDetails(any);
  const response = new streamsPb.BatchAppendResp();
  response.setError(failure);
  return response;
}
