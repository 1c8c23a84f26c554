/**
 * Sessions of people in a browser. A session is what its cookie says: encrypted, so nothing of it is kept here but that it was
 * ended. It ends half an hour after its last use, and twelve hours after its sign-in whatever happens.
 */
import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { claimsSchema, type Principal } from '../tokens.ts';
import { hostCookie } from './cookie.ts';
import { csrfTokens, type CsrfTokens } from './csrf.ts';
import { createSeal } from './seal.ts';

/** Seconds. */
export const idleSeconds = 30 * 60;
export const longestSeconds = 12 * 60 * 60;
/** Browsers keep 4,096 bytes of a cookie's name, value and attributes (RFC 6265 §6.1). */
const longestText = 3900;
/** A session that is used is sealed anew, with a later end, at most so often. */
const renewSeconds = 60;

export interface Session {
  readonly id: string;
  readonly principal: Principal;
  /** When it ends, unless it is used before. */
  readonly expiresAt: Date;
  /** When it ends, however much it is used. */
  readonly endsAt: Date;
  /** What the identity provider wants to see again at sign-out. */
  readonly logoutHint: string | undefined;
  /** Whether it was signed out meanwhile. @throws DatabaseUnavailable */
  readonly hasEnded: () => Promise<boolean>;
}

/** What was used up: `src/stores/spentTokens.ts`. */
export interface SpentTokens {
  spend(id: string, until: Date): Promise<boolean>;
  isSpent(id: string): Promise<boolean>;
}

export interface Sessions extends CsrfTokens {
  /** Begins one, whose cookie goes with the answer. */
  begin(response: Response, principal: Principal, logoutHint?: string): Promise<void>;
  /**
   * The session that a request comes with, and that has not ended. Its use moves its end, save when a page makes it by itself:
   * one that is left open listens to events for ever, and reads what they tell of.
   * @throws DatabaseUnavailable when it cannot be told whether it was ended: then it must not be taken
   */
  of(request: Request, response: Response): Promise<Session | undefined>;
  /** Ends it for good: no copy of its cookie is taken any more. @throws DatabaseUnavailable */
  end(response: Response, session: Session): Promise<void>;
}

const sealed = claimsSchema.extend({
  jti: z.string(),
  /** Seconds since 1970: when it was sealed, and when it ends unless it is used. */
  iat: z.int(),
  exp: z.int(),
  /** When it ends at the latest. */
  end: z.int(),
  hint: z.string().optional(),
});
type Sealed = z.infer<typeof sealed>;

/** @param secure whether browsers reach us by https */
export function createSessions(options: {
  readonly secret: Uint8Array;
  readonly secure: boolean;
  readonly spent: SpentTokens;
  readonly now: () => Date;
}): Sessions {
  const { secret, secure, spent, now } = options;
  const seal = createSeal(secret, 'session');
  // Strict will do, also for a sign-in that ends with a redirect from another site: the page that it leads to is the same for
  // everybody, and what that page then asks for is asked from our own site.
  const cookie = hostCookie('keyledger', { secure, sameSite: 'Strict' });

  function set(response: Response, { exp, iat }: Sealed, text: string): void {
    cookie.set(response, text, exp - iat);
  }

  function sessionOf({ jti, sub, merchant, role, exp, end, hint }: Sealed): Session {
    return {
      id: jti,
      principal: { actor: sub, merchantId: merchant, role },
      expiresAt: new Date(exp * 1000),
      endsAt: new Date(end * 1000),
      logoutHint: hint,
      hasEnded: () => spent.isSpent(jti),
    };
  }

  /** The same session, sealed now, with its end as far away as it may be. */
  function renewed(claims: Sealed): Sealed {
    const iat = secondsOf(now());
    return { ...claims, iat, exp: Math.min(iat + idleSeconds, claims.end) };
  }

  return {
    ...csrfTokens(secret),
    async begin(response, { actor, merchantId, role }, logoutHint) {
      const end = secondsOf(now()) + longestSeconds;
      const own = { jti: randomUUID(), sub: actor, merchant: merchantId, role, iat: 0, exp: 0, end };
      const claims = renewed(own);
      const hinted = await seal.seal({ ...claims, hint: logoutHint });
      // The hint is wanted by few providers, and may be of any length.
      set(response, claims, hinted.length <= longestText ? hinted : await seal.seal(claims));
    },
    async of(request, response) {
      const text = cookie.of(request);
      const opened = text === undefined ? undefined : await seal.open(text, now());
      const claims = sealed.safeParse(opened);
      if (!claims.success) return undefined;
      const session = sessionOf(claims.data);
      if (await session.hasEnded()) return undefined;
      const age = secondsOf(now()) - claims.data.iat;
      if (age < renewSeconds || isUnattended(request)) return session;
      const later = renewed(claims.data);
      set(response, later, await seal.seal(later));
      return sessionOf(later);
    },
    async end(response, { id, endsAt }) {
      await spent.spend(id, endsAt);
      cookie.clear(response);
    },
  };
}

/** Whether nobody has done anything for it to be made: the portal's page says so, and browsers of what they listen to. */
function isUnattended({ headers }: Request): boolean {
  return headers['x-unattended'] !== undefined || (headers.accept?.includes('text/event-stream') ?? false);
}

/** In whole seconds since 1970, as claims have them. */
function secondsOf(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}
