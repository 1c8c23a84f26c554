/** The common shape of a read model over the streams of one kind: a table of handlers by event type. */
import type { StoredEvent } from '../domain/events.ts';
import type { RecordedEvent } from '../stores/eventStore.ts';
import type { Write } from './projection.ts';

/** For each type of event, what it writes; `Place` says of what and at which revision. */
export type Handlers<Event extends { readonly type: string }, Place> = {
  readonly [T in Event['type']]: (event: Extract<Event, { type: T }>, place: Place) => readonly Write[];
};

/**
 * Makes the function that turns a recorded event into the writes that its handler wants; nothing for an event of other
 * streams, which a group may hold as well. It throws UnreadableEvent when the event is of no known type or shape.
 * @param place from the stream's name behind the prefix, and the event's revision
 */
export function streamProjector<Event extends { readonly type: string }, Place>(
  streamPrefix: string,
  decode: (stored: StoredEvent) => Event,
  place: (id: string, revision: bigint) => Place,
): (handlers: Handlers<Event, Place>, recorded: RecordedEvent) => readonly Write[] {
  // All read models of a group get the same event, which is decoded for the first of them.
  const decoded = new WeakMap<RecordedEvent, Event>();
  return (handlers, recorded) => {
    if (!recorded.stream.startsWith(streamPrefix)) return [];
    const event = decoded.get(recorded) ?? decode(recorded);
    decoded.set(recorded, event);
    // The table pairs each type with its own handler, which a lookup by a union cannot express.
    const handler = handlers[event.type as Event['type']] as (event: Event, place: Place) => readonly Write[];
    return handler(event, place(recorded.stream.slice(streamPrefix.length), recorded.revision));
  };
}
