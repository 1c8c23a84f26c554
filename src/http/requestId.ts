/** Every answer names its request: `X-Request-Id`, the caller's own where it is a sane one. */
import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';

const header = 'X-Request-Id';
const sane = /^[\w.:-]{1,100}$/;

export const requestId: RequestHandler = (request, response, next) => {
  const given = request.get(header);
  response.setHeader(header, given !== undefined && sane.test(given) ? given : randomUUID());
  next();
};

export function requestIdOf(response: Response): string {
  return String(response.getHeader(header));
}
