/** The rate limit, as every answer to a key shows it. */
import { windowSeconds, type QuotaState } from '../domain/quota.ts';

/** `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers); `t` is when more than `r` may pass. */
export function rateLimitHeaders({ limit, remaining, resetSeconds }: QuotaState): readonly string[] {
  return [
    'RateLimit-Policy',
    `"default";q=${limit};w=${windowSeconds}`,
    'RateLimit',
    `"default";r=${remaining};t=${resetSeconds}`,
  ];
}
