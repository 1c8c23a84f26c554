/**
 * Connections that lead nowhere inside. Every address of the host is judged at the moment of connecting, and the socket
 * can only go to one of those: what the name resolved to earlier, or will a moment later, plays no part (DNS rebinding).
 */
import { isIPv6, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { buildConnector } from 'undici';
import { isLoopbackAddress, isPublicAddress } from '../../domain/publicAddress.ts';
import { hostOf } from '../../domain/webhookUrl.ts';
import type { Resolve } from './resolve.ts';

/** The host has an address to which nothing may be sent. Which one is not told. */
export class AddressNotAllowed extends Error {
  override readonly name = 'AddressNotAllowed';
}

export interface ConnectionRules {
  readonly resolve: Resolve;
  /** For development: this machine may be a receiver, also by plain http. */
  readonly allowLoopback: boolean;
}

/** A connector for undici, of connections to this URL. */
export function checkedConnector(
  url: URL,
  { resolve, allowLoopback }: ConnectionRules,
  { signal, timeoutMs }: { readonly signal: AbortSignal; readonly timeoutMs: number },
): buildConnector.connector {
  const mayConnect = (address: string): boolean =>
    (allowLoopback && isLoopbackAddress(address)) || (url.protocol === 'https:' && isPublicAddress(address));

  async function checkedAddresses(): Promise<readonly string[]> {
    const addresses = await resolve(hostOf(url), signal);
    if (addresses.every(mayConnect)) return addresses;
    throw new AddressNotAllowed('The host has an address that is not public');
  }

  return (options, callback) =>
    callbackify(checkedAddresses)((error: Error | null, addresses: readonly string[]) => {
      if (error !== null) callback(error, null);
      else buildConnector({ timeout: timeoutMs, lookup: lookupOf(addresses) })(options, callback);
    });
}

/** Answers with these addresses, whatever it is asked. */
function lookupOf(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_, options, callback) => {
    const [first] = all;
    if (options.all === true || first === undefined) callback(null, all);
    else callback(null, first.address, first.family);
  };
}
