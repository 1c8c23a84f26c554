/** All of a merchant's audit that a filter leaves, as a file: however much it is, in little memory. */
import { auditFormats } from '../../domain/auditFormats.ts';
import type { ReadModels } from '../../projections/readModels.ts';
import { exportAudit } from '../contracts/audit.ts';
import type { Endpoint } from '../endpoint.ts';
import { note } from '../exchange.ts';
import { forRoles, readers, unauthorized } from '../principal.ts';
import { parse } from '../schemas.ts';
import { streamPlaces } from '../streamPlaces.ts';
import { expectRange } from '../timeRange.ts';
import type { TokenVerifier } from '../tokens.ts';

const contentTypes = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const;

/** Each keeps a connection to the database busy for as long as the caller is quick. */
const mostExports = 4;

export function auditExportEndpoint(options: {
  readonly readModels: Pick<ReadModels, 'eachAuditEntry'>;
  readonly tokens: TokenVerifier;
  readonly now: () => Date;
}): Endpoint {
  const { readModels, tokens, now } = options;
  const takePlace = streamPlaces(mostExports);
  const handle = forRoles(tokens)(readers, (request, response, { merchantId, hasEnded }) => {
    const { format, to = now(), ...asked } = parse(exportAudit.query, request.query, 'query');
    const filter = { ...asked, to }; // without an end, the busiest merchant's export might have none
    expectRange(filter);
    const { head, line } = auditFormats[format];
    return {
      status: 200,
      headers: {
        'Content-Type': contentTypes[format],
        'Content-Disposition': `attachment; filename="audit-${now().toISOString().slice(0, 10)}.${format}"`,
      },
      async *pieces() {
        const giveBack = takePlace(merchantId);
        let entries = 0;
        try {
          let first = head;
          for await (const page of readModels.eachAuditEntry(merchantId, filter)) {
            if ((await hasEnded?.()) === true) throw unauthorized(request);
            entries += page.length;
            yield first + page.map(line).join('');
            first = '';
          }
          if (first !== '') yield first;
        } finally {
          giveBack();
          note(response, { entries }); // who has exported how much is in the log
        }
      },
    };
  });
  return { ...exportAudit, handle };
}
