/**
 * `/auth`: sign-in and sign-out. They answer a browser that was sent here, so what goes wrong leads to the portal's sign-in
 * page, with a word that it can explain.
 */
import type { Request, Response } from 'express';
import * as contracts from '../contracts/signIn.ts';
import type { Answer, Endpoint } from '../endpoint.ts';
import { errorAnswer } from '../errorAnswers.ts';
import { exchangeOf, note, requestIdOf } from '../exchange.ts';
import { portalPath } from '../portalPages.ts';
import { problem } from '../problem.ts';
import type { SignedIn } from '../signIn/identityProvider.ts';
import { isLookAhead } from '../signIn/lookAhead.ts';
import { safeReturnTo } from '../signIn/returnTo.ts';
import type { LocalSignIn, OidcSignIn, SignIn } from '../signIn/signIn.ts';

export const signInPath = '/auth';
/** Of these alone it needs a session; the others are for whoever has none. */
export const signOutPath = signInPath + contracts.signOut.path;

/**
 * Why nobody was signed in, as `?error=` of the portal's sign-in page. `link`: the link was used, has ended or is none.
 * `expired`: the sign-in took too long, was finished already or begun in another browser. `unavailable`: try again.
 */
export type SignInError =
  'link' | 'expired' | 'unavailable' | Extract<SignedIn, { signedIn: false }>['error'];

/** Below `/auth`. @param now the clock of links */
export function signInEndpoints(signIn: SignIn, now: () => Date): readonly Endpoint[] {
  if (signIn.way === 'none') return [];
  const ways: readonly Endpoint[] =
    signIn.way === 'local'
      ? [{ ...contracts.signInLocally, handle: navigated(local(signIn, now)) }]
      : [
          { ...contracts.signIn, handle: navigated(login(signIn)) },
          { ...contracts.finishSignIn, handle: navigated(callback(signIn)) },
        ];
  return [...ways, { ...contracts.signOut, handle: (_, response) => logout(signIn, response) }];
}

function local({ sessions, spent, links }: LocalSignIn, now: () => Date): Endpoint['handle'] {
  return async (request, response) => {
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
    return seeOther(safeReturnTo(undefined));
  };
}

function login({ pending, provider }: OidcSignIn): Endpoint['handle'] {
  return async (request, response) => {
    const { location, request: began } = await provider.begin();
    await pending.keep(response, began, safeReturnTo(request.query['returnTo']));
    return seeOther(location);
  };
}

function callback({ sessions, pending, spent, provider }: OidcSignIn): Endpoint['handle'] {
  return async (request, response) => {
    const begun = await pending.of(request);
    // Also asked by openid-client; here so that nobody else's callback uses up what this browser has begun.
    if (begun === undefined || request.query['state'] !== begun.request.state) return refused('expired');
    pending.clear(response);
    if (!(await spent.spend(begun.id, begun.until))) return refused('expired');
    const signedIn = await provider.complete(queryOf(request), begun.request);
    if (!signedIn.signedIn) return refused(signedIn.error);
    const { principal, logoutHint } = signedIn;
    note(response, { actor: principal.actor, merchantId: principal.merchantId });
    await sessions.begin(response, principal, logoutHint);
    return seeOther(begun.returnTo);
  };
}

async function logout(signIn: LocalSignIn | OidcSignIn, response: Response): Promise<Answer> {
  const { session } = exchangeOf(response);
  if (session === undefined) return { status: 204 };
  const { actor, merchantId } = session.principal;
  note(response, { actor, merchantId });
  await signIn.sessions.end(response, session);
  const redirectTo =
    signIn.way === 'oidc' ? await signIn.provider.logoutLocation(session.logoutHint) : undefined;
  return redirectTo === undefined ? { status: 204 } : { status: 200, body: { redirectTo } };
}

/**
 * For what a browser opens by itself, and not ahead of that. What will pass is a 503, and leads on to the sign-in page too:
 * `Refresh` does what `Location` does for a redirect.
 */
function navigated(handle: Endpoint['handle']): Endpoint['handle'] {
  return async (request, response) => {
    if (isLookAhead(request)) {
      throw problem(403, 'FORBIDDEN', 'A sign-in is for whoever opens it: it is not to be fetched ahead');
    }
    try {
      return await handle(request, response);
    } catch (error) {
      const { fault, defect: _, ...answer } = errorAnswer(error, requestIdOf(response));
      if (answer.status !== 503) throw error;
      note(response, { fault });
      return { ...answer, headers: { ...answer.headers, Refresh: `0; url=${pageWith('unavailable')}` } };
    }
  };
}

function refused(error: SignInError): Answer {
  return seeOther(pageWith(error));
}

function pageWith(error: SignInError): string {
  return `${portalPath}/sign-in?error=${error}`;
}

function seeOther(location: string): Answer {
  return { status: 303, headers: { Location: location } };
}

/** As it came, with its question mark: what a parser makes of it may not be what was sent. */
function queryOf({ originalUrl }: Request): string {
  const start = originalUrl.indexOf('?');
  return start === -1 ? '' : originalUrl.slice(start);
}
