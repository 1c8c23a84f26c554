/**
 * Lets a request on a protected route through, or says why not. Order: key, status, environment, address, rate, scope;
 * whoever fails before the rate uses no quota.
 */
import type { Request, Response } from 'express';
import type { Environment, Profile } from '../domain/profiles.ts';
import type { Quota, QuotaState } from '../domain/quota.ts';
import { andThen, type Soon } from '../domain/soon.ts';
import { judgeCaller, judgeRequest, type Refusal } from '../domain/verdict.ts';
import type { Draft } from './audit.ts';
import { bearerToken } from './bearer.ts';
import { exchangeOf, note } from './exchange.ts';
import type { IdentifiedKey, KeyIdentifier } from './keyIdentifier.ts';
import { rateLimitHeaders } from './quota.ts';
import type { RefusedAttempt } from './refusals.ts';

/** What is asked of a key on a route. */
export interface Demand {
  readonly profile: Profile;
  readonly environment: Environment;
  readonly scope: string;
}

export type Admission =
  { readonly allowed: true; readonly key: IdentifiedKey } | ({ readonly allowed: false } & RefusedAttempt);

/**
 * Once the key's quota was asked, the response carries the rate limit headers. The draft of the audit entry is told what
 * is known of the key, and the outcome. @throws what makes a 503
 */
export type Authenticate = (
  request: Request,
  response: Response,
  demand: Demand,
  draft: Draft,
) => Soon<Admission>;

export function authenticator(options: {
  readonly identify: KeyIdentifier;
  readonly quota: Quota;
  readonly requestsPerMinute: number | undefined;
  readonly now: () => Date;
}): Authenticate {
  const { identify, quota, requestsPerMinute, now } = options;

  return (request, response, demand, draft) => {
    const presented = bearerToken(request);
    const { profile, environment, scope } = demand;

    function refused(code: Refusal, resetSeconds?: number): Admission {
      note(response, { refusal: code });
      draft.outcome = code;
      return { allowed: false, code, keyCame: presented !== undefined, scope, resetSeconds };
    }

    function judge(key: IdentifiedKey | undefined): Soon<Admission> {
      if (key === undefined) return refused('KEY_NOT_FOUND');
      note(response, { keyId: key.keyId, merchantId: key.merchantId });
      draft.key = key;
      const attempt = { now: now(), profile: profile.name, environment, address: draft.ip };
      const caller = judgeCaller(key, attempt);
      if (!caller.allowed) return refused(caller.code);
      const taken = quota.take(key.keyId, requestsPerMinute ?? profile.requestsPerMinute);
      return andThen(taken, (left) => admit(key, left));
    }

    function admit(key: IdentifiedKey, left: QuotaState): Admission {
      exchangeOf(response).headers.push(...rateLimitHeaders(left));
      const verdict = judgeRequest(key, left.allowed, [scope]);
      if (!verdict.allowed) return refused(verdict.code, left.resetSeconds);
      draft.outcome = 'ALLOWED';
      return { allowed: true, key };
    }

    return presented === undefined ? refused('KEY_NOT_FOUND') : andThen(identify(presented, draft), judge);
  };
}
