/** Audit entries as a worker ships them, for tests of what is shown of them. */
import { randomBytes, randomUUID } from 'node:crypto';
import { requestAuditCodec, requestAuditStream, type AuditEntry } from '../../src/domain/auditEntry.ts';
import type { EventStore } from '../../src/stores/eventStore.ts';

/** Records them as one batch of a node that nobody else is. */
export async function ship(eventStore: EventStore, entries: readonly AuditEntry[]): Promise<void> {
  const node = `test.${randomBytes(8).toString('hex')}`;
  const event = requestAuditCodec.encode({
    type: 'RequestsAudited',
    at: new Date().toISOString(),
    actor: 'keyledger',
    data: { node, to: { segment: '0000000000000001.ndjson', offset: 1 }, entries },
  });
  await eventStore.append(requestAuditStream(node), [{ id: randomUUID(), ...event }], 'no_stream');
}
