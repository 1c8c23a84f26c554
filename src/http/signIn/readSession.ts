/** Finds the session that a request comes with, for whoever asks who calls. */
import type { RequestHandler } from 'express';
import { exchangeOf } from '../exchange.ts';
import { expectOwnPage } from './csrf.ts';
import type { SignIn } from './signIn.ts';

/**
 * Comes before whatever takes a session. A request that has `Authorization` is judged by that alone. No session is found for a
 * change that may come from another site: that one is refused at once.
 */
export function readSession(signIn: SignIn): RequestHandler {
  if (signIn.way === 'none') return (_request, _response, next) => next();
  const { sessions, origin } = signIn;
  return async (request, response, next) => {
    if (request.headers.authorization === undefined && request.headers.cookie !== undefined) {
      const session = await sessions.of(request, response);
      if (session !== undefined) expectOwnPage(request, sessions.csrfToken(session.id), origin);
      exchangeOf(response).session = session;
    }
    next();
  };
}
