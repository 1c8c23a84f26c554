/** Asks about a key without using it: the same verdict as on a protected route, at no quota. */
import type { Endpoint } from '../endpoint.ts';
import { nearerEnd } from '../../domain/expiry.ts';
import { judgeCaller, judgeRequest, type Refusal } from '../../domain/verdict.ts';
import { readJson } from '../body.ts';
import type { KeyIdentifier } from '../keyIdentifier.ts';
import { forRoles, readers } from '../principal.ts';
import { note } from '../requestLog.ts';
import { parse, verifyBody } from '../schemas.ts';
import type { TokenVerifier } from '../tokens.ts';

export function verifyEndpoint(options: {
  readonly identify: KeyIdentifier;
  readonly tokens: TokenVerifier;
  readonly now: () => Date;
}): Endpoint {
  const { identify, tokens, now } = options;
  const handle = forRoles(tokens)(readers, async (request, response, principal) => {
    const asked = parse(verifyBody, await readJson(request, response));
    const invalid = (code: Refusal) => {
      note(response, { refusal: code });
      return { status: 200, body: { valid: false, code } };
    };

    const key = await identify(asked.key);
    // Whose key it is, nobody else learns.
    if (key === undefined || key.merchantId !== principal.merchantId) return invalid('KEY_NOT_FOUND');
    note(response, { keyId: key.keyId });
    const { ip: address, environment } = asked;
    const caller = judgeCaller(key, { now: now(), profile: undefined, environment, address });
    if (!caller.allowed) return invalid(caller.code);
    const verdict = judgeRequest(key, true, asked.scopes ?? []);
    if (!verdict.allowed) return invalid(verdict.code);

    const { keyId, merchantId, name, scopes } = key;
    // A secret in its grace period ends before its key does.
    const expiresAt = nearerEnd(key.expiresAt, key.secretEndsAt);
    const body = { valid: true, keyId, merchantId, name, environment: key.environment, scopes, expiresAt };
    return { status: 200, body };
  });
  return { method: 'POST', path: '/verify', handle };
}
