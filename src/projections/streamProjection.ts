/** The common shape of a read model over the streams of one kind: a table of handlers by event type. */
import type { StoredEvent } from '../domain/events.ts';
import type { RecordedEvent } from '../stores/eventStore.ts';

/** For each type of event, what it means; `Place` says of what and at which revision. */
export type Handlers<Event extends { readonly type: string }, Place, Meaning> = {
  readonly [T in Event['type']]: (event: Extract<Event, { type: T }>, place: Place) => Meaning;
};

/**
 * Makes the function that turns a recorded event into what its handler makes of it; nothing for an event of other
 * streams, which a group may hold as well. It throws UnreadableEvent when the event is of no known type or shape.
 * @param place from the stream's name behind the prefix, and the event's revision
 */
export function streamProjector<Event extends { readonly type: string }, Place>(
  streamPrefix: string,
  decode: (stored: StoredEvent) => Event,
  place: (id: string, revision: bigint) => Place,
): <Meaning>(handlers: Handlers<Event, Place, Meaning>, recorded: RecordedEvent) => Meaning | undefined {
  // All read models of a group get the same event, which is decoded for the first of them.
  const decoded = new WeakMap<RecordedEvent, Event>();
  return <Meaning>(handlers: Handlers<Event, Place, Meaning>, recorded: RecordedEvent) => {
    if (!recorded.stream.startsWith(streamPrefix)) return undefined;
    const event = decoded.get(recorded) ?? decode(recorded);
    decoded.set(recorded, event);
    // The table pairs each type with its own handler, which a lookup by a union cannot express.
    const handler = handlers[event.type as Event['type']] as (event: Event, place: Place) => Meaning;
    return handler(event, place(recorded.stream.slice(streamPrefix.length), recorded.revision));
  };
}
