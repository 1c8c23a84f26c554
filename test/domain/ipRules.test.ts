import { describe, expect, it } from 'vitest';
import { canonicalAddress, canonicalIpRules, compileIpRules } from '../../src/domain/ipRules.ts';
import { refusalOf } from './given.ts';

describe('a rule in its canonical text', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7/32', '203.0.113.7/32'],
    ['10.0.0.1/8', '10.0.0.0/8'],
    ['255.255.255.255/0', '0.0.0.0/0'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8::1/32', '2001:db8::/32'],
    ['2001:db8:0:1:0:0:0:1', '2001:db8:0:1::1'],
    ['::/0', '::/0'],
    ['::1.2.3.4', '::102:304'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['0:0:0:0:0:FFFF:192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1/128', '192.0.2.1/32'],
    ['::ffff:192.0.2.1/120', '192.0.2.0/24'],
    ['::ffff:0:0/96', '0.0.0.0/0'],
    // Shorter than the mapped network: a v6 range again, with its host bits masked away.
    ['::ffff:192.0.2.1/95', '::fffe:0:0/95'],
    ['::ffff:192.0.2.1/64', '::/64'],
  ])('%s is %s', (rule, canonical) => {
    expect(canonicalIpRules([rule])).toEqual([canonical]);
  });

  it('stands once, where it first stood', () => {
    expect(canonicalIpRules(['10.1.1.1/8', '::1', '10.2.2.2/8', '0:0::1', '::ffff:10.0.0.0/104'])).toEqual([
      '10.0.0.0/8',
      '::1',
    ]);
  });
});

describe('what is neither an address nor a range', () => {
  it.each([
    '',
    ' ',
    'localhost',
    '10.0.0.1 ',
    ' 10.0.0.1',
    '10.0.0.1\n',
    '10.0.0',
    '127.1',
    '2130706433',
    '0x7f.0.0.1',
    '010.0.0.1',
    '10.0.0.256',
    '10.0.0.1/',
    '10.0.0.1/33',
    '10.0.0.1/-1',
    '10.0.0.1/08',
    '10.0.0.1/+8',
    '10.0.0.1/8.0',
    '10.0.0.1/1e1',
    '10.0.0.1/8/8',
    '10.0.0.1/255.0.0.0',
    '/8',
    '::1/129',
    '::1/',
    '::ffff:10.0.0.1/129',
    ':::1',
    '1::2::3',
    '::00001',
    '::g',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '::ffff:010.0.0.1',
    '::ffff:10.0.0',
    'fe80::1%eth0',
    'fe80::1%eth0/64',
    'fe80::/64%eth0',
    '[::1]',
    '10.0.0.1-10.0.0.9',
    '10.0.0.*',
    '١٠.٠.٠.١',
  ])('%j is refused as a rule', (rule) => {
    const error = refusalOf(() => canonicalIpRules(['192.0.2.1', rule]));
    expect(error.code).toBe('INVALID_INPUT');
    expect(error.details.map(({ field }) => field)).toEqual(['ipRules.1']);
  });

  it('is named rule by rule, and shortened', () => {
    const error = refusalOf(() => canonicalIpRules(['nonsense', '::1', 'x'.repeat(1000)]));
    expect(error.details.map(({ field }) => field)).toEqual(['ipRules.0', 'ipRules.2']);
    expect(error.details[0]?.message).toContain('"nonsense" is neither');
    expect(error.details[1]?.message.length).toBeLessThan(200);
  });

  it('as a stored rule is a defect, found when the rules are compiled', () => {
    expect(() => compileIpRules(['10.0.0.0/8', 'nonsense'])).toThrow('nonsense');
  });
});

describe('a caller', () => {
  it('may come from everywhere, whoever it is, where there are no rules', () => {
    const allows = compileIpRules([]);
    expect(allows('203.0.113.7')).toBe(true);
    expect(allows('not an address')).toBe(true);
  });

  it.each(['', 'unknown', '10.0.0.1:443', '010.0.0.1', 'fe80::1%eth0', '10.0.0.1, 10.0.0.2'])(
    '%j that cannot be read is denied wherever there are rules',
    (address) => {
      expect(compileIpRules(['0.0.0.0/0', '::/0'])(address)).toBe(false);
      expect(canonicalAddress(address)).toBeUndefined();
    },
  );

  it.each([
    ['10.255.255.255', ['10.0.0.0/8'], true],
    ['11.0.0.0', ['10.0.0.0/8'], false],
    ['192.168.1.100', ['10.0.0.0/8', '192.168.1.100'], true],
    ['192.168.1.101', ['10.0.0.0/8', '192.168.1.100'], false],
    ['::ffff:10.1.2.3', ['10.0.0.0/8'], true],
    ['::ffff:a01:203', ['10.0.0.0/8'], true],
    ['10.1.2.3', ['::ffff:10.0.0.0/104'], true],
    ['::10.1.2.3', ['10.0.0.0/8'], false],
    ['64:ff9b::10.1.2.3', ['10.0.0.0/8'], false],
    ['2001:db8:ffff::1', ['2001:db8::/32'], true],
    ['2001:db9::', ['2001:db8::/32'], false],
    ['10.1.2.3', ['2001:db8::/32'], false],
    ['2001:db8::1', ['10.0.0.0/8', '0.0.0.0/0'], false],
  ] as const)('%s under %j: %s', (address, rules, allowed) => {
    expect(compileIpRules(rules)(address)).toBe(allowed);
  });

  /**
   * The corner: is a v4 caller inside ::/0? "IPv4-mapped v6 is v4" makes ::ffff:10.0.0.1 and 10.0.0.1 one address, so
   * a range that holds the one holds the other. `net.BlockList` says the same, and the two are held together by
   * `ipRules.properties.test.ts`. Only ranges around the whole of ::ffff:0:0/96 are concerned.
   */
  it.each(['::/0', '::/1', '::/64', '::/80', '::fffe:0:0/95', '::ffff:0:0/96'])(
    'of v4 is inside %s, as its mapped form is',
    (rule) => {
      const allows = compileIpRules(canonicalIpRules([rule]));
      expect([allows('10.0.0.1'), allows('::ffff:10.0.0.1')]).toEqual([true, true]);
    },
  );

  it.each(['::/81', '::/96', '8000::/1', '64:ff9b::/96', '::1:0:0:0/80'])('of v4 is outside %s', (rule) => {
    const allows = compileIpRules(canonicalIpRules([rule]));
    expect([allows('10.0.0.1'), allows('::ffff:10.0.0.1')]).toEqual([false, false]);
  });
});
