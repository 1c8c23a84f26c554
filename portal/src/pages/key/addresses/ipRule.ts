/**
 * What an IP rule looks like, so that a slip shows while it is typed, and whether it lets an address in. The service
 * decides; this takes what it takes: addresses and CIDR ranges, v4 and v6, an IPv4-mapped v6 address being v4.
 */
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

export interface IpRule {
  readonly address: Address;
  readonly bits: number;
}

/** The bits before the v4 part in `::ffff:a.b.c.d`. */
const mappedBits = 96;

/** The rule that a text is, `undefined` when it is none. */
export function readRule(text: string): IpRule | undefined {
  const [addressText = '', bitsText, ...rest] = text.trim().split('/');
  const address = readAddress(addressText);
  if (address === undefined || rest.length > 0) return undefined;
  const isMapped = address.kind() === 'ipv4' && addressText.includes(':');
  const width = address.kind() === 'ipv4' && !isMapped ? 32 : 128;
  if (bitsText === undefined) return { address, bits: isMapped ? 32 : width };
  if (!/^(0|[1-9]\d{0,2})$/.test(bitsText) || Number(bitsText) > width) return undefined;
  const bits = Number(bitsText);
  if (!isMapped) return { address, bits };
  if (bits >= mappedBits) return { address, bits: bits - mappedBits };
  return { address: (address as ipaddr.IPv4).toIPv4MappedAddress(), bits };
}

/** What is wrong with a text as an IP rule, in words for whoever types it; `undefined` for nothing. */
export function ruleProblem(text: string): string | undefined {
  const rule = text.trim();
  if (rule === '') return 'Type an address, or a range such as 203.0.113.0/24';
  if (readRule(rule) !== undefined) return undefined;
  if (rule.includes('%')) return 'Leave the zone away: nothing behind %';
  if (/[a-z]/i.test(rule) && !rule.includes(':')) return 'Names are not looked up: type the address itself';
  if (rule.includes('/') && readRule(rule.split('/')[0] ?? '') !== undefined) {
    return `Behind the slash stands a number from 0 to ${rule.includes(':') ? 128 : 32}`;
  }
  if (/[\s,;]/.test(rule)) return 'One address or range in each field';
  return 'This is neither an address nor a range such as 203.0.113.0/24 or 2001:db8::/32';
}

/** How many addresses a rule lets in, in words. */
export function ruleReach({ address, bits }: IpRule): string {
  const free = (address.kind() === 'ipv4' ? 32 : 128) - bits;
  if (free === 0) return '1 address';
  return free <= 32 ? `${(2 ** free).toLocaleString('en')} addresses` : `2^${free} addresses`;
}

/** Whether a key with these rules may be used from an address. No rules: from everywhere. */
export function letsIn(rules: readonly string[], callerText: string): boolean {
  if (rules.length === 0) return true;
  const caller = readAddress(callerText);
  if (caller === undefined) return false;
  return rules.some((text) => {
    const rule = readRule(text);
    if (rule === undefined) return false;
    if (rule.address.kind() === caller.kind()) return caller.match(rule.address, rule.bits);
    // A v6 range around all mapped addresses holds every v4 address.
    return (
      rule.address instanceof ipaddr.IPv6 &&
      rule.bits <= mappedBits &&
      ipaddr.IPv6.parse('::ffff:0:0').match(rule.address, rule.bits)
    );
  });
}

/** ipaddr.js alone reads `::1.2.3.4` as mapped. */
function readAddress(text: string): Address | undefined {
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
