/** The common shape of a read model over the keys' lifecycle events. */
import { decodeKeyEvent, keyStreamPrefix, type KeyEvent } from '../domain/keyEvents.ts';
import type { Change } from './foldedTable.ts';
import { streamProjector, type Handlers } from './streamProjection.ts';

/** The projection group of all these read models: one checkpoint, one transaction. */
export const keyProjectionGroup = 'keys';

/** Where an event stands: the key, and the revision in its stream. */
export interface Place {
  readonly keyId: string;
  readonly revision: number;
}

export type KeyEventHandlers<Meaning> = Handlers<KeyEvent, Place, Meaning>;

/** What each event makes of the rows that a table has of its key. */
export type KeyChanges<Row> = KeyEventHandlers<Change<Row>>;

/**
 * What a key's lifecycle event means; nothing for events of other streams.
 * @throws UnreadableEvent when the event is of no known type or shape.
 */
export const projectKeyEvent = streamProjector(keyStreamPrefix, decodeKeyEvent, (keyId, revision): Place => ({
  keyId,
  revision: Number(revision),
}));
