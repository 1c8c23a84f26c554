/** Every answer names its request: `X-Request-Id`, the caller's own where it is a sane one. */
import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import { mayHoldCredential } from './credential.ts';

/** It is logged and stored with events. */
const sane = /^[\w.:-]{1,64}$/;

/** The caller's own id for the request, or a new one. */
export function requestIdFor(request: Request): string {
  const given = request.headers['x-request-id'];
  const keeps = typeof given === 'string' && sane.test(given) && !mayHoldCredential(given);
  return keeps ? given : randomUUID();
}
