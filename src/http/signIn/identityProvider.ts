/**
 * The identity provider that people sign in at (OpenID Connect Core 1.0, by the authorization code flow with PKCE). What it
 * answers is checked by openid-client: the signature, issuer, audience, end and nonce of the ID token, and the state.
 */
import * as oidc from 'openid-client';
import type { Logger } from 'pino';
import { Unavailable } from '../problem.ts';
import { claimsSchema, type Principal } from '../tokens.ts';

export interface ProviderSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** `undefined`: a public client, which has PKCE only. */
  readonly clientSecret: string | undefined;
  /** By spaces, `openid` among them. */
  readonly scopes: string;
}

/** What a browser has to come back with as it went; only that browser keeps it. */
export interface SignInRequest {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** `denied`: at the provider. `access`: signed in there, and may not come in here. `provider`: it answered what cannot be believed. */
export type SignedIn =
  | { readonly signedIn: true; readonly principal: Principal; readonly logoutHint: string | undefined }
  | { readonly signedIn: false; readonly error: 'denied' | 'access' | 'provider' };

export interface IdentityProvider {
  /** Where a browser signs in, and what to remember until it comes back. @throws Unavailable IDENTITY_PROVIDER_UNAVAILABLE */
  begin(): Promise<{ readonly location: string; readonly request: SignInRequest }>;
  /**
   * Who signed in.
   * @param query of the path by which the browser came back, with its question mark
   * @throws Unavailable IDENTITY_PROVIDER_UNAVAILABLE
   */
  complete(query: string, request: SignInRequest): Promise<SignedIn>;
  /** Where the browser signs out of the provider too (RP-Initiated Logout 1.0); `undefined` when it offers no such place. */
  logoutLocation(hint: string | undefined): Promise<string | undefined>;
}

/** Where the provider sends browsers back to, below our origin. Both have to be registered there. */
export const callbackPath = '/auth/callback';
export const signedOutPath = '/portal/sign-in';

/** For each of its answers, in seconds. */
const timeoutSeconds = 5;

/**
 * Asks the provider for its metadata when somebody first signs in, and again as long as it does not answer: it may be away
 * while everything else runs.
 * @param origin where browsers reach us
 */
export function identityProvider(settings: ProviderSettings, origin: string, log: Logger): IdentityProvider {
  const metadata = remembered(() => discover(settings));

  return {
    async begin() {
      const provider = await metadata().catch((error: unknown) => away(error, log));
      const codeVerifier = oidc.randomPKCECodeVerifier();
      const request = { state: oidc.randomState(), nonce: oidc.randomNonce(), codeVerifier };
      const location = oidc.buildAuthorizationUrl(provider, {
        redirect_uri: origin + callbackPath,
        scope: settings.scopes,
        state: request.state,
        nonce: request.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
      });
      return { location: location.href, request };
    },

    async complete(query, { state, nonce, codeVerifier }) {
      const provider = await metadata().catch((error: unknown) => away(error, log));
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: codeVerifier };
      const answered = new URL(origin + callbackPath + query);
      try {
        const tokens = await oidc.authorizationCodeGrant(provider, answered, checks);
        const claims = claimsSchema.safeParse(tokens.claims());
        if (!claims.success) return refused('access', claims.error.issues, log);
        const { sub: actor, merchant: merchantId, role } = claims.data;
        const logoutHint = endsSessions(provider) ? tokens.id_token : undefined;
        return { signedIn: true, principal: { actor, merchantId, role }, logoutHint };
      } catch (error) {
        if (isAway(error)) return away(error, log);
        const wasDenied = error instanceof oidc.AuthorizationResponseError && error.error === 'access_denied';
        return refused(wasDenied ? 'denied' : 'provider', error, log);
      }
    },

    async logoutLocation(hint) {
      const provider = await metadata().catch(() => undefined);
      if (provider === undefined || !endsSessions(provider)) return undefined;
      return oidc.buildEndSessionUrl(provider, {
        post_logout_redirect_uri: origin + signedOutPath,
        ...(hint !== undefined && { id_token_hint: hint }),
      }).href;
    },
  };
}

async function discover({ issuer, clientId, clientSecret }: ProviderSettings): Promise<oidc.Configuration> {
  const server = new URL(issuer);
  return oidc.discovery(server, clientId, undefined, clientAuthentication(clientSecret), {
    timeout: timeoutSeconds,
    execute: [
      oidc.enableNonRepudiationChecks,
      // The settings allow it for this same machine only.
      ...(server.protocol === 'http:' ? [oidc.allowInsecureRequests] : []),
    ],
  });
}

/** By Basic, which is the default of OAuth (RFC 6749 §2.3.1), unless the provider says that it takes the other way only. */
function clientAuthentication(secret: string | undefined): oidc.ClientAuth {
  if (secret === undefined) return oidc.None();
  const [basic, post] = [oidc.ClientSecretBasic(secret), oidc.ClientSecretPost(secret)];
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (methods.includes('client_secret_basic') ? basic : post)(server, ...rest);
  };
}

/** What was resolved once; what was rejected is tried again by the next who asks. Those who ask at once share an attempt. */
function remembered<T>(attempt: () => Promise<T>): () => Promise<T> {
  let attempted: Promise<T> | undefined;
  return () => {
    attempted ??= attempt().catch((error: unknown) => {
      attempted = undefined;
      throw error;
    });
    return attempted;
  };
}

function endsSessions(provider: oidc.Configuration): boolean {
  return provider.serverMetadata().end_session_endpoint !== undefined;
}

/** Whether the provider did not answer, or not as one that works: `fetch` throws a plain TypeError. */
function isAway(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (error instanceof TypeError) return code === undefined;
  return code === 'OAUTH_TIMEOUT' || code === 'OAUTH_RESPONSE_IS_NOT_CONFORM';
}

function away(cause: unknown, log: Logger): never {
  log.warn({ reason: reasonOf(cause) }, 'the identity provider cannot be asked');
  throw new Unavailable('IDENTITY_PROVIDER_UNAVAILABLE', 'The identity provider cannot be asked', { cause });
}

/** The browser hears a word of ours, the operator why. */
function refused(error: 'denied' | 'access' | 'provider', cause: unknown, log: Logger): SignedIn {
  log.warn({ error, reason: reasonOf(cause) }, 'a sign-in was refused');
  return { signedIn: false, error };
}

/** The name of an error in OAuth. Whoever opens the callback's address can put any other text there. */
const oauthError = /^[a-z_]{1,40}$/;

/** What went wrong and nothing of what was sent: an error of the library carries answers and tokens. */
function reasonOf(error: unknown): string {
  if (Array.isArray(error)) {
    const issues = error as readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
    return issues.map(({ path, message }) => `claim ${path.join('.')}: ${message}`).join('; ');
  }
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  const code = 'error' in error && oauthError.test(String(error.error)) ? `${String(error.error)}: ` : '';
  return `${code}${error.message}${cause}`;
}
