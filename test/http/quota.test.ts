import { expect, test } from 'vitest';
import { rateLimitHeaders } from '../../src/http/quota.ts';

test('the headers are structured fields', () => {
  expect(rateLimitHeaders({ allowed: true, limit: 60, remaining: 59, resetSeconds: 7 })).toEqual([
    ...['RateLimit-Policy', '"default";q=60;w=60'],
    ...['RateLimit', '"default";r=59;t=7'],
  ]);
});
