/** The identity provider that people sign in at (OpenID Connect, by the authorization code flow with PKCE). */
import type { Principal } from '../tokens.ts';

/** What has to come back from the provider as it went there; only the browser that it was made for keeps it. */
export interface SignInRequest {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

export type SignedIn =
  | { readonly signedIn: true; readonly principal: Principal; readonly logoutHint: string | undefined }
  | { readonly signedIn: false; readonly error: 'access' | 'denied' | 'provider' };

export interface IdentityProvider {
  /** Where a browser signs in, and what it takes to believe what it comes back with. @throws Unavailable */
  begin(): Promise<{ readonly location: string; readonly request: SignInRequest }>;
  /** @param query of the request by which the browser came back @throws Unavailable */
  complete(query: string, request: SignInRequest): Promise<SignedIn>;
  /** Where the browser signs out of the provider too; `undefined` when it has no place for that. */
  logoutLocation(hint: string | undefined): Promise<string | undefined>;
}
