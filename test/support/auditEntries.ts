/** Audited requests as the log would hold them, for tests of what reads them. */
import { randomBytes, randomUUID } from 'node:crypto';
import { requestAuditCodec, requestAuditStream, type AuditEntry } from '../../src/domain/auditEntry.ts';
import { orderedIds } from '../../src/domain/orderedId.ts';
import { requestProjections } from '../../src/projections/requests.ts';
import { readCheckpoint } from '../../src/stores/checkpoints.ts';
import type { Database } from '../../src/stores/database.ts';
import type { RecordedEvent } from '../../src/stores/eventStore.ts';
import { writeEvents } from '../../src/workers/projectionWriter.ts';

const nextId = orderedIds(randomBytes);

/** An allowed request of key k1 of merchant m_1, but for what the test says; its id is of its timestamp. */
export function entry(timestamp: string, changes: Partial<AuditEntry> = {}): AuditEntry {
  const id = nextId(Date.parse(timestamp));
  return {
    timestamp,
    apiKeyId: 'k1',
    apiKeyName: 'Website Checkout',
    merchantId: 'm_1',
    endpoint: '/public/api/v1/invoices',
    method: 'POST',
    status: 201,
    ip: '192.168.1.100',
    id,
    prefix: 'sntr_abcdefghijk',
    outcome: 'ALLOWED',
    requestId: `req-${id}`,
    userAgent: 'curl/8.5.0',
    ...changes,
  };
}

/** What a request without any known key leaves. */
export function stranger(timestamp: string, changes: Partial<AuditEntry> = {}): AuditEntry {
  const nobody = { apiKeyId: null, apiKeyName: null, merchantId: null, prefix: null, userAgent: null };
  return entry(timestamp, { ...nobody, status: 401, outcome: 'KEY_NOT_FOUND', ...changes });
}

let position = 0n;

/** A batch of entries as a recorded event. */
export function batch(entries: readonly AuditEntry[], node = 'host.0123456789abcdef'): RecordedEvent {
  position += 1n;
  return {
    id: randomUUID(),
    stream: requestAuditStream(node),
    revision: position,
    position: { commit: position, prepare: position },
    created: new Date(),
    ...requestAuditCodec.encode({
      type: 'RequestsAudited',
      at: '2026-11-21T00:00:00.000Z',
      actor: 'keyledger',
      data: { node, to: { segment: '0', offset: 0 }, entries },
    }),
  };
}

/** Writes batches into the read models, as whoever runs them does; afterwards they are complete. */
export async function projectBatches(
  database: Database,
  ...batches: readonly (readonly AuditEntry[])[]
): Promise<void> {
  const checkpoint = await readCheckpoint(database, requestProjections.name);
  if (!checkpoint) throw new Error('The tables have to be made first');
  const events = batches.map((entries) => batch(entries));
  await database.session((session) => writeEvents(session, requestProjections, checkpoint, events, true));
}
