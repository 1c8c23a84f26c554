/** Reads a stream in either direction, as its metadata lets it be seen. */
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import { currentRevision } from '../decide.ts';
import { streamDeleted } from '../errors.ts';
import { NO_REVISION, TOMBSTONE } from '../events.ts';
import { eventFrame, streamNotFoundFrame } from '../frames.ts';
import type { UuidForm } from '../frames.ts';
import type { EventLog } from '../log.ts';
import type { Direction } from '../queries/rows.ts';
import type { StreamRange } from '../queries/streamPage.ts';
import { isSoftDeleted, visibleRange } from '../streamMetadata.ts';
import { isMetadataStream } from '../streamNames.ts';
import type { FrameCall } from './calls.ts';
import { send } from './calls.ts';
import type { Start } from './read.ts';
import { PAGE_EVENTS } from './readAll.ts';

export interface StreamRead {
  readonly call: FrameCall<ReadReq>;
  readonly signal: AbortSignal;
  readonly form: UuidForm;
  readonly stream: string;
  readonly start: Start;
  readonly direction: Direction;
  readonly count: bigint;
}

/** A stream without events, or soft-deleted, is a message; throws for a tombstoned one. */
export async function readStream(log: EventLog, request: StreamRead): Promise<void> {
  const { call, signal, form, stream, direction } = request;
  const state = await log.streamState(stream);
  const last = currentRevision(stream, state);
  if (last === TOMBSTONE) throw streamDeleted(stream);
  if (last === NO_REVISION || (!isMetadataStream(stream) && isSoftDeleted(state.metadata)))
    return send(call, streamNotFoundFrame(stream), signal);

  const visible = visibleRange(stream, state.metadata, last, Date.now());
  let range = narrow({ stream, ...visible, to: last }, request.start, direction);
  let remaining = request.count;
  while (remaining > 0n && range.from <= range.to) {
    const limit = remaining < PAGE_EVENTS ? Number(remaining) : PAGE_EVENTS;
    const events = await log.readStream(direction, range, limit);
    const end = events.at(-1);
    if (end === undefined) return;
    for (const event of events) await send(call, eventFrame(event, form), signal);
    remaining -= BigInt(events.length);
    range =
      direction === 'forwards' ? { ...range, from: end.revision + 1n } : { ...range, to: end.revision - 1n };
  }
}

/** The part of the range that lies from `start` on, in the direction of the read. */
function narrow(range: StreamRange, start: Start, direction: Direction): StreamRange {
  if (direction === 'forwards') {
    const from = start === 'start' ? 0n : start === 'end' ? range.to + 1n : start;
    return { ...range, from: from > range.from ? from : range.from };
  }
  const to = start === 'start' ? 0n : start === 'end' ? range.to : start;
  return { ...range, to: to < range.to ? to : range.to };
}
