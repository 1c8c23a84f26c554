/** Delete hides a stream until it is written to again; Tombstone ends it for ever. */
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import type {
  DeleteReq,
  DeleteResp,
  TombstoneReq,
  TombstoneResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import { invalidArgument, refused } from '../errors.ts';
import type { EventLog } from '../log.ts';
import { readExpectedRevision, readStreamName } from '../requests.ts';
import { isMetadataStream } from '../streamNames.ts';

export async function deleteStream(log: EventLog, request: DeleteReq): Promise<DeleteResp> {
  const position = await end(log, 'delete', request.getOptions());
  const response = new streamsPb.DeleteResp();
  if (position === undefined) response.setNoPosition(new sharedPb.Empty());
  else response.setPosition(toPosition(new streamsPb.DeleteResp.Position(), position));
  return response;
}

export async function tombstoneStream(log: EventLog, request: TombstoneReq): Promise<TombstoneResp> {
  const position = await end(log, 'tombstone', request.getOptions());
  const response = new streamsPb.TombstoneResp();
  if (position === undefined) response.setNoPosition(new sharedPb.Empty());
  else response.setPosition(toPosition(new streamsPb.TombstoneResp.Position(), position));
  return response;
}

/** Position of the event that ended the stream. */
async function end(
  log: EventLog,
  kind: 'delete' | 'tombstone',
  options: DeleteReq.Options | TombstoneReq.Options | undefined,
): Promise<bigint | undefined> {
  if (options === undefined) throw invalidArgument(`A ${kind} must have options.`);
  const stream = readStreamName(options.getStreamIdentifier());
  if (isMetadataStream(stream)) throw invalidArgument('A metadata stream cannot be deleted by itself.');
  const expected = readExpectedRevision(options);
  const outcome = await log.execute({ kind, stream, expected });
  if (outcome.kind !== 'committed') throw refused(outcome);
  return outcome.position;
}

function toPosition<
  Position extends { setCommitPosition(value: string): unknown; setPreparePosition(value: string): unknown },
>(message: Position, position: bigint): Position {
  message.setCommitPosition(String(position));
  message.setPreparePosition(String(position));
  return message;
}
