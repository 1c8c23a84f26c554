/** How people sign in at the portal. */
import type { IdentityProvider } from './identityProvider.ts';
import type { LocalLinks } from './localLink.ts';
import type { Sessions, SpentTokens } from './sessions.ts';

interface WithSessions {
  readonly sessions: Sessions;
  readonly spent: SpentTokens;
  /** Where browsers reach us, without a slash at the end; `undefined`: wherever their requests say. */
  readonly origin: string | undefined;
}

/** By an identity provider; by a link that the terminal shows; or not at all. */
export type SignIn =
  | (WithSessions & { readonly way: 'oidc'; readonly provider: IdentityProvider })
  | (WithSessions & { readonly way: 'local'; readonly links: LocalLinks })
  | { readonly way: 'none' };
