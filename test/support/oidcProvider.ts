/** A real identity provider (oidc-provider, in memory, on loopback), with a page on which one signs in by a name alone. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { Provider, type Configuration, type KoaContextWithOIDC } from 'oidc-provider';
import { notOurs } from './checkedFetch.ts';

export interface OidcProvider extends AsyncDisposable {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What it has been asked, as paths. */
  readonly asked: readonly string[];
  /** Has it answer other claims in its ID tokens, signed with its own key, until it is told otherwise. */
  forge(change: ((claims: JWTPayload) => JWTPayload) | undefined): void;
  /** Has it sign its ID tokens with a key that it does not publish. */
  signWithAnotherKey(): Promise<void>;
  /** It answers nobody any more, or again. */
  leave(): Promise<void>;
  comeBack(): Promise<void>;
}

export interface OidcProviderOptions {
  /** Where browsers reach the service that they sign in to. */
  readonly origin: string;
  /** The claims of those who may sign in, by name. */
  readonly users: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly logout?: boolean;
  /** Whether the service's client has a secret. */
  readonly isPublic?: boolean;
}

const algorithm = 'ES256';
const clientId = 'keyledger';
/** With characters that Basic authentication has to encode (RFC 6749 §2.3.1). */
const clientSecret = 'only+the/client:knows%it';
const interactionPath = '/interaction/';

/** Starts one. It is at `localhost`, so that to a service at 127.0.0.1 it is another site. */
export async function startOidcProvider(options: OidcProviderOptions): Promise<OidcProvider> {
  const asked: string[] = [];
  let answer: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
  const server = createServer((request, response) => {
    asked.push((request.url ?? '').split('?')[0] ?? '');
    answer(request, response);
  });
  const listen = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);
  const issuer = `http://localhost:${port}`;
  notOurs(issuer);
  notOurs(`http://127.0.0.1:${port}`);

  let signing = await generateKeyPair(algorithm, { extractable: true });
  const jwk = { ...(await exportJWK(signing.privateKey)), kid: 'one', alg: algorithm, use: 'sig' };
  let forged: ((claims: JWTPayload) => JWTPayload) | undefined;
  const provider = new Provider(issuer, configuration(options, jwk));
  provider.use(async (context: KoaContextWithOIDC, next: () => Promise<void>) => {
    await next();
    const body = context.body as { id_token?: string } | undefined;
    if (forged === undefined || body?.id_token === undefined) return;
    const { kid = 'one' } = decodeProtectedHeader(body.id_token);
    const jwt = new SignJWT(forged(decodeJwt(body.id_token))).setProtectedHeader({ alg: algorithm, kid });
    context.body = { ...body, id_token: await jwt.sign(signing.privateKey) };
  });
  const rest = provider.callback();
  answer = (request, response) => {
    const isSignIn = request.url?.startsWith(interactionPath) ?? false;
    void (isSignIn ? interact(provider, request, response) : rest(request, response));
  };
  const leave = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return {
    issuer,
    clientId,
    clientSecret,
    asked,
    forge: (change) => (forged = change),
    async signWithAnotherKey() {
      signing = await generateKeyPair(algorithm, { extractable: true });
      forged = (claims) => claims;
    },
    leave,
    comeBack: async () => void (await listen(port)),
    [Symbol.asyncDispose]: leave,
  };
}

function configuration(
  { origin, users, logout = true, isPublic = false }: OidcProviderOptions,
  jwk: object,
): Configuration {
  return {
    clients: [
      {
        client_id: clientId,
        ...(isPublic
          ? { token_endpoint_auth_method: 'none' }
          : { token_endpoint_auth_method: 'client_secret_basic', client_secret: clientSecret }),
        redirect_uris: [`${origin}/auth/callback`],
        post_logout_redirect_uris: [`${origin}/portal/sign-in`],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        id_token_signed_response_alg: algorithm,
      },
    ],
    jwks: { keys: [jwk] },
    cookies: { keys: ['a key for its own cookies'] },
    claims: { openid: ['sub', 'merchant', 'role'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true, methods: ['S256'] },
    enabledJWA: { idTokenSigningAlgValues: [algorithm] },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: logout,
        logoutSource(context, form) {
          context.body = signOutPage(form);
        },
      },
    },
    interactions: { url: (_, { uid }) => interactionPath + uid },
    findAccount: (_, sub) => {
      const claims = users[sub];
      return claims && { accountId: sub, claims: () => ({ sub, ...claims }) };
    },
    // Nobody is asked for consent: the client is the merchant's own.
    async loadExistingGrant({ oidc }) {
      const { provider, client, session } = oidc;
      const grant = new provider.Grant({
        clientId: client?.clientId ?? '',
        accountId: session?.accountId ?? '',
      });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
    renderError(context, out) {
      context.body = out;
    },
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      Grant: 600,
      IdToken: 600,
      Interaction: 600,
      Session: 600,
    },
  };
}

/** Its sign-in page: a form that takes a name, and one that refuses. */
async function interact(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page);
    return;
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  const name = new URLSearchParams(Buffer.concat(chunks).toString()).get('name');
  const result =
    name === null || name === ''
      ? { error: 'access_denied', error_description: '<script>alert(1)</script>' }
      : { login: { accountId: name } };
  await provider.interactionFinished(request, response, result);
}

const signOutPage = (form: string) => `<!doctype html><html lang="en"><title>Sign out</title>
${form}<button form="op.logoutForm" name="logout" value="yes">Sign out</button></html>
`;

const page = `<!doctype html><html lang="en"><title>Sign in</title>
<form method="post"><label>Name <input name="name" autocomplete="username"></label> <button>Sign in</button></form>
<form method="post"><button>Cancel</button></form></html>
`;
