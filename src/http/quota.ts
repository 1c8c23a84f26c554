/**
 * How many requests a key may still make this minute. Counted per key id, so a regenerated key goes on with the same
 * quota. The window is fixed: it begins with the first request.
 */
import { RateLimiterMemory, RateLimiterPostgres, type RateLimiterRes } from 'rate-limiter-flexible';
import { Unavailable } from './problem.ts';

export interface QuotaState {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Whole seconds until the window ends, at least 1. */
  readonly resetSeconds: number;
}

export interface Quota {
  /** Takes one request off. @throws Unavailable when the counters cannot be reached. */
  take(keyId: string, limit: number): Promise<QuotaState>;
}

export const windowSeconds = 60;

/** The limiter only counts; which count is too high is for `take`, whose limit differs from profile to profile. */
const counting = { keyPrefix: 'quota', points: Number.MAX_SAFE_INTEGER, duration: windowSeconds };

/** For one process: counters die with it. */
export function memoryQuota(): Quota {
  const limiter = new RateLimiterMemory(counting);
  return { take: async (keyId, limit) => stateOf(await limiter.consume(keyId), limit) };
}

/** For several processes that share a limit. @param pool of `pg` @param tableName a table that exists already */
export function postgresQuota(pool: unknown, tableName: string): Quota {
  const limiter = new RateLimiterPostgres({
    ...counting,
    storeClient: pool,
    storeType: 'pool',
    tableName,
    tableCreated: true,
  });
  return {
    async take(keyId, limit) {
      const counted = await limiter.consume(keyId).catch((cause: unknown) => {
        throw new Unavailable('DATABASE_UNAVAILABLE', 'The quota counters cannot be reached', { cause });
      });
      return stateOf(counted, limit);
    },
  };
}

/** `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers). */
export function rateLimitHeaders({ limit, remaining, resetSeconds }: QuotaState): Record<string, string> {
  return {
    'RateLimit-Policy': `"default";q=${limit};w=${windowSeconds}`,
    RateLimit: `"default";r=${remaining};t=${resetSeconds}`,
  };
}

function stateOf({ consumedPoints, msBeforeNext }: RateLimiterRes, limit: number): QuotaState {
  return {
    allowed: consumedPoints <= limit,
    limit,
    remaining: Math.max(limit - consumedPoints, 0),
    resetSeconds: Math.max(Math.ceil(msBeforeNext / 1000), 1),
  };
}
