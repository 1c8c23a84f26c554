/**
 * One group commit: the commands that came in while the one before was on its way to disk, decided one after
 * the other, each on top of what those before it will have written. Nothing of it counts until Postgres has committed.
 */
import { decide, evolve, NO_STREAM_STATE, retryRange } from './decide.ts';
import type { Earlier, StreamState } from './decide.ts';
import type { Command, Outcome, RecordedEvent, StreamEvent } from './events.ts';
import { eventKey } from './recentIds.ts';
import { originalOf } from './streamNames.ts';

export interface Batch {
  readonly events: readonly RecordedEvent[];
  /** In the order of the commands. */
  readonly outcomes: readonly Outcome[];
  /** The states after the batch of every stream that it looked at. */
  readonly states: ReadonlyMap<string, StreamState>;
  /** Position of the batch's last event. */
  readonly position: bigint;
}

export interface BatchInput {
  readonly commands: readonly Command[];
  /** States before the batch of all streams that the commands name, by original name. */
  readonly states: ReadonlyMap<string, StreamState>;
  /** Position of the last event before the batch. */
  readonly position: bigint;
  /** Milliseconds since 1970, for `created`. */
  readonly now: number;
  readonly newId: () => string;
  readonly recent: Earlier['recent'];
  /** What the log holds at these revisions of a stream. */
  readonly recordedAt: (
    stream: string,
    from: bigint,
    to: bigint,
  ) => Promise<readonly { revision: bigint; id: string; position: bigint }[]>;
}

/** What an event takes of the log, in bytes, besides its text and payload. */
const EVENT_OVERHEAD = 64;

export async function prepareBatch(input: BatchInput): Promise<Batch> {
  const states = new Map(input.states);
  const events: RecordedEvent[] = [];
  const outcomes: Outcome[] = [];
  const staged = new Map<string, RecordedEvent>();
  const stagedAt = new Map<string, RecordedEvent>();
  let position = input.position;

  function record(event: StreamEvent): RecordedEvent {
    position += BigInt(sizeInLog(event));
    const recorded = { ...event, position, created: input.now };
    const original = originalOf(event.stream);
    states.set(original, evolve(states.get(original) ?? NO_STREAM_STATE, event));
    events.push(recorded);
    staged.set(eventKey(event.stream, event.id), recorded);
    stagedAt.set(placeOf(event.stream, event.revision), recorded);
    return recorded;
  }

  for (const command of input.commands) {
    const state = states.get(originalOf(command.stream)) ?? NO_STREAM_STATE;
    const range = retryRange(command, state);
    const found = range === undefined ? [] : await input.recordedAt(command.stream, range.from, range.to);
    const foundAt = new Map(found.map((entry) => [entry.revision, entry]));
    const decision = decide(
      command,
      state,
      {
        recent: (stream, id) => staged.get(eventKey(stream, id)) ?? input.recent(stream, id),
        at: (stream, revision) => stagedAt.get(placeOf(stream, revision)) ?? foundAt.get(revision),
      },
      input.newId,
    );
    switch (decision.kind) {
      case 'write': {
        const last = decision.own.map(record).at(-1);
        decision.also.forEach(record);
        outcomes.push({
          kind: 'committed',
          revision: last?.revision ?? decision.current,
          position: last?.position,
        });
        break;
      }
      case 'recorded':
        outcomes.push({ kind: 'committed', revision: decision.revision, position: decision.position });
        break;
      case 'wrong_expected_version':
      case 'stream_deleted':
        outcomes.push(decision);
        break;
    }
  }
  return { events, outcomes, states, position };
}

const placeOf = (stream: string, revision: bigint): string => `${revision}@${stream}`;

function sizeInLog(event: StreamEvent): number {
  const text = Buffer.byteLength(event.stream) + Buffer.byteLength(event.type);
  return EVENT_OVERHEAD + text + event.data.length + event.metadata.length;
}
