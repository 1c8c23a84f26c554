/**
 * `/auth`: sign-in and sign-out. They answer a browser that was sent here, so what goes wrong leads to the portal's sign-in
 * page, with a code that it has words for.
 */
import type { Request, Response } from 'express';
import type { Answer, Endpoint } from '../endpoint.ts';
import { exchangeOf, note } from '../exchange.ts';
import { problem } from '../problem.ts';
import { isLookAhead } from '../signIn/lookAhead.ts';
import type { SignIn } from '../signIn/signIn.ts';

export const signInPath = '/auth';
/** Where one arrives who has signed in. */
const portal = '/portal/';

/** Why nobody was signed in, as the portal's sign-in page hears of it. */
export type SignInError = 'link';

/** Below `/auth`. */
export function signInEndpoints(signIn: SignIn, now: () => Date): readonly Endpoint[] {
  if (signIn.way === 'none') return [];
  return [
    ...(signIn.way === 'local' ? [localEndpoint(signIn, now)] : []),
    { method: 'POST', path: '/logout', handle: (_, response) => logout(signIn, response) },
  ];
}

function localEndpoint(
  { sessions, spent, links }: SignIn & { readonly way: 'local' },
  now: () => Date,
): Endpoint {
  async function handle(request: Request, response: Response): Promise<Answer> {
    if (isLookAhead(request)) {
      throw problem(
        403,
        'FORBIDDEN',
        'A sign-in link is for whoever opens it: it is not to be fetched ahead',
      );
    }
    const { code } = request.query;
    const content = typeof code === 'string' ? await links.read(code, now()) : undefined;
    if (content === undefined || !(await spent.spend(content.id, content.until))) return refused('link');
    const { principal } = content;
    note(response, { actor: principal.actor, merchantId: principal.merchantId });
    await sessions.begin(response, principal);
    return seeOther(portal);
  }
  return { method: 'GET', path: '/local', handle };
}

async function logout({ sessions }: Exclude<SignIn, { way: 'none' }>, response: Response): Promise<Answer> {
  const { session } = exchangeOf(response);
  if (session !== undefined) await sessions.end(response, session);
  return { status: 204 };
}

function refused(error: SignInError): Answer {
  return seeOther(`${portal}sign-in?error=${error}`);
}

/** @param location a path of our own, or a page of the identity provider */
function seeOther(location: string): Answer {
  return { status: 303, headers: { Location: location } };
}
