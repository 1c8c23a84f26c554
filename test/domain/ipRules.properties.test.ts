/** Our rules against `net.BlockList`, and our reading of addresses against `net.isIP`: Node's own are the measure. */
import * as fc from 'fast-check';
import { BlockList, isIP, isIPv4 } from 'node:net';
import { describe, expect, it } from 'vitest';
import { canonicalAddress, canonicalIpRules, compileIpRules } from '../../src/domain/ipRules.ts';

const v6Bits = 128n;
const v4Space = 0xffff_0000_0000n;
const all = (1n << v6Bits) - 1n;

/** Addresses as 128-bit numbers, v4 being ::ffff:0:0/96; many of them near the borders of that space. */
const anyAddress = fc.oneof(
  fc.bigInt({ min: 0n, max: (1n << 32n) - 1n }).map((low) => v4Space | low),
  fc.bigInt({ min: 0n, max: all }),
  fc.bigInt({ min: v4Space - 3n, max: v4Space + 3n }),
  fc.bigInt({ min: v4Space + (1n << 32n) - 3n, max: v4Space + (1n << 32n) + 3n }),
  fc.bigInt({ min: 0n, max: 0x2_0000_0000_0000n }),
  fc.constantFrom(0n, 1n, all, 0x2001_0db8n << 96n, 0x64_ff9bn << 96n),
);

const dotted = (low: bigint) => [24n, 16n, 8n, 0n].map((shift) => (low >> shift) & 255n).join('.');
const hex = (value: bigint) =>
  Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));

/** RFC 5952, as Node writes a host in a URL. */
const compress = (groups: readonly string[]) => new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);

/** The ways to write one address: v4 where it has one, v6 compressed, in full, upper case, with a dotted tail. */
function spellings(value: bigint): readonly [string, ...string[]] {
  const groups = hex(value);
  const tail = dotted(value & 0xffff_ffffn);
  const head = groups.slice(0, 6);
  const v6 = [
    compress(groups),
    groups.join(':'),
    groups.join(':').toUpperCase(),
    `${head.join(':')}:${tail}`,
    compress([...head, '1', '1']).replace(/1:1$/, tail),
  ] as const;
  return value >> 32n === v4Space >> 32n ? [tail, ...v6] : v6;
}

const spelled = (value: bigint) => fc.constantFrom(...spellings(value));

interface Rule {
  readonly text: string;
  /** The first and the last address of the range. */
  readonly first: bigint;
  readonly last: bigint;
}

const ruleFrom = (value: bigint): fc.Arbitrary<Rule> =>
  spelled(value).chain((text) => {
    const width = isIPv4(text) ? 32 : 128;
    const range = (bits: number) => {
      const host = (1n << BigInt(width - bits)) - 1n;
      return { first: value & ~host & all, last: value | host };
    };
    return fc.oneof(
      fc.constant({ text, ...range(width) }),
      fc
        .oneof(fc.integer({ min: 0, max: width }), fc.integer({ min: Math.min(width, 88) - 8, max: width }))
        .map((bits) => ({ text: `${text}/${bits}`, ...range(bits) })),
    );
  });

const rule = anyAddress.chain(ruleFrom);

/** Callers from anywhere, and from just inside and outside the edges of the rules. */
const callersOf = (rules: readonly Rule[]): fc.Arbitrary<string> =>
  fc
    .oneof(
      anyAddress,
      fc
        .tuple(
          fc.constantFrom(...rules.flatMap(({ first, last }) => [first, last])),
          fc.constantFrom(-1n, 0n, 1n),
        )
        .map(([edge, step]) => (edge + step) & all),
    )
    .chain(spelled);

const rulesAndCallers = fc
  .array(rule, { minLength: 1, maxLength: 4 })
  .chain((rules) =>
    fc.tuple(fc.constant(rules.map(({ text }) => text)), fc.array(callersOf(rules), { minLength: 1 })),
  );

const familyOf = (address: string) => (isIPv4(address) ? 'ipv4' : 'ipv6');

function blockListOf(rules: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of rules) {
    const [address = '', bits] = text.split('/');
    if (bits === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number(bits), familyOf(address));
  }
  return list;
}

const isListed = (list: BlockList, address: string) => list.check(address, familyOf(address));

describe('any rules', () => {
  it('agree with BlockList on any address', () => {
    let inside = 0;
    let outside = 0;
    fc.assert(
      fc.property(rulesAndCallers, ([rules, callers]) => {
        const allows = compileIpRules(canonicalIpRules(rules));
        const list = blockListOf(rules);
        for (const caller of callers) {
          const listed = isListed(list, caller);
          if (listed) inside += 1;
          else outside += 1;
          expect([caller, allows(caller)]).toEqual([caller, listed]);
        }
      }),
      { numRuns: 5000 },
    );
    expect(Math.min(inside, outside)).toBeGreaterThan(5000);
  });

  it('mean the same before and after they are made canonical', () => {
    fc.assert(
      fc.property(rulesAndCallers, ([rules, callers]) => {
        const asWritten = compileIpRules(rules);
        const canonical = compileIpRules(canonicalIpRules(rules));
        for (const caller of callers) expect(canonical(caller)).toBe(asWritten(caller));
      }),
      { numRuns: 1000 },
    );
  });

  it('are canonical already once they have been made so', () => {
    fc.assert(
      fc.property(fc.array(rule), (rules) => {
        const canonical = canonicalIpRules(rules.map(({ text }) => text));
        expect(canonicalIpRules(canonical)).toEqual(canonical);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('any address', () => {
  it('has one canonical text, however it is written, which names the same address', () => {
    fc.assert(
      fc.property(anyAddress, (value) => {
        const texts = spellings(value);
        const [canonical] = texts;
        expect(new Set(texts.map(canonicalAddress))).toEqual(new Set([canonical]));
        for (const text of texts) expect(isListed(blockListOf([text]), canonical)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('any text', () => {
  const pieces = [
    '0',
    '1',
    '00',
    '01',
    'ffff',
    'FFFF',
    'abcd',
    '00001',
    '10000',
    '255',
    '256',
    '1.2.3.4',
    'g',
  ];
  const marks = [':', '::', '.', '%', '%eth0', '/', '-', ' ', '\n', '0x', '::ffff:', '1.2.3'];
  const assembled = fc.array(fc.constantFrom(...pieces, ...marks, ':', ':', ':', '.'), { maxLength: 18 });
  const damaged = fc
    .tuple(
      anyAddress.chain(spelled),
      fc.nat(40),
      fc.nat(2),
      fc.constantFrom('', '0', ':', '.', '%', 'f', '٣'),
    )
    .map(([text, at, removed, inserted]) => text.slice(0, at) + inserted + text.slice(at + removed));
  const texts = fc.oneof(
    assembled.map((parts) => parts.join('')),
    damaged,
    fc.ipV4(),
    fc.ipV4Extended(),
    fc.ipV6(),
    fc.string({ unit: 'binary' }),
  );

  it('is an address exactly where net.isIP says so, zones aside', () => {
    let addresses = 0;
    fc.assert(
      fc.property(texts, (text) => {
        const expected = isIP(text) !== 0 && !text.includes('%');
        if (expected) addresses += 1;
        expect([text, canonicalAddress(text) !== undefined]).toEqual([text, expected]);
      }),
      { numRuns: 20_000 },
    );
    expect(addresses).toBeGreaterThan(2000);
  });

  it('that is no rule is refused, and never throws anything but that', () => {
    fc.assert(
      fc.property(texts, fc.string({ maxLength: 4 }), (text, bits) => {
        try {
          canonicalIpRules([`${text}/${bits}`]);
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID_INPUT' });
        }
      }),
      { numRuns: 5000 },
    );
  });
});
