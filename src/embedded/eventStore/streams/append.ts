/** Append: one call an append, the options first, then an event a message. */
import type { ServerReadableStream } from '@grpc/grpc-js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import type { AppendReq, AppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import { cancelled, invalidArgument, maximumAppendSizeExceeded, refused } from '../errors.ts';
import type { Command, Committed, Outcome, ProposedEvent, Refusal } from '../events.ts';
import { NO_REVISION } from '../events.ts';
import type { EventLog } from '../log.ts';
import {
  checkRoomAfter,
  MAX_APPEND_BYTES,
  readExpectedRevision,
  readProposedEvent,
  readStreamName,
  sizeOfEvent,
} from '../requests.ts';
import { isWhole } from './halfClose.ts';

export async function append(log: EventLog, call: AppendCall): Promise<AppendResp> {
  return toResponse(await log.execute(await readAppend(call)));
}

type AppendCall = ServerReadableStream<AppendReq, AppendResp>;

/**
 * Rejects as soon as a message shows that the append cannot be, and what comes after it is dropped; rejects also when the
 * client left in the middle: all of it or nothing. (By listeners: an async iterator over the call costs an AbortError with
 * its stack for every append.)
 */
function readAppend(call: AppendCall): Promise<Command> {
  let options: AppendReq.Options | undefined;
  const events: ProposedEvent[] = [];
  let bytes = 0;

  function take(message: AppendReq): void {
    const proposed = message.getProposedMessage();
    if (proposed === undefined) {
      options = message.getOptions();
      return;
    }
    checkRoomAfter(events.length);
    const event = readProposedEvent(proposed);
    bytes += sizeOfEvent(event);
    if (bytes > MAX_APPEND_BYTES) throw maximumAppendSizeExceeded(MAX_APPEND_BYTES);
    events.push(event);
  }

  async function finish(): Promise<Command> {
    if (!(await isWhole(call))) throw cancelled();
    if (options === undefined) throw invalidArgument('An append must begin with its options.');
    const stream = readStreamName(options.getStreamIdentifier());
    const expected = readExpectedRevision(options);
    return { kind: 'append', stream, expected, events };
  }

  return new Promise((resolve, reject) => {
    call.on('error', reject);
    call.on('data', (message: AppendReq) => {
      try {
        take(message);
      } catch (error) {
        // Nothing that is still to come is kept.
        call.removeAllListeners('data').resume();
        reject(error);
      }
    });
    call.on('cancelled', () => reject(cancelled()));
    call.on('end', () => resolve(finish()));
  });
}

/** A wrong expected version is an answer here, not an error; throws for a deleted stream. */
function toResponse(outcome: Outcome): AppendResp {
  if (outcome.kind === 'stream_deleted') throw refused(outcome);
  const response = new streamsPb.AppendResp();
  if (outcome.kind === 'committed') response.setSuccess(toSuccess(outcome));
  else response.setWrongExpectedVersion(toWrongExpectedVersion(outcome));
  return response;
}

function toSuccess({ revision, position }: Committed): AppendResp.Success {
  const success = new streamsPb.AppendResp.Success();
  if (revision === NO_REVISION) success.setNoStream(new sharedPb.Empty());
  else success.setCurrentRevision(String(revision));
  if (position === undefined) success.setNoPosition(new sharedPb.Empty());
  else success.setPosition(toPosition(position));
  return success;
}

function toPosition(position: bigint): AppendResp.Position {
  const message = new streamsPb.AppendResp.Position();
  message.setCommitPosition(String(position));
  message.setPreparePosition(String(position));
  return message;
}

function toWrongExpectedVersion(
  refusal: Extract<Refusal, { kind: 'wrong_expected_version' }>,
): AppendResp.WrongExpectedVersion {
  const message = new streamsPb.AppendResp.WrongExpectedVersion();
  if (refusal.current === NO_REVISION) message.setCurrentNoStream(new sharedPb.Empty());
  else message.setCurrentRevision(String(refusal.current));
  switch (refusal.expected) {
    case 'any':
      message.setExpectedAny(new sharedPb.Empty());
      break;
    case 'no_stream':
      message.setExpectedNoStream(new sharedPb.Empty());
      break;
    case 'stream_exists':
      message.setExpectedStreamExists(new sharedPb.Empty());
      break;
    default:
      message.setExpectedRevision(String(refusal.expected));
  }
  return message;
}
