/**
 * Which addresses are the public internet's: what a webhook may be sent to. Everything else is somebody's inside, and
 * perhaps ours: loopback, private nets, a cloud's metadata service. Pure, so that registration and every connection
 * ask the same.
 */
import ipaddr from 'ipaddr.js';
import { canonicalAddress } from './ipRules.ts';

/** All that is assigned as global unicast (RFC 4291 §2.4, IANA); what lies outside is special or not in use. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** Public by its number, and yet inside: the host agent of every virtual machine in Azure. */
const insideClouds: ReadonlySet<string> = new Set(['168.63.129.16']);

/**
 * Whether this is the text of an address that is public unicast. An IPv4-mapped one is judged by the v4 inside. Every
 * other form that leads to a v4 address (NAT64, 6to4, Teredo, IPv4-compatible) is refused whatever it holds, and so
 * is what is no address or carries a zone.
 */
export function isPublicAddress(text: string): boolean {
  const canonical = canonicalAddress(text);
  if (canonical === undefined || insideClouds.has(canonical)) return false;
  const address = ipaddr.parse(canonical);
  // The library calls unicast whatever it knows nothing special of.
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv4 || address.match(globalUnicast);
}

/** Whether this is the text of an address of this same machine: 127.0.0.0/8, also mapped, or ::1. */
export function isLoopbackAddress(text: string): boolean {
  const canonical = canonicalAddress(text);
  return canonical !== undefined && ipaddr.parse(canonical).range() === 'loopback';
}
