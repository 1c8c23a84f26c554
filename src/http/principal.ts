/** Who manages: the actor of a token, or else of a session, for its merchant, as far as its role goes. */
import type { Request, Response } from 'express';
import type { Caller } from '../commands/handle.ts';
import { bearerToken, challenge } from './bearer.ts';
import type { Answer, Endpoint } from './endpoint.ts';
import { problem, type Problem } from './problem.ts';
import { exchangeOf, note, requestIdOf } from './exchange.ts';
import { roles, type Authenticated, type Principal, type Role, type TokenVerifier } from './tokens.ts';

/** Whoever may read; changes are for admins. */
export const readers: readonly Role[] = roles;
export const admins: readonly Role[] = ['admin'];

export type ManagementHandler = (
  request: Request,
  response: Response,
  principal: Authenticated,
) => Promise<Answer> | Answer;

const realm = 'keyledger management';

/** Who calls, and for how long that is so; `undefined` for nobody that we know. @throws Unavailable as `TokenVerifier` does */
export async function whoCalls(
  tokens: TokenVerifier,
  request: Request,
  response: Response,
): Promise<Authenticated | undefined> {
  const token = bearerToken(request);
  if (token !== undefined) return tokens.verify(token);
  const { session } = exchangeOf(response);
  if (session === undefined) return undefined;
  const { principal, expiresAt: until, hasEnded } = session;
  return { ...principal, until, hasEnded };
}

/** What somebody is told whom we do not know. */
export function unauthorized(request: Request): Problem {
  const error = bearerToken(request) === undefined ? undefined : 'invalid_token';
  return problem(401, 'UNAUTHORIZED', 'A valid management token is needed, or a session of the portal', {
    headers: challenge(realm, error),
  });
}

/** Lets only principals of these roles through to a handler: 401 without token or session, 403 with another role. */
export function forRoles(tokens: TokenVerifier) {
  return (allowed: readonly Role[], handle: ManagementHandler): Endpoint['handle'] =>
    async (request, response) => {
      const principal = await whoCalls(tokens, request, response);
      if (principal === undefined) throw unauthorized(request);
      note(response, { actor: principal.actor, merchantId: principal.merchantId });
      if (!allowed.includes(principal.role)) {
        throw problem(403, 'FORBIDDEN', `This needs the role ${allowed.join(' or ')}, not ${principal.role}`);
      }
      return handle(request, response, principal);
    };
}

/** The principal as commands know it. */
export function callerOf({ actor, merchantId }: Principal, response: Response): Caller {
  return { actor, merchantId, requestId: requestIdOf(response) };
}
