/** What the expiry clock commands: to announce that a key's end comes, or has come. */
import { nextAnnouncementAt } from '../domain/announcements.ts';
import { DomainError } from '../domain/errors.ts';
import { serviceActor } from '../domain/events.ts';
import { hasEnded, isLaterEnd } from '../domain/expiry.ts';
import type { KeyCommand } from '../domain/key.ts';
import { StreamTombstoned } from '../stores/errors.ts';
import type { EventStore } from '../stores/eventStore.ts';
import { handle, load } from './handle.ts';
import { keyAggregate } from './keyAggregate.ts';

/**
 * Announces what is due of a key's end, if anything is. Of any number who do it at once, one succeeds; the others look
 * again, and find it done. Of a key whose stream was removed, nothing is said.
 * @param dueAt the instant at which, as far as the caller knows, something was to be announced
 * @returns whether the key's stream is past that instant: then what the caller knows is old, and there is nothing to ask
 *   again. Otherwise the clock has gone back meanwhile
 * @throws EventStoreUnavailable when it is not known whether it was announced
 */
export async function announceEnd(
  eventStore: EventStore,
  keyId: string,
  dueAt: string,
  now: () => Date,
): Promise<boolean> {
  try {
    const loaded = await load(eventStore, keyAggregate, keyId);
    const { state } = loaded;
    if (state.status === 'none') return true;
    const context = { now: now(), actor: serviceActor };
    const type = hasEnded(state.expiresAt, context.now) ? 'AnnounceExpired' : 'AnnounceExpiring';
    const command: KeyCommand = { type };
    const revision = await handle(eventStore, keyAggregate, loaded, keyId, command, context);
    return revision !== loaded.revision || isLaterEnd(nextAnnouncementAt(state), dueAt);
  } catch (error) {
    if (error instanceof StreamTombstoned) return true;
    if (!(error instanceof DomainError && error.code === 'CONFLICT')) throw error;
    return announceEnd(eventStore, keyId, dueAt, now);
  }
}
