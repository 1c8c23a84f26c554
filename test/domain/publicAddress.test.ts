/** Which addresses are public: by example, and against `net.BlockList` with IANA's special-purpose registries. */
import * as fc from 'fast-check';
import { BlockList } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isLoopbackAddress, isPublicAddress } from '../../src/domain/publicAddress.ts';

/** IANA's IPv4 special-purpose registry, multicast, and the host agent of Azure. */
const special4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/** All of v6 but 2000::/3, and what is special in there. */
const special6 = [
  '::/3',
  '4000::/2',
  '8000::/1',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '2620:4f:8000::/48',
  '3fff::/20',
];
/** One list for each family: in a common one a range around ::ffff:0:0/96 would hold every v4 address. */
function listOf(family: 'ipv4' | 'ipv6', ranges: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', bits] = range.split('/');
    list.addSubnet(network, Number(bits), family);
  }
  return (address) => list.check(address, family);
}
const isSpecial4 = listOf('ipv4', special4);
const isSpecial6 = listOf('ipv6', special6);

const dotted = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
const any4 = fc.oneof(
  fc.nat(0xffff_ffff).map(dotted),
  // The borders of each range, and what lies next to them.
  fc
    .tuple(fc.constantFrom(...special4), fc.integer({ min: -2, max: 2 }), fc.boolean())
    .map(([range, step, atEnd]) => {
      const [network = '', bits] = range.split('/');
      const first = network.split('.').reduce((value, part) => value * 256 + Number(part), 0);
      const size = 2 ** (32 - Number(bits));
      return dotted((first + (atEnd ? size - 1 : 0) + step + 2 ** 32) % 2 ** 32);
    }),
);
const group = fc.nat(0xffff).map((value) => value.toString(16));
const any6 = fc
  .tuple(
    fc.oneof(
      group,
      fc.constantFrom(
        '0',
        '64',
        '100',
        '1fff',
        '2000',
        '2001',
        '2002',
        '2620',
        '3fff',
        '4000',
        'fc00',
        'fe80',
      ),
    ),
    fc.oneof(group, fc.constantFrom('0', '1ff', '200', 'db8', '4f', 'ff9b', 'fff', '1000')),
    fc.array(fc.oneof(group, fc.constant('0')), { minLength: 6, maxLength: 6 }),
  )
  .map(([first, second, rest]) => [first, second, ...rest].join(':'));

describe('an address', () => {
  it('of v4 is public unless a registry says otherwise', () => {
    fc.assert(
      fc.property(any4, (address) => isPublicAddress(address) === !isSpecial4(address)),
      { numRuns: 5000 },
    );
  });

  it('mapped to v6 is judged by the v4 inside', () => {
    fc.assert(
      fc.property(any4, (address) => isPublicAddress(`::ffff:${address}`) === isPublicAddress(address)),
      { numRuns: 2000 },
    );
  });

  it.each(['64:ff9b::', '64:ff9b:1::', '::', '::ffff:0:', '2002:'])(
    'of v4 in the form %s is not public, whatever it holds',
    (prefix) => {
      fc.assert(
        fc.property(fc.tuple(group, group), ([high, low]) => {
          const tail = prefix === '2002:' ? `${high}:${low}::1` : `${high}:${low}`;
          return !isPublicAddress(prefix + tail);
        }),
        { numRuns: 1000 },
      );
    },
  );

  it('of v6 is public within 2000::/3 only, but for what is special there', () => {
    fc.assert(
      fc.property(any6, (address) => {
        // Mapped ones are judged by the v4 inside, which the test above holds.
        fc.pre(!address.startsWith('0:0:0:0:0:ffff:'));
        return isPublicAddress(address) === !isSpecial6(address);
      }),
      { numRuns: 5000 },
    );
  });

  it.each(['93.184.216.34', '1.1.1.1', '::ffff:1.1.1.1', '2606:4700:4700::1111', '2a00:1450:4001:81b::200e'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    ['the metadata service of most clouds', '169.254.169.254'],
    ["AWS's over v6", 'fd00:ec2::254'],
    ["Alibaba's", '100.100.100.200'],
    ["Azure's host agent", '168.63.129.16'],
    ['the metadata service, mapped', '::ffff:a9fe:a9fe'],
    ['the metadata service by NAT64', '64:ff9b::169.254.169.254'],
    ['the metadata service by local NAT64', '64:ff9b:1::a9fe:a9fe'],
    ['loopback', '127.0.0.1'],
    ['another loopback', '127.255.255.254'],
    ['loopback of v6', '::1'],
    ['loopback, IPv4-compatible', '::127.0.0.1'],
    ['loopback, mapped', '::ffff:127.0.0.1'],
    ['loopback by 6to4', '2002:7f00:1::'],
    ['Teredo', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ['no address given', '0.0.0.0'],
    ['no v6 address given', '::'],
    ['broadcast', '255.255.255.255'],
    ['site-local', 'fec0::1'],
    ['discard only', '100::1'],
    ['unique local', 'fc00::1'],
    ['link-local', 'fe80::1'],
    ['a zone', 'fe80::1%eth0'],
    ['a zone behind a public address', '2606:4700:4700::1111%1'],
    ['v6 that nobody has assigned', '4000::1'],
    ['octal', '0177.0.0.1'],
    ['half an address', '1.1'],
    ['a number', '16843009'],
    ['a name', 'example.com'],
    ['nothing', ''],
    ['brackets', '[2606:4700:4700::1111]'],
    ['a space', ' 1.1.1.1'],
  ])('%s is not public: %s', (_, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

it.each([
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['::127.0.0.1', false],
  ['128.0.0.1', false],
  ['10.0.0.1', false],
  ['::', false],
  ['localhost', false],
])('%s is this machine: %s', (address, expected) => {
  expect(isLoopbackAddress(address)).toBe(expected);
});
