import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { letsIn, readRule, ruleProblem, ruleReach } from '../../portal/src/pages/key/addresses/ipRule.ts';
import { canonicalIpRules, compileIpRules } from '../../src/domain/ipRules.ts';

const v4 = fc.oneof(fc.ipV4(), fc.constantFrom('0.0.0.0', '10.0.0.1', '010.0.0.1', '127.1', '192.0.2.256'));
const v6 = fc.oneof(
  fc.ipV6(),
  fc.ipV4().map((address) => `::ffff:${address}`),
  fc.constantFrom('::', '::1.2.3.4', 'fe80::1%eth0', '::ffff:0:0', '1:2:3'),
);
const address = fc.oneof(v4, v6);
const rule = fc.oneof(
  address,
  fc.tuple(address, fc.integer({ min: -1, max: 130 })).map(([text, bits]) => `${text}/${bits}`),
  fc.constantFrom('', '/', '10.0.0.0/08', '10.0.0.0/8/8', 'example.com', '10.0.0.1, 10.0.0.2'),
);

function serviceTakes(text: string): boolean {
  try {
    canonicalIpRules([text]);
    return true;
  } catch {
    return false;
  }
}

describe('an IP rule while it is typed', () => {
  it('is taken for one exactly when the service takes it', () => {
    fc.assert(
      fc.property(rule, (text) => {
        expect(readRule(text) !== undefined).toBe(serviceTakes(text));
        expect(ruleProblem(text) === undefined).toBe(serviceTakes(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('lets in exactly whom the service lets in', () => {
    fc.assert(
      fc.property(fc.array(rule.filter(serviceTakes), { maxLength: 3 }), address, (rules, caller) => {
        expect(letsIn(rules, caller)).toBe(compileIpRules(canonicalIpRules(rules))(caller));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['10.0.0.0/33', 'number from 0 to 32'],
    ['2001:db8::/129', 'number from 0 to 128'],
    ['fe80::1%eth0', 'zone'],
    ['office.example.com', 'Names are not looked up'],
    ['10.0.0.1 10.0.0.2', 'One address or range'],
    ['10.0.0.999', 'neither an address nor a range'],
  ])('%s: says what is wrong', (text, words) => {
    expect(ruleProblem(text)).toContain(words);
  });

  it.each([
    ['203.0.113.7', '1 address'],
    ['203.0.113.0/24', '256 addresses'],
    ['0.0.0.0/0', '4,294,967,296 addresses'],
    ['::ffff:10.0.0.0/104', '16,777,216 addresses'],
    ['2001:db8::/32', '2^96 addresses'],
  ])('%s: says how far it reaches', (text, words) => {
    const read = readRule(text);
    expect(read && ruleReach(read)).toBe(words);
  });
});
