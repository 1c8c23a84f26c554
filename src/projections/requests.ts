/** The read models over the audited requests: written together, so that the counters always equal the audit. */
import { requestAuditStreamPrefix } from '../domain/auditEntry.ts';
import { audit } from './auditTable.ts';
import type { ProjectionGroup } from './projection.ts';
import { requestProjectionGroup } from './requestProjection.ts';
import { usage } from './usage.ts';

export const requestProjections: ProjectionGroup = {
  name: requestProjectionGroup,
  streamPrefixes: [requestAuditStreamPrefix],
  projections: [audit, usage],
  eventsAtOnce: 25,
};
