/** What a refused caller reads, in the words of each vendor's document. Seven reasons, four public answers. */
import type { Profile } from '../domain/profiles.ts';
import type { Refusal } from '../domain/verdict.ts';
import { challenge } from './bearer.ts';
import type { Answer } from './endpoint.ts';

type PublicRefusal = 'UNAUTHORIZED' | 'FORBIDDEN' | 'INSUFFICIENT_SCOPE' | 'RATE_LIMIT_EXCEEDED';

/** Unknown, revoked, expired and misplaced keys look the same. */
const publicRefusals: Readonly<Record<Refusal, PublicRefusal>> = {
  KEY_NOT_FOUND: 'UNAUTHORIZED',
  KEY_REVOKED: 'UNAUTHORIZED',
  KEY_EXPIRED: 'UNAUTHORIZED',
  WRONG_ENVIRONMENT: 'UNAUTHORIZED',
  IP_NOT_ALLOWED: 'FORBIDDEN',
  INSUFFICIENT_SCOPE: 'INSUFFICIENT_SCOPE',
  RATE_LIMIT_EXCEEDED: 'RATE_LIMIT_EXCEEDED',
};

const statuses: Readonly<Record<PublicRefusal, number>> = {
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  INSUFFICIENT_SCOPE: 403,
  RATE_LIMIT_EXCEEDED: 429,
};

interface Words {
  readonly error: string;
  readonly message: string;
}

const noAccess: Words = { error: 'Forbidden', message: 'API key does not have access to this resource' };

const styles: Readonly<
  Record<Profile['errorStyle'], Readonly<Record<Exclude<PublicRefusal, 'RATE_LIMIT_EXCEEDED'>, Words>>>
> = {
  codes: {
    UNAUTHORIZED: { error: 'UNAUTHORIZED', message: 'Missing or invalid API key' },
    FORBIDDEN: { error: 'FORBIDDEN', message: 'API key not allowed from this IP address' },
    INSUFFICIENT_SCOPE: {
      error: 'INSUFFICIENT_SCOPE',
      message: 'API key missing required scopes for this endpoint',
    },
  },
  titles: {
    UNAUTHORIZED: { error: 'Unauthorized', message: 'Invalid or missing API key' },
    FORBIDDEN: noAccess,
    INSUFFICIENT_SCOPE: noAccess,
  },
};

export interface RefusedAttempt {
  readonly code: Refusal;
  readonly keyCame: boolean;
  readonly scope: string;
  /** Seconds until one more may pass, when the quota was asked. */
  readonly resetSeconds?: number | undefined;
}

export function refusalAnswer(profile: Profile, attempt: RefusedAttempt): Answer {
  const refusal = publicRefusals[attempt.code];
  const status = statuses[refusal];
  switch (refusal) {
    case 'RATE_LIMIT_EXCEEDED': {
      const seconds = attempt.resetSeconds ?? 1;
      const message = `Rate limit exceeded. Please try again in ${seconds} seconds.`;
      return { status, body: { error: refusal, message }, headers: { 'Retry-After': String(seconds) } };
    }
    case 'UNAUTHORIZED': {
      const headers = challenge(profile.name, attempt.keyCame ? 'invalid_token' : undefined);
      return { status, body: styles[profile.errorStyle][refusal], headers };
    }
    case 'INSUFFICIENT_SCOPE': {
      const headers = challenge(profile.name, 'insufficient_scope', attempt.scope);
      return { status, body: styles[profile.errorStyle][refusal], headers };
    }
    case 'FORBIDDEN':
      return { status, body: styles[profile.errorStyle][refusal] };
    default:
      return refusal satisfies never;
  }
}
