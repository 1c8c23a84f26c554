/** `/session`: who calls, as the portal needs to know it. */
import { callerAddress } from '../audit.ts';
import { showSession } from '../contracts/management.ts';
import type { Endpoint } from '../endpoint.ts';
import { exchangeOf, note } from '../exchange.ts';
import type { AnswerBody } from '../openapi/contract.ts';
import { unauthorized, whoCalls } from '../principal.ts';
import type { SignIn } from '../signIn/signIn.ts';
import type { TokenVerifier } from '../tokens.ts';

/** Whoever calls may know who they are, whatever their role; nobody is told how to sign in. */
export function sessionEndpoint(tokens: TokenVerifier, signIn: SignIn): Endpoint {
  return {
    ...showSession,
    handle: async (request, response) => {
      const caller = await whoCalls(tokens, request, response);
      if (caller === undefined) {
        const { status, code: error, message, extras } = unauthorized(request);
        const { headers = {} } = extras;
        return { status, body: { error, message, signIn: signIn.way }, headers };
      }
      const { actor, merchantId, role, until } = caller;
      note(response, { actor, merchantId });
      const { session } = exchangeOf(response);
      const csrfToken =
        session === undefined || signIn.way === 'none' ? null : signIn.sessions.csrfToken(session.id);
      const address = callerAddress(request);
      const expiresAt = until.toISOString();
      const body: AnswerBody<typeof showSession, 200> = {
        actor,
        merchantId,
        role,
        address,
        csrfToken,
        expiresAt,
      };
      return { status: 200, body };
    },
  };
}
