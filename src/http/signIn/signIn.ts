/** How people sign in at the portal. */
import type { IdentityProvider } from './identityProvider.ts';
import type { LocalLinks } from './localLink.ts';
import type { PendingSignIns } from './pendingSignIn.ts';
import type { Sessions, SpentTokens } from './sessions.ts';

interface WithSessions {
  readonly sessions: Sessions;
  readonly spent: SpentTokens;
  /** Where browsers reach us, without a slash at the end; `undefined`: wherever their requests say. */
  readonly origin: string | undefined;
}

/** By an identity provider. */
export interface OidcSignIn extends WithSessions {
  readonly way: 'oidc';
  readonly pending: PendingSignIns;
  readonly provider: IdentityProvider;
}

/** By a link that the installation signs, on its own machine. */
export interface LocalSignIn extends WithSessions {
  readonly way: 'local';
  readonly links: LocalLinks;
}

export type SignIn = OidcSignIn | LocalSignIn | { readonly way: 'none' };
