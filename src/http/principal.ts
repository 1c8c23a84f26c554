/** Who manages: the token's actor, for its merchant, as far as its role goes. */
import type { Request, Response } from 'express';
import type { Caller } from '../commands/handle.ts';
import { bearerToken, challenge } from './bearer.ts';
import type { Answer, Endpoint } from './endpoint.ts';
import { problem } from './problem.ts';
import { note, requestIdOf } from './exchange.ts';
import { roles, type Principal, type Role, type TokenVerifier } from './tokens.ts';

/** Whoever may read; changes are for admins. */
export const readers: readonly Role[] = roles;
export const admins: readonly Role[] = ['admin'];

export type ManagementHandler = (
  request: Request,
  response: Response,
  principal: Principal,
) => Promise<Answer> | Answer;

const realm = 'keyledger management';

/** Lets only principals of these roles through to a handler: 401 without a valid token, 403 with another role. */
export function forRoles(tokens: TokenVerifier) {
  return (allowed: readonly Role[], handle: ManagementHandler): Endpoint['handle'] =>
    async (request, response) => {
      const token = bearerToken(request);
      const principal = token === undefined ? undefined : await tokens.verify(token);
      if (principal === undefined) {
        throw problem(401, 'UNAUTHORIZED', 'A valid management token is needed', {
          headers: challenge(realm, token === undefined ? undefined : 'invalid_token'),
        });
      }
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
