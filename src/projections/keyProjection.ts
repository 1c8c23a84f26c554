/** The common shape of a read model over the keys' lifecycle events: a table of handlers by event type. */
import { decodeKeyEvent, keyStreamPrefix, type KeyEvent, type KeyEventType } from '../domain/keyEvents.ts';
import type { RecordedEvent } from '../stores/eventStore.ts';
import type { Write } from './projection.ts';

/** The projection group of all these read models: one checkpoint, one transaction. */
export const keyProjectionGroup = 'keys';

/** Where an event stands: the key, and the revision in its stream. */
export interface Place {
  readonly keyId: string;
  readonly revision: bigint;
}

export type KeyEventHandlers = {
  readonly [T in KeyEventType]: (event: Extract<KeyEvent, { type: T }>, place: Place) => readonly Write[];
};

/** All read models of the group get the same event, which is decoded for the first of them. */
const decoded = new WeakMap<RecordedEvent, KeyEvent>();

/**
 * Turns a recorded event into the writes that its handler wants.
 * @throws UnreadableEvent when the event is of no known type or shape.
 */
export function projectKeyEvent(handlers: KeyEventHandlers, recorded: RecordedEvent): readonly Write[] {
  const event = decoded.get(recorded) ?? decodeKeyEvent(recorded);
  decoded.set(recorded, event);
  // The table pairs each type with its own handler, which a lookup by a union cannot express.
  const handler = handlers[event.type] as (event: KeyEvent, place: Place) => readonly Write[];
  return handler(event, {
    keyId: recorded.stream.slice(keyStreamPrefix.length),
    revision: recorded.revision,
  });
}
