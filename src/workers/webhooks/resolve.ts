/** From a host to its addresses, all of them. */
import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';

/** @throws Unresolved, or whatever the signal was aborted with */
export type Resolve = (host: string, signal: AbortSignal) => Promise<readonly string[]>;

/** The name has no address, or nobody says which. */
export class Unresolved extends Error {
  override readonly name = 'Unresolved';
}

const answerWithinMs = 3000;
const tries = 2;

/**
 * Asks DNS, and not the system's `getaddrinfo`: that occupies one of libuv's four threads for as long as a name server
 * takes, and whoever owns a slow one would stop our files and hashes with it. So names of `/etc/hosts` are unknown here.
 * @param servers `address:port`; by default those of the system
 */
export function dnsResolve(servers?: readonly string[]): Resolve {
  return async (host, signal) => {
    if (isIP(host) !== 0) return [host];
    if (host === 'localhost' || host.endsWith('.localhost')) return ['127.0.0.1', '::1']; // RFC 6761 §6.3
    // One of its own, so that giving up ends these questions and nobody else's.
    const resolver = new Resolver({ timeout: answerWithinMs, tries });
    if (servers !== undefined) resolver.setServers(servers);
    const giveUp = () => resolver.cancel();
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
      const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
      if (addresses.length > 0) return addresses;
      signal.throwIfAborted();
      throw new Unresolved(`DNS knows no address of ${host}`);
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  };
}
