/**
 * A browser sends a session's cookie with whatever any page makes it send. So a change by session needs two proofs that
 * the page is one of ours: where the browser says that the request comes from, and a token that only our pages can read.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { problem } from '../problem.ts';
import { derivedKey } from './seal.ts';

/** They change nothing (RFC 9110 §9.2.1). */
const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface CsrfTokens {
  /** What our own pages send with each change, as `X-CSRF-Token`. It is the same as long as the session is. */
  csrfToken(sessionId: string): string;
}

/** @param secret what sessions are sealed with */
export function csrfTokens(secret: Uint8Array): CsrfTokens {
  const key = derivedKey(secret, 'csrf');
  return {
    csrfToken: (sessionId) => createHmac('sha256', key).update(sessionId).digest('base64url'),
  };
}

/**
 * @param token of the request's session
 * @param origin where browsers reach us; `undefined`: wherever the request says
 * @throws Problem 403 CSRF, unless the request changes nothing or comes from a page of ours
 */
export function expectOwnPage(request: Request, token: string, origin: string | undefined): void {
  if (safeMethods.has(request.method)) return;
  if (!isSameOrigin(request, origin)) {
    throw refused('A change by session has to come from a page of this same origin: open the portal itself');
  }
  if (!isEqual(request.get('X-CSRF-Token') ?? '', token)) {
    throw refused(
      'A change by session needs the header X-CSRF-Token, with the csrfToken of GET /api/v1/session',
    );
  }
}

/** Browsers say it in `Sec-Fetch-Site`, which no script can set; older ones, and any by plain http, only in `Origin`. */
function isSameOrigin(request: Request, origin: string | undefined): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  return request.headers.origin === (origin ?? `${request.protocol}://${request.headers.host ?? ''}`);
}

function isEqual(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function refused(message: string) {
  return problem(403, 'CSRF', message);
}
