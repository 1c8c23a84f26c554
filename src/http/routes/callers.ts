/** Who has used which secret of a key of late: before it is replaced, and while the old one still works. */
import type { ReadModels } from '../../projections/readModels.ts';
import { listKeyCallers } from '../contracts/keys.ts';
import type { Endpoint } from '../endpoint.ts';
import { note } from '../exchange.ts';
import type { AnswerBody } from '../openapi/contract.ts';
import { forRoles, readers } from '../principal.ts';
import { keyIdOf, noSuchKey } from '../schemas.ts';
import type { TokenVerifier } from '../tokens.ts';

const weekMs = 7 * 24 * 60 * 60 * 1000;

export function callersEndpoint(options: {
  readonly readModels: Pick<ReadModels, 'findKey' | 'listCallers'>;
  readonly tokens: TokenVerifier;
  readonly now: () => Date;
}): Endpoint {
  const { readModels, tokens, now } = options;
  const handle = forRoles(tokens)(readers, async (request, response, { merchantId }) => {
    const keyId = keyIdOf(request);
    const at = now();
    const key = await readModels.findKey(merchantId, keyId, at);
    if (key === undefined) throw noSuchKey();
    note(response, { keyId });
    const since = new Date(at.getTime() - weekMs);
    const callers = await readModels.listCallers({ merchantId, keyId }, since);
    const items = callers.items.map(({ prefix, ...caller }) => ({
      prefix,
      current: prefix === key.prefix,
      ...caller,
    }));
    const body: AnswerBody<typeof listKeyCallers, 200> = { since: callers.since, items };
    return { status: 200, body };
  });
  return { ...listKeyCallers, handle };
}
