/** Who is signed in. */
import { createContext, useContext } from 'react';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, csrfHeaders, setCsrfToken, whenSignedOut } from './client.ts';
import { apiErrorOf } from './errors.ts';
import { queryKeys } from './queries.ts';
import { queryClient } from './queryClient.ts';
import type { Role, Session } from './types.ts';

export type SessionState =
  | { readonly state: 'in'; readonly session: Session }
  /** `signIn`: what can be offered, a provider's sign-in or a one-time link of the installation. */
  | { readonly state: 'out'; readonly signIn: 'oidc' | 'local' };

export const sessionQuery = queryOptions({
  queryKey: queryKeys.session,
  queryFn: async (): Promise<SessionState> => {
    const { data, error } = await api.GET('/api/v1/session');
    if (data !== undefined) {
      setCsrfToken(data.csrfToken);
      return { state: 'in', session: data };
    }
    setCsrfToken(null);
    return { state: 'out', signIn: 'signIn' in error && error.signIn === 'oidc' ? 'oidc' : 'local' };
  },
  staleTime: Number.POSITIVE_INFINITY,
  // Whoever comes back to this tab may have signed out, or in as somebody else, in another.
  refetchOnWindowFocus: 'always',
});

/** Given by the layout to the pages, which are shown only to who is signed in. */
export const SessionContext = createContext<Session | undefined>(undefined);

// Asked anew, the session says itself that it has ended; the layout then shows the sign-in.
whenSignedOut(() => void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey }));

/** The session, or why there is none; undefined while that is not known. */
export function useSessionState(): SessionState | undefined {
  return useQuery(sessionQuery).data;
}

/** The session, on pages inside the layout. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('useSession is for pages inside the layout.');
  return session;
}

/** Whether this person may change anything: only admins may. Others are shown the same pages without their buttons. */
export function useMayChange(): boolean {
  return mayChange(useSession().role);
}

export function mayChange(role: Role): boolean {
  return role === 'admin';
}

/** Ends the session here and, where the provider has one too, there. Rejects when it may not have ended. */
export async function signOut(): Promise<void> {
  const response = await fetch('/auth/logout', {
    method: 'POST',
    headers: csrfHeaders(),
    credentials: 'same-origin',
  });
  if (!response.ok) throw await apiErrorOf(response);
  const body: unknown = response.status === 200 ? await response.json() : undefined;
  const redirectTo =
    typeof body === 'object' && body !== null && 'redirectTo' in body ? body.redirectTo : undefined;
  // A new page, so that nothing that was read stays in memory.
  window.location.assign(typeof redirectTo === 'string' ? redirectTo : '/portal/sign-in?signedOut=1');
}
