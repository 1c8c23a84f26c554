/** A subscription to one stream, pulled by revision as one to `$all` is by position. The stream need not exist yet. */
import { randomUUID } from 'node:crypto';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { StreamState } from '../decide.ts';
import { currentRevision } from '../decide.ts';
import { streamDeleted } from '../errors.ts';
import { MAX_INT64, TOMBSTONE } from '../events.ts';
import { caughtUpFrame, confirmationFrame, eventFrame } from '../frames.ts';
import type { UuidForm } from '../frames.ts';
import type { EventLog } from '../log.ts';
import { isSoftDeleted, visibleRange } from '../streamMetadata.ts';
import { isMetadataStream } from '../streamNames.ts';
import type { FrameCall } from './calls.ts';
import { send } from './calls.ts';
import type { Start } from './read.ts';
import { PAGE_EVENTS } from './readAll.ts';

export interface StreamSubscription {
  readonly call: FrameCall<ReadReq>;
  readonly signal: AbortSignal;
  readonly form: UuidForm;
  readonly stream: string;
  /** Events after it are sent. */
  readonly start: Start;
}

/** Runs as one to `$all` does. Throws when the stream is tombstoned. */
export async function subscribeToStream(log: EventLog, subscription: StreamSubscription): Promise<void> {
  const { call, signal, form, stream } = subscription;
  const state = await log.streamState(stream);
  if (currentRevision(stream, state) === TOMBSTONE) throw streamDeleted(stream);
  let { from, createdFrom } = firstRange(subscription, state);
  await send(call, confirmationFrame(randomUUID()), signal);

  let caughtUp = false;
  let changed: Promise<void> | undefined;
  for (;;) {
    signal.throwIfAborted();
    // Asked for before the read and kept until it is needed, however many pages there are before.
    changed ??= log.nextChange(stream, signal);
    const range = { stream, from, to: MAX_INT64, createdFrom };
    const events = await log.readStream('forwards', range, PAGE_EVENTS);
    for (const event of events) {
      if (event.revision === TOMBSTONE) throw streamDeleted(stream);
      await send(call, eventFrame(event, form), signal);
      from = event.revision + 1n;
    }
    if (events.length > 0) continue;
    // What is new is never too old: the age limit is for history.
    createdFrom = 0;
    if (!caughtUp) {
      caughtUp = true;
      await send(call, caughtUpFrame(), signal);
    }
    await changed;
    changed = undefined;
  }
}

/** Nothing comes after the largest revision, which is as far as Postgres counts. */
const after = (revision: bigint): bigint => (revision < MAX_INT64 ? revision + 1n : MAX_INT64);

/** Where to begin, given what the stream's metadata hides of its history. */
function firstRange(
  { stream, start }: StreamSubscription,
  state: StreamState,
): { from: bigint; createdFrom: number } {
  const last = currentRevision(stream, state);
  const wanted = start === 'start' ? 0n : start === 'end' ? last + 1n : after(start);
  const visible =
    !isMetadataStream(stream) && isSoftDeleted(state.metadata)
      ? { from: last + 1n, createdFrom: 0 }
      : visibleRange(stream, state.metadata, last, Date.now());
  return { ...visible, from: wanted > visible.from ? wanted : visible.from };
}
