/** What the read models over the audited requests have in common. */
import { requestAuditCodec, type AuditEntry } from '../domain/auditEntry.ts';
import type { RecordedEvent } from '../stores/eventStore.ts';

/** The projection group of these read models, apart from the keys': a backlog of requests delays no revocation. */
export const requestProjectionGroup = 'requests';

/** All read models of the group get the same event, which is decoded for the first of them. */
const decoded = new WeakMap<RecordedEvent, readonly AuditEntry[]>();

/**
 * The entries of a batch.
 * @throws UnreadableEvent when the event is of no known type or shape
 */
export function entriesOf(batch: RecordedEvent): readonly AuditEntry[] {
  const entries = decoded.get(batch) ?? requestAuditCodec.decode(batch).data.entries;
  decoded.set(batch, entries);
  return entries;
}
