/** `Authorization: Bearer <token>` (RFC 6750), for API keys and management tokens alike. */
import type { Request } from 'express';

const bearer = /^bearer +(\S.*)$/i;

/** What was presented, whether or not it can be a token; `undefined` when nothing came under this scheme. */
export function bearerToken(request: Request): string | undefined {
  return bearer.exec(request.headers.authorization ?? '')?.[1]?.trimEnd();
}

/** The challenge of a 401 or 403 (RFC 6750 §3). `error` only when a token came. */
export function challenge(
  realm: string,
  error?: 'invalid_token' | 'insufficient_scope',
  scope?: string,
): Readonly<Record<string, string>> {
  const parameters = { realm, error, scope };
  const text = Object.entries(parameters)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}="${value}"`);
  return { 'WWW-Authenticate': `Bearer ${text.join(', ')}` };
}
