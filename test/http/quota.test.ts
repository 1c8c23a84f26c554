import { expect, test } from 'vitest';
import { rateLimitHeaders } from '../../src/http/quota.ts';

test('the headers are structured fields', () => {
  const [policyName, policy, limitName, limit] = rateLimitHeaders({
    allowed: true,
    limit: 60,
    remaining: 59,
    resetSeconds: 7,
  });
  expect([policyName, policy]).toEqual(['RateLimit-Policy', '"default";q=60;w=60']);
  expect([limitName, limit]).toEqual(['RateLimit', '"default";r=59;t=7']);
});
