/**
 * How every command on a key runs: read its stream, fold, decide, append at the revision that was read. A lost race
 * is refused, not retried: whoever lost decided on a state that is no longer true.
 */
import { randomUUID } from 'node:crypto';
import { DomainError } from '../domain/errors.ts';
import {
  decide,
  evolve,
  initialState,
  type CommandContext,
  type KeyCommand,
  type KeyState,
} from '../domain/key.ts';
import { decodeKeyEvent, encodeKeyEvent, keyStream } from '../domain/keyEvents.ts';
import { WrongExpectedRevision } from '../stores/errors.ts';
import type { EventStore } from '../stores/eventStore.ts';

/** A key's state and the revision of its stream; `undefined` for a stream that does not exist. */
export interface LoadedKey {
  readonly state: KeyState;
  readonly revision: bigint | undefined;
}

/** Who calls: the actor and merchant of their token, and the request, for the events' metadata. */
export interface Caller {
  readonly actor: string;
  readonly merchantId: string;
  readonly requestId: string;
}

export async function loadKey(eventStore: EventStore, keyId: string): Promise<LoadedKey> {
  const recorded = await eventStore.readStream(keyStream(keyId));
  return {
    state: recorded.map(decodeKeyEvent).reduce(evolve, initialState),
    revision: recorded.at(-1)?.revision,
  };
}

/**
 * Decides and appends. Returns the stream's revision afterwards, which is the one before when nothing changed.
 * @throws DomainError as `decide` does, and CONFLICT when another command was faster; nothing is written then.
 * @throws EventStoreUnavailable when it is not known whether the events were written.
 */
export async function handle(
  eventStore: EventStore,
  loaded: LoadedKey,
  keyId: string,
  command: KeyCommand,
  context: CommandContext & { readonly requestId: string },
): Promise<bigint> {
  const events = decide(command, loaded.state, context).map((event) => {
    const { type, data, metadata } = encodeKeyEvent(event);
    return { id: randomUUID(), type, data, metadata: { ...metadata, requestId: context.requestId } };
  });
  if (events.length === 0 && loaded.revision !== undefined) return loaded.revision;
  try {
    const { revision } = await eventStore.append(keyStream(keyId), events, loaded.revision ?? 'no_stream');
    return revision;
  } catch (error) {
    if (!(error instanceof WrongExpectedRevision)) throw error;
    throw new DomainError(
      'CONFLICT',
      'Another change to this key came first and nothing was written. Read it again',
    );
  }
}
