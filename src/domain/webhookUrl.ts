/**
 * Which URLs a webhook may be registered for. What a host name resolves to is checked when a delivery connects, with
 * the same `isPublicAddress`: a name may lead elsewhere tomorrow.
 */
import { invalidInput, type DomainError } from './errors.ts';
import { isLoopbackAddress, isPublicAddress } from './publicAddress.ts';

export const maxUrlLength = 500;

export interface WebhookUrlRules {
  /** For development: this machine may be a receiver, also by plain http. */
  readonly allowLoopback: boolean;
}

/**
 * The URL in its canonical text (WHATWG: host in lower case and ASCII, addresses in their usual form), which is the one
 * that is delivered to.
 * @throws DomainError INVALID_INPUT about `url` unless it is https, has a host and neither credentials nor a fragment,
 *   has at most 500 characters, and names no address that is not public
 */
export function canonicalWebhookUrl(text: string, { allowLoopback }: WebhookUrlRules): string {
  // The parser would guess a host where there is none, and drop an empty fragment's meaning.
  const url = /^https?:\/\/[^/\\?#]/i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw refused('is a whole URL, such as https://example.com/webhooks');
  if (text.length > maxUrlLength || url.href.length > maxUrlLength) {
    throw refused(`has at most ${maxUrlLength} characters`);
  }
  if (url.username !== '' || url.password !== '') throw refused('must not carry a user name or password');
  if (text.includes('#')) throw refused('must not carry a fragment (#…)');
  const host = hostOf(url);
  const isLoopback = isLoopbackHost(host);
  if (url.protocol !== 'https:' && !(isLoopback && allowLoopback)) throw refused('starts with https://');
  if (isLoopback ? !allowLoopback : isAddress(host) && !isPublicAddress(host)) {
    throw refused(`must be reachable from the public internet, which ${host} is not`);
  }
  return url.href;
}

/** The host of a parsed URL as a name or an address: without brackets, and without the dot that ends a full name. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}

/** `localhost` and what is below it is this machine (RFC 6761 §6.3). */
function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || isLoopbackAddress(host);
}

/** The parser has made four numbers of every form of a v4 address, and a name never ends in a number. */
function isAddress(host: string): boolean {
  return host.includes(':') || /\.\d+$/.test(host);
}

function refused(what: string): DomainError {
  return invalidInput('url', `url ${what}`);
}
