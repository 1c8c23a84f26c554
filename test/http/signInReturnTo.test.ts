/** Where somebody is sent who has signed in: never out of the portal, however it is asked for. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { safeReturnTo } from '../../src/http/signIn/returnTo.ts';

test.each([
  ['/portal/', '/portal/'],
  ['/portal/keys', '/portal/keys'],
  ['/portal/keys/key_1?tab=usage#chart', '/portal/keys/key_1?tab=usage#chart'],
  ['/portal/audit?from=2026-01-01&q=a%20b', '/portal/audit?from=2026-01-01&q=a%20b'],
  ['/portal//evil.example', '/portal//evil.example'],
  ['/portal/keys?q=\u2028', '/portal/keys?q=%E2%80%A8'],
])('%s: it', (asked, path) => {
  expect(safeReturnTo(asked)).toBe(path);
});

describe('the first page instead', () => {
  test.each([
    'https://evil.example/portal/',
    '//evil.example/portal/',
    '///evil.example/portal/',
    '\\\\evil.example/portal/',
    '/\\evil.example/portal/',
    '\t//evil.example/portal/',
    '/\t/evil.example/portal/',
    '/portal/../auth/logout',
    '/portal/%2e%2e/auth/logout',
    '/portal/..\\..//evil.example',
    '/portal',
    '/portalx/',
    '/portal/sign-in?error=link',
    '/auth/login',
    '/api/v1/keys',
    'javascript:alert(1)//portal/',
    'data:text/html,/portal/',
    'http://portal.invalid@evil.example/portal/',
    '',
    `/portal/${'x'.repeat(1000)}`,
    `/portal/${'€'.repeat(900)}`,
    ['/portal/keys', '/portal/audit'],
    undefined,
    7,
  ])('%j', (asked) => {
    expect(safeReturnTo(asked)).toBe('/portal/');
  });
});

test('whatever is asked for, it stays below the portal as browsers read it, and fits a header', () => {
  const parts = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    '%2e',
    '@',
    ':',
    '?',
    '#',
    '\t',
    '\r\n',
    'portal',
    'evil.example',
    'http:',
  );
  const crafted = fc.array(parts, { maxLength: 12 }).map((each) => each.join(''));
  fc.assert(
    fc.property(
      fc.oneof(
        crafted,
        crafted.map((text) => `/portal/${text}`),
        fc.string(),
      ),
      (asked) => {
        const path = safeReturnTo(asked);
        const { origin, pathname } = new URL(path, 'https://keys.example');
        expect(origin).toBe('https://keys.example');
        expect(pathname.startsWith('/portal/')).toBe(true);
        expect(path).toMatch(/^[\x21-\x7e]+$/);
      },
    ),
    { numRuns: 2000 },
  );
});
