/** The audit of a merchant: who used its keys, for what, and how it ended. */
import { z } from 'zod';
import { outcomes } from '../../domain/auditEntry.ts';
import type { ReadModels } from '../../projections/readModels.ts';
import { listAudit } from '../contracts/audit.ts';
import type { Endpoint } from '../endpoint.ts';
import { forRoles, readers } from '../principal.ts';
import { pageQuery, parse } from '../schemas.ts';
import { expectRange, rangeQuery } from '../timeRange.ts';
import type { TokenVerifier } from '../tokens.ts';

const auditQuery = z.strictObject({
  keyId: z
    .string()
    .regex(/^[\w-]{1,100}$/, 'is the id of a key')
    .optional(),
  ...rangeQuery,
  outcome: z.enum(outcomes).optional(),
  ...pageQuery,
});

export function auditEndpoint(readModels: ReadModels, tokens: TokenVerifier): Endpoint {
  const handle = forRoles(tokens)(readers, async (request, _, { merchantId }) => {
    const { limit, cursor, ...filter } = parse(auditQuery, request.query, 'query');
    const { from, to } = filter;
    if (from !== undefined && to !== undefined) expectRange(from, to);
    return { status: 200, body: await readModels.listAudit(merchantId, filter, { limit, cursor }) };
  });
  return { ...listAudit, handle };
}
