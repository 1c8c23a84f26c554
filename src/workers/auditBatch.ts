/** The event that carries entries of a journal. */
import { createHash } from 'node:crypto';
import { requestAuditCodec, type AuditEntry } from '../domain/auditEntry.ts';
import { serviceActor } from '../domain/events.ts';
import type { JournalPosition } from '../stores/auditJournal.ts';
import type { NewEvent } from '../stores/eventStore.ts';

/**
 * The event of these entries. Its id is a digest of all that it says, so that the same batch made again after a crash is
 * the same event to the event store, and a longer one from the same place is not.
 * @throws UnreadableEvent when it does not fit its own schema: a defect
 */
export function batchEvent(
  node: string,
  to: JournalPosition,
  entries: readonly AuditEntry[],
  now: Date,
): NewEvent {
  const event = requestAuditCodec.encode({
    type: 'RequestsAudited',
    at: now.toISOString(),
    actor: serviceActor,
    data: { node, to, entries },
  });
  return { id: digestId(event.data), ...event };
}

/** A UUID of version 8 (RFC 9562 §5.8): custom, here the beginning of a SHA-256. */
function digestId(data: object): string {
  const hex = createHash('sha256').update(JSON.stringify(data)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
