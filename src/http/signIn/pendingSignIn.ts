/**
 * A sign-in on its way: what only the browser that began it can come back with. It is good once, for ten minutes; the cookie
 * has to come along with a navigation that the identity provider began.
 */
import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { hostCookie } from './cookie.ts';
import type { SignInRequest } from './identityProvider.ts';
import { createSeal } from './seal.ts';

const lifetimeSeconds = 10 * 60;

export interface PendingSignIn {
  readonly id: string;
  readonly until: Date;
  readonly request: SignInRequest;
  /** Where the browser goes in the end, a path of the portal. */
  readonly returnTo: string;
}

export interface PendingSignIns {
  /** Has the browser keep it: in place of one that it had begun before. */
  keep(response: Response, request: SignInRequest, returnTo: string): Promise<void>;
  /** What this browser has begun; `undefined` when that is nothing, or too long ago. Whether it was used is for others to say. */
  of(request: Request): Promise<PendingSignIn | undefined>;
  clear(response: Response): void;
}

const sealed = z.object({
  jti: z.string(),
  exp: z.int(),
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  returnTo: z.string(),
});

/** @param secure whether browsers reach us by https */
export function pendingSignIns(options: {
  readonly secret: Uint8Array;
  readonly secure: boolean;
  readonly now: () => Date;
}): PendingSignIns {
  const { secret, secure, now } = options;
  const seal = createSeal(secret, 'sign-in');
  const cookie = hostCookie('keyledger-sign-in', { secure, sameSite: 'Lax' });
  return {
    async keep(response, request, returnTo) {
      const exp = Math.floor(now().getTime() / 1000) + lifetimeSeconds;
      const content = { jti: randomUUID(), exp, returnTo, ...request };
      cookie.set(response, await seal.seal(content), lifetimeSeconds);
    },
    async of(request) {
      const text = cookie.of(request);
      const opened = text === undefined ? undefined : await seal.open(text, now());
      const content = sealed.safeParse(opened);
      if (!content.success) return undefined;
      const { jti: id, exp, returnTo, ...began } = content.data;
      return { id, until: new Date(exp * 1000), request: began, returnTo };
    },
    clear: (response) => cookie.clear(response),
  };
}
