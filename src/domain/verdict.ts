/**
 * May this key do this? A refusal is data, not an error. The checks run in one order, each only when those before it
 * passed: key, status, environment, IP, then (after the caller has taken one request off the quota) rate and scope.
 * So a refused key, environment or address uses no quota.
 */
import { hasEnded } from './expiry.ts';
import { statusAt } from './keyState.ts';
import type { Environment } from './profiles.ts';
import { scopesMissing } from './scopes.ts';

export const refusals = [
  'KEY_NOT_FOUND',
  'KEY_REVOKED',
  'KEY_EXPIRED',
  'WRONG_ENVIRONMENT',
  'IP_NOT_ALLOWED',
  'RATE_LIMIT_EXCEEDED',
  'INSUFFICIENT_SCOPE',
] as const;
export type Refusal = (typeof refusals)[number];

export type Verdict = { readonly allowed: true } | { readonly allowed: false; readonly code: Refusal };

/** What the verifier knows of the key whose secret was presented. */
export interface Holder {
  readonly profile: string;
  readonly environment: Environment;
  readonly scopes: readonly string[];
  readonly status: 'active' | 'revoked';
  readonly expiresAt: string | null;
  /** When the presented secret itself dies, `null` while it is the current one. */
  readonly secretEndsAt: string | null;
  readonly allowsAddress: (address: string) => boolean;
}

/** What is attempted. `undefined`: not asked, so not checked. */
export interface Attempt {
  readonly now: Date;
  readonly profile: string | undefined;
  readonly environment: Environment | undefined;
  readonly address: string | undefined;
}

type Check = (holder: Holder, attempt: Attempt) => Refusal | undefined;

const statusRefusals = { active: undefined, revoked: 'KEY_REVOKED', expired: 'KEY_EXPIRED' } as const;

const callerChecks: readonly Check[] = [
  // Another product's key is simply unknown here.
  (holder, { profile }) =>
    profile === undefined || profile === holder.profile ? undefined : 'KEY_NOT_FOUND',
  (holder, { now }) => statusRefusals[statusAt(holder, now)],
  // A secret that was regenerated away is revoked, though its key lives.
  (holder, { now }) => (hasEnded(holder.secretEndsAt, now) ? 'KEY_REVOKED' : undefined),
  (holder, { environment }) =>
    environment === undefined || environment === holder.environment ? undefined : 'WRONG_ENVIRONMENT',
  (holder, { address }) =>
    address === undefined || holder.allowsAddress(address) ? undefined : 'IP_NOT_ALLOWED',
];

const allowed: Verdict = { allowed: true };

/** The checks that use no quota. `undefined` as holder: no key was issued with this secret. */
export function judgeCaller(holder: Holder | undefined, attempt: Attempt): Verdict {
  if (holder === undefined) return { allowed: false, code: 'KEY_NOT_FOUND' };
  for (const check of callerChecks) {
    const code = check(holder, attempt);
    if (code !== undefined) return { allowed: false, code };
  }
  return allowed;
}

/** The last checks, for a caller whom `judgeCaller` let through. */
export function judgeRequest(holder: Holder, withinQuota: boolean, scopes: readonly string[]): Verdict {
  if (!withinQuota) return { allowed: false, code: 'RATE_LIMIT_EXCEEDED' };
  if (scopesMissing(holder.scopes, scopes).length > 0) return { allowed: false, code: 'INSUFFICIENT_SCOPE' };
  return allowed;
}
