/** The common shape of a read model over the audited requests. */
import { requestAuditCodec, requestAuditStreamPrefix } from '../domain/auditEntry.ts';
import { streamProjector } from './streamProjection.ts';

/** The projection group of these read models, apart from the keys': a backlog of requests delays no revocation. */
export const requestProjectionGroup = 'requests';

/**
 * The writes that a batch of audited requests leads to.
 * @throws UnreadableEvent when the event is of no known type or shape.
 */
export const projectRequests = streamProjector(
  requestAuditStreamPrefix,
  requestAuditCodec.decode,
  (node) => node,
);
