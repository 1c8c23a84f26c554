/** The audit of a merchant: who used its keys, for what, and how it ended. */
import type { ReadModels } from '../../projections/readModels.ts';
import { listAudit } from '../contracts/audit.ts';
import type { Endpoint } from '../endpoint.ts';
import { forRoles, readers } from '../principal.ts';
import { parse } from '../schemas.ts';
import { expectRange } from '../timeRange.ts';
import type { TokenVerifier } from '../tokens.ts';

export function auditEndpoint(readModels: Pick<ReadModels, 'listAudit'>, tokens: TokenVerifier): Endpoint {
  const handle = forRoles(tokens)(readers, async (request, _, { merchantId }) => {
    const { limit, cursor, ...filter } = parse(listAudit.query, request.query, 'query');
    expectRange(filter);
    return { status: 200, body: await readModels.listAudit(merchantId, filter, { limit, cursor }) };
  });
  return { ...listAudit, handle };
}
