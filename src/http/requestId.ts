/** Every answer names its request: `X-Request-Id`, the caller's own where it is a sane one. */
import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';

const header = 'X-Request-Id';
/**
 * It is logged and stored with events, so what could be a credential is none: every key has at least 28 characters behind
 * the underscore of its prefix, whichever the profile, and every JWT begins with `eyJ` (`{"` in base64url).
 */
const sane = /^(?!.*(?:_[\w-]{28}|eyJ))[\w.:-]{1,64}$/;

export const requestId: RequestHandler = (request, response, next) => {
  const given = request.get(header);
  response.setHeader(header, given !== undefined && sane.test(given) ? given : randomUUID());
  next();
};

export function requestIdOf(response: Response): string {
  return String(response.getHeader(header));
}
