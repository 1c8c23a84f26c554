/**
 * From which addresses a key may be used: single addresses and CIDR ranges, v4 and v6. An IPv4-mapped v6 address is
 * v4, in both directions: a v6 range around all of ::ffff:0:0/96, such as ::/0, holds every v4 address (as it does
 * for `net.BlockList`). What cannot be parsed is an error as a rule and denied as a caller.
 */
import ipaddr from 'ipaddr.js';
import { DomainError } from './errors.ts';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = readonly [Address, number];

/** The bits before the v4 part in `::ffff:a.b.c.d`. */
const mappedBits = 96;
const mappedNetwork = ipaddr.IPv6.parse('::ffff:0:0');
const everyIpv4: Range = [ipaddr.IPv4.parse('0.0.0.0'), 0];

/**
 * The rules in their canonical text, without repeats: host bits masked away, mapped addresses as v4, v6 as RFC 5952.
 * @throws DomainError INVALID_INPUT that names each rule which is neither an address nor a CIDR range.
 */
export function canonicalIpRules(rules: readonly string[]): readonly string[] {
  const read = rules.map((rule, index) => ({ rule, index, canonical: canonicalRule(rule) }));
  const problems = read
    .filter(({ canonical }) => canonical === undefined)
    .map(({ rule, index }) => ({
      field: `ipRules.${index}`,
      message: `"${rule.slice(0, 60)}" is neither an IP address nor a CIDR range such as 203.0.113.0/24 or 2001:db8::/32`,
    }));
  if (problems.length > 0) throw new DomainError('INVALID_INPUT', 'An IP rule cannot be read', problems);
  return [...new Set(read.flatMap(({ canonical }) => canonical ?? []))];
}

/**
 * Compiles canonical rules into a test of a caller's address. No rules means: from everywhere. An address that cannot
 * be read is denied wherever there are rules.
 */
export function compileIpRules(rules: readonly string[]): (address: string) => boolean {
  if (rules.length === 0) return () => true;
  const ranges = rules.flatMap((rule) => {
    const range = parseRange(rule);
    if (range === undefined) throw new Error(`A stored IP rule cannot be read: "${rule}"`);
    return contains(range, mappedNetwork) ? [range, everyIpv4] : [range];
  });
  return (address) => {
    const caller = parseAddress(address);
    return caller !== undefined && ranges.some((range) => contains(range, caller));
  };
}

/** The canonical text of a caller's address (mapped v6 as v4), or `undefined` when it is not an address. */
export function canonicalAddress(address: string): string | undefined {
  return parseAddress(address)?.toString();
}

function canonicalRule(rule: string): string | undefined {
  if (!rule.includes('/')) return canonicalAddress(rule);
  const range = parseRange(rule);
  if (range === undefined) return undefined;
  const [address, bits] = range;
  const network =
    address.kind() === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(`${address.toString()}/${bits}`)
      : ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/${bits}`);
  return `${network.toString()}/${bits}`;
}

function parseRange(rule: string): Range | undefined {
  const [text = '', bitsText, ...rest] = rule.split('/');
  const address = parseAddress(text);
  if (address === undefined || rest.length > 0) return undefined;
  const isIpv4 = address instanceof ipaddr.IPv4;
  if (bitsText === undefined) return [address, isIpv4 ? 32 : 128];
  if (!/^(0|[1-9]\d{0,2})$/.test(bitsText)) return undefined;
  const bits = Number(bitsText);
  const isWrittenAsIpv6 = text.includes(':');
  if (bits > (isWrittenAsIpv6 ? 128 : 32)) return undefined;
  if (!isIpv4 || !isWrittenAsIpv6) return [address, bits];
  // A mapped range counts its bits from the start of the v6 address.
  return bits < mappedBits ? [address.toIPv4MappedAddress(), bits] : [address, bits - mappedBits];
}

/**
 * ipaddr.js alone reads `010.0.0.1` as octal, `::1.2.3.4` as mapped, and takes `127.1` and zones; this accepts exactly
 * what `net.isIP` does, without zones (a property test holds the two together).
 */
function parseAddress(text: string): Address | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  if (!text.includes(':') || text.includes('%')) return undefined;
  const groups = withoutDottedTail(text);
  if (groups.includes('.') || !ipaddr.IPv6.isValid(groups)) return undefined;
  const address = ipaddr.IPv6.parse(groups);
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

/** `::ffff:192.0.2.1` as `::ffff:c000:201`; a text without such a tail as it is. */
function withoutDottedTail(text: string): string {
  const cut = text.lastIndexOf(':') + 1;
  const tail = text.slice(cut);
  if (!ipaddr.IPv4.isValidFourPartDecimal(tail)) return text;
  const groups = ipaddr.IPv4.parse(tail).toIPv4MappedAddress().parts.slice(-2);
  return text.slice(0, cut) + groups.map((group) => group.toString(16)).join(':');
}

function contains([network, bits]: Range, address: Address): boolean {
  // `match` throws when the families differ.
  return network.kind() === address.kind() && address.match(network, bits);
}
