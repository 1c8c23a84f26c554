/** Reads `$all` in either direction, with or without a filter. Truncated and deleted streams' events stay visible here. */
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { EventFilter } from '../filters.ts';
import { eventFrame } from '../frames.ts';
import type { UuidForm } from '../frames.ts';
import type { EventLog } from '../log.ts';
import type { Direction } from '../queries/rows.ts';
import type { FrameCall } from './calls.ts';
import { send } from './calls.ts';
import type { Start } from './read.ts';

export interface AllRead {
  readonly call: FrameCall<ReadReq>;
  readonly signal: AbortSignal;
  readonly form: UuidForm;
  readonly start: Start;
  readonly direction: Direction;
  readonly count: bigint;
  readonly filter: EventFilter | undefined;
}

/** Events looked at in one go. */
export const PAGE_EVENTS = 1_000;

export async function readAll(log: EventLog, request: AllRead): Promise<void> {
  const { call, signal, form, direction, filter } = request;
  let remaining = request.count;
  // A read ends, or begins, where the log ended when it was asked for, however fast the log grows.
  const end = log.position();
  let cursor = firstCursor(request.start, direction, end);
  while (remaining > 0n) {
    signal.throwIfAborted();
    const limit = filter === undefined && remaining < PAGE_EVENTS ? Number(remaining) : PAGE_EVENTS;
    const page = await log.readAll({ direction, position: cursor, limit, filter });
    if (page.upTo === undefined || (direction === 'forwards' && cursor >= end)) return;
    cursor = page.upTo;
    for (const { event } of page.events) {
      if (filter !== undefined && !filter.matches(event)) continue;
      if (remaining === 0n || event.position > end) return;
      await send(call, eventFrame(event, form), signal);
      remaining -= 1n;
    }
  }
}

/**
 * The log is read from just after, or just before, a cursor. A read that goes forwards shows the event at its start;
 * one that goes backwards begins before it: EventStoreDB takes the position as the boundary in front of the event.
 */
function firstCursor(start: Start, direction: Direction, end: bigint): bigint {
  const position = start === 'start' ? 0n : start === 'end' ? end + 1n : start;
  if (direction === 'forwards') return position - 1n;
  return position > end ? end + 1n : position;
}
