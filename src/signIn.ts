/** How people sign in at this installation's portal, as its settings say. */
import type { Logger } from 'pino';
import { identityProvider } from './http/signIn/identityProvider.ts';
import { localLinks, type LocalLinks } from './http/signIn/localLink.ts';
import { pendingSignIns } from './http/signIn/pendingSignIn.ts';
import { createSessions } from './http/signIn/sessions.ts';
import type { SignIn } from './http/signIn/signIn.ts';
import type { Principal } from './http/tokens.ts';
import { ConfigError, type Config } from './config.ts';
import { localTokenKey } from './installationSecrets.ts';
import type { Queryable } from './stores/database.ts';
import { spentTokens } from './stores/spentTokens.ts';

/** @throws ConfigError when the key that signs links is missing */
export async function openSignIn(options: {
  readonly config: Config;
  readonly sessionKey: Buffer;
  readonly database: Queryable;
  readonly now: () => Date;
  readonly log: Logger;
}): Promise<SignIn> {
  const { config, sessionKey: secret, database, now, log } = options;
  const { identityProvider: settings, publicUrl: origin } = config;
  const spent = spentTokens(database);
  const secure = origin?.startsWith('https:') ?? false;
  const sessions = createSessions({ secret, secure, spent, now });
  if (settings !== undefined && origin !== undefined) {
    if (!secure)
      log.warn(`PUBLIC_URL is ${origin}: sessions go there in plain http. Never do this in production`);
    const pending = pendingSignIns({ secret, secure, now });
    const provider = identityProvider(settings, origin, log);
    return { way: 'oidc', sessions, spent, origin, pending, provider };
  }
  if (signInWay(config) !== 'local') return { way: 'none' };
  return { way: 'local', sessions, spent, origin, links: await installationLinks(config) };
}

/**
 * By an identity provider where there is one. Else by a link that the installation signs: only where nobody but this machine
 * can reach it, and where it signs tokens too.
 */
export function signInWay(config: Config): SignIn['way'] {
  if (config.identityProvider !== undefined) return 'oidc';
  return config.tokenIssuer === undefined && isLoopback(config.host) ? 'local' : 'none';
}

/** A new link that signs somebody in, once. @throws ConfigError when people sign in otherwise here */
export async function signInLink(config: Config, url: string, principal: Principal): Promise<string> {
  const reason = {
    oidc: 'People sign in at the identity provider that OIDC_ISSUER names; there are no links here',
    none: 'Sign-in links are for an installation that signs its own tokens, with HOST at a loopback address. Set OIDC_ISSUER to sign in otherwise',
    local: undefined,
  }[signInWay(config)];
  if (reason !== undefined) throw new ConfigError(reason);
  const links = await installationLinks(config);
  return url + (await links.make(principal, new Date()));
}

async function installationLinks(config: Config): Promise<LocalLinks> {
  return localLinks(await localTokenKey(config));
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1)$/.test(host);
}
