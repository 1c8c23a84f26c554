/** Asks about a key without using it: the same verdict as on a protected route, at no quota. */
import { verifyKey } from '../contracts/audit.ts';
import type { Answer, Endpoint } from '../endpoint.ts';
import { nearerEnd } from '../../domain/expiry.ts';
import { canonicalAddress } from '../../domain/ipRules.ts';
import { judgeCaller, judgeRequest, type Refusal } from '../../domain/verdict.ts';
import type { Audited, Draft } from '../audit.ts';
import { readJson } from '../body.ts';
import type { KeyIdentifier } from '../keyIdentifier.ts';
import type { AnswerBody } from '../openapi/contract.ts';
import { forRoles, readers } from '../principal.ts';
import { note } from '../exchange.ts';
import { parse } from '../schemas.ts';
import type { TokenVerifier } from '../tokens.ts';

type Verdict = AnswerBody<typeof verifyKey, 200>;

export function verifyEndpoint(options: {
  readonly identify: KeyIdentifier;
  readonly tokens: TokenVerifier;
  readonly audited: Audited;
  readonly now: () => Date;
  /** Where this endpoint is, for the audit entry. */
  readonly basePath: string;
}): Endpoint {
  const { identify, tokens, audited, now, basePath } = options;

  const handle = forRoles(tokens)(readers, (request, response, principal) => {
    async function answer(draft: Draft): Promise<Answer> {
      draft.merchantId = principal.merchantId;
      const asked = parse(verifyKey.body, await readJson(request, response));
      const { ip: address, environment } = asked;
      draft.ip = canonicalAddress(address ?? '') ?? draft.ip;
      const invalid = (code: Refusal): Answer => {
        note(response, { refusal: code });
        draft.outcome = code;
        const body: Verdict = { valid: false, code };
        return { status: 200, body };
      };

      // Whose key it is, or whether it is one, nobody else learns: here, or from the audit.
      const keepNothing = () => (draft.prefix = null);
      const identified = async () => identify(asked.key, draft);
      const key = await identified().catch((error: unknown) => {
        keepNothing();
        throw error;
      });
      if (key === undefined || key.merchantId !== principal.merchantId) {
        keepNothing();
        return invalid('KEY_NOT_FOUND');
      }
      note(response, { keyId: key.keyId });
      draft.key = key;
      const caller = judgeCaller(key, { now: now(), profile: undefined, environment, address });
      if (!caller.allowed) return invalid(caller.code);
      const verdict = judgeRequest(key, true, asked.scopes ?? []);
      if (!verdict.allowed) return invalid(verdict.code);

      draft.outcome = 'ALLOWED';
      const { keyId, merchantId, name, scopes } = key;
      // A secret in its grace period ends before its key does.
      const expiresAt = nearerEnd(key.expiresAt, key.secretEndsAt);
      const body: Verdict = {
        valid: true,
        keyId,
        merchantId,
        name,
        environment: key.environment,
        scopes,
        expiresAt,
      };
      return { status: 200, body };
    }
    return audited(basePath + verifyKey.path, request, response, answer);
  });
  return { ...verifyKey, handle };
}
