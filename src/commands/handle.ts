/**
 * How every command runs: read the aggregate's stream, fold, decide, append at the revision that was read. A lost race
 * is refused, not retried: whoever lost decided on a state that is no longer true.
 */
import { randomUUID } from 'node:crypto';
import { DomainError } from '../domain/errors.ts';
import type { EventCodec } from '../domain/events.ts';
import { WrongExpectedRevision } from '../stores/errors.ts';
import type { EventStore } from '../stores/eventStore.ts';

/** A decider with its stream. `noun` is what messages call it: "key". */
export interface Aggregate<State, Command, Event> {
  readonly noun: string;
  readonly stream: (id: string) => string;
  readonly initialState: State;
  readonly decide: (command: Command, state: State, context: Context) => readonly Event[];
  readonly evolve: (state: State, event: Event) => State;
  readonly codec: Pick<EventCodec<Event>, 'encode' | 'decode'>;
}

/** Who commands, and when. */
interface Context {
  readonly now: Date;
  readonly actor: string;
}

/** A state and the revision of its stream; `undefined` for a stream that does not exist. */
export interface Loaded<State> {
  readonly state: State;
  readonly revision: bigint | undefined;
}

/** Who calls: the actor and merchant of their token, and the request, for the events' metadata. */
export interface Caller {
  readonly actor: string;
  readonly merchantId: string;
  readonly requestId: string;
}

export async function load<State, Command, Event>(
  eventStore: EventStore,
  { stream, initialState, evolve, codec }: Aggregate<State, Command, Event>,
  id: string,
): Promise<Loaded<State>> {
  const recorded = await eventStore.readStream(stream(id));
  return {
    state: recorded.map(codec.decode).reduce(evolve, initialState),
    revision: recorded.at(-1)?.revision,
  };
}

/**
 * Decides and appends. Returns the stream's revision afterwards, which is the one before when nothing changed.
 * @param requestId of the request that commands; absent for what the service does by itself
 * @throws DomainError as `decide` does, and CONFLICT when another command was faster; nothing is written then.
 * @throws EventStoreUnavailable when it is not known whether the events were written.
 */
export async function handle<State, Command, Event>(
  eventStore: EventStore,
  { noun, stream, decide, codec }: Aggregate<State, Command, Event>,
  loaded: Loaded<State>,
  id: string,
  command: Command,
  { requestId, ...context }: Context & { readonly requestId?: string },
): Promise<bigint> {
  const events = decide(command, loaded.state, context).map((event) => {
    const { type, data, metadata } = codec.encode(event);
    return {
      id: randomUUID(),
      type,
      data,
      metadata: { ...metadata, ...(requestId !== undefined && { requestId }) },
    };
  });
  if (events.length === 0 && loaded.revision !== undefined) return loaded.revision;
  try {
    const { revision } = await eventStore.append(stream(id), events, loaded.revision ?? 'no_stream');
    return revision;
  } catch (error) {
    if (!(error instanceof WrongExpectedRevision)) throw error;
    throw new DomainError(
      'CONFLICT',
      `Another change to this ${noun} came first and nothing was written. Read it again`,
    );
  }
}
