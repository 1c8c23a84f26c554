import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../src/domain/publicAddress.ts';
import { canonicalWebhookUrl, hostOf } from '../../src/domain/webhookUrl.ts';
import { refusalOf } from './given.ts';

const production = { allowLoopback: false };
const development = { allowLoopback: true };

describe('a URL for webhooks', () => {
  it.each([
    ['https://example.com/hooks', 'https://example.com/hooks'],
    ['https://example.com', 'https://example.com/'],
    ['HTTPS://EXAMPLE.com:8443/A?b=C', 'https://example.com:8443/A?b=C'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
    ['https://example.com./', 'https://example.com./'],
    ['https://93.184.216.34/', 'https://93.184.216.34/'],
    ['https://[2606:4700:4700::1111]/', 'https://[2606:4700:4700::1111]/'],
    ['https://example.com/a/../b', 'https://example.com/b'],
  ])('%s is kept as %s', (text, canonical) => {
    expect(canonicalWebhookUrl(text, production)).toBe(canonical);
  });

  it.each([
    ['no URL', 'example.com/hooks'],
    ['no host', 'https:///hooks'],
    ['a host that the parser would guess', 'https:example.com'],
    ['backslashes', 'https:\\\\example.com'],
    ['no host but a port', 'https://:8443/'],
    ['an impossible host', 'https://exa mple.com/'],
    ['an impossible port', 'https://example.com:99999/'],
    ['another scheme', 'ftp://example.com/'],
    ['a file', 'file:///etc/passwd'],
    ['javascript', 'javascript:alert(1)'],
    ['plain http', 'http://example.com/'],
    ['a user', 'https://user@example.com/'],
    ['a password', 'https://user:secret@example.com/'],
    ['a fragment', 'https://example.com/#top'],
    ['an empty fragment', 'https://example.com/#'],
    ['too long a text', `https://example.com/${'a'.repeat(500)}`],
    ['what grows too long', `https://example.com/${'ü'.repeat(200)}`],
    ['nothing', ''],
  ])('with %s is refused: %s', (_, text) => {
    for (const rules of [production, development]) {
      const { code, details } = refusalOf(() => canonicalWebhookUrl(text, rules));
      expect([code, details.map(({ field }) => field)]).toEqual(['INVALID_INPUT', ['url']]);
    }
  });

  it.each([
    'https://169.254.169.254/latest/meta-data/',
    'https://10.0.0.1/',
    'https://0xA9FEA9FE/',
    'https://2852039166/',
    'https://0251.0376.0251.0376/',
    'https://169.254.43518/',
    'https://169.254.169.254./',
    'https://１６９.254.169.254/',
    'https://[::ffff:10.0.0.1]/',
    'https://[64:ff9b::a9fe:a9fe]/',
    'https://[fd00::1]/',
    'https://0/',
  ])('of an address that is not public is refused, however it is written: %s', (text) => {
    for (const rules of [production, development]) {
      expect(refusalOf(() => canonicalWebhookUrl(text, rules)).message).toMatch(/public internet/);
    }
  });

  it.each([
    'http://127.0.0.1:8080/',
    'http://localhost:8080/',
    'http://LOCALHOST./',
    'http://app.localhost/',
    'http://[::1]:8080/',
    'http://2130706433/',
    'https://127.0.0.1/',
    'https://localhost/',
    'https://[::ffff:127.0.0.1]/',
  ])('of this machine is refused, except where the setting allows it: %s', (text) => {
    expect(refusalOf(() => canonicalWebhookUrl(text, production)).code).toBe('INVALID_INPUT');
    expect(canonicalWebhookUrl(text, development)).toBe(new URL(text).href);
  });

  it('of a v4 address passes exactly when that is public, in every base', () => {
    const spell = (value: number, base: 8 | 10 | 16) =>
      ({ 8: '0', 10: '', 16: '0x' })[base] + value.toString(base);
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), fc.constantFrom(8, 10, 16), (value, base) => {
        const text = `https://${spell(value, base)}/`;
        const { href, hostname } = new URL(text);
        const attempt = () => canonicalWebhookUrl(text, production);
        if (isPublicAddress(hostname)) expect(attempt()).toBe(href);
        else expect(attempt).toThrow(/public internet/);
      }),
      { numRuns: 2000 },
    );
  });

  it('is kept as it is once it is canonical', () => {
    fc.assert(
      fc.property(fc.webUrl({ validSchemes: ['https'], withQueryParameters: true }), (text) => {
        const canonical = canonicalWebhookUrl(text, production);
        expect(canonicalWebhookUrl(canonical, production)).toBe(canonical);
      }),
    );
  });
});

it.each([
  ['https://[::1]:80/', '::1'],
  ['https://example.com./', 'example.com'],
  ['https://1.1.1.1/', '1.1.1.1'],
])('the host of %s is %s', (url, host) => {
  expect(hostOf(new URL(url))).toBe(host);
});
