/** Read: a stream or `$all`, a number of events or a subscription, as the options say. */
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import { invalidArgument } from '../errors.ts';
import { readFilter } from '../filters.ts';
import type { UuidForm } from '../frames.ts';
import type { EventLog } from '../log.ts';
import type { Direction } from '../queries/rows.ts';
import { readStreamName, readUint64 } from '../requests.ts';
import type { FrameCall } from './calls.ts';
import { readAll } from './readAll.ts';
import { readStream } from './readStream.ts';
import { subscribeToAll } from './subscribeToAll.ts';
import { subscribeToStream } from './subscribeToStream.ts';

const { BACKWARDS } = streamsPb.ReadReq.Options.ReadDirection;

/** Where to begin: the two ends, or a revision or position. */
export type Start = 'start' | 'end' | bigint;

export async function read(log: EventLog, call: FrameCall<ReadReq>, signal: AbortSignal): Promise<void> {
  const options = call.request.getOptions();
  if (options === undefined) throw invalidArgument('A read must have options.');
  const form: UuidForm = options.getUuidOption()?.hasString() === true ? 'string' : 'structured';
  const direction: Direction = options.getReadDirection() === BACKWARDS ? 'backwards' : 'forwards';
  const filterOptions = options.getFilter();
  const filtering = filterOptions === undefined ? undefined : readFilter(filterOptions);
  const count = options.hasCount() ? readUint64(options.getCount()) : undefined;
  if (count === undefined && !options.hasSubscription())
    throw invalidArgument('A read must say how many events, or that it subscribes.');
  if (count === undefined && direction === 'backwards')
    throw invalidArgument('A subscription can only go forwards.');

  const streamOptions = options.getStream();
  if (streamOptions !== undefined) {
    if (filtering !== undefined) throw invalidArgument('Only $all can be filtered.');
    const stream = readStreamName(streamOptions.getStreamIdentifier());
    const start = readStart(streamOptions, () => streamOptions.getRevision());
    if (count === undefined) return subscribeToStream(log, { call, signal, form, stream, start });
    return readStream(log, { call, signal, form, stream, start, direction, count });
  }

  const allOptions = options.getAll();
  if (allOptions === undefined) throw invalidArgument('A read must name a stream, or $all.');
  const start = readStart(allOptions, () => allOptions.getPosition()?.getCommitPosition() ?? '0');
  if (count === undefined) return subscribeToAll(log, { call, signal, form, start, filtering });
  return readAll(log, { call, signal, form, start, direction, count, filter: filtering?.filter });
}

function readStart(options: { hasStart(): boolean; hasEnd(): boolean }, number: () => string): Start {
  if (options.hasEnd()) return 'end';
  return options.hasStart() ? 'start' : readUint64(number());
}
