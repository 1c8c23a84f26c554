/** Every answer names its request: `X-Request-Id`, the caller's own where it is a sane one. */
import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import { mayHoldCredential } from './credential.ts';

const header = 'X-Request-Id';
/** It is logged and stored with events. */
const sane = /^[\w.:-]{1,64}$/;

export const requestId: RequestHandler = (request, response, next) => {
  const given = request.get(header);
  const keeps = given !== undefined && sane.test(given) && !mayHoldCredential(given);
  response.setHeader(header, keeps ? given : randomUUID());
  next();
};

export function requestIdOf(response: Response): string {
  return String(response.getHeader(header));
}
