/** A person with a browser, as far as signing in goes: cookies as browsers keep and send them, and redirects that are followed. */

export interface Visitor {
  /** A request that a page of the same site makes. */
  fetch(url: string, init?: RequestInit): Promise<Response>;
  /** Opens an address, and follows redirects to what is shown in the end. */
  open(url: string, from?: From): Promise<Page>;
  /** What is kept for a host, by name. */
  cookies(host: string): ReadonlyMap<string, string>;
  /** Puts a cookie there, as a thief would. */
  keep(host: string, name: string, value: string): void;
}

/** What leads to an address; nothing, when it was typed. */
export interface From {
  /** The page with the link or the form. */
  readonly page?: string;
  /** What the form sends. */
  readonly form?: Readonly<Record<string, string>>;
  /** No redirect to an address that begins so is followed any more: the page is where it leads to, and was not opened. */
  readonly until?: string;
}

export interface Page {
  readonly url: string;
  readonly status: number;
  readonly body: string;
  /** Everything that was asked for on the way, this page's address at the end. */
  readonly visited: readonly string[];
}

interface Kept {
  readonly value: string;
  readonly path: string;
  readonly isStrict: boolean;
  readonly isSecure: boolean;
}

/** @param elsewhere where a public origin is really answered, as by a proxy that ends TLS */
export function visitor(elsewhere: Readonly<Record<string, string>> = {}): Visitor {
  const jar = new Map<string, Map<string, Kept>>();
  const of = (host: string): Map<string, Kept> => {
    const kept = jar.get(host) ?? new Map<string, Kept>();
    jar.set(host, kept);
    return kept;
  };

  async function ask(url: URL, init: RequestInit, isSameSite: boolean): Promise<Response> {
    const cookies = [...of(url.hostname)].filter(
      ([, { path, isStrict, isSecure }]) =>
        url.pathname.startsWith(path) &&
        (isSameSite || !isStrict) &&
        (!isSecure || url.protocol === 'https:'),
    );
    const headers = new Headers(init.headers);
    if (cookies.length > 0 && !headers.has('cookie'))
      headers.set('cookie', cookies.map(([name, { value }]) => `${name}=${value}`).join('; '));
    const target = (elsewhere[url.origin] ?? url.origin) + url.pathname + url.search;
    const response = await fetch(target, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) store(url, line);
    return response;
  }

  /** RFC 6265bis, as far as these tests need it. */
  function store(url: URL, line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const split = pair.indexOf('=');
    const [name, value] = [pair.slice(0, split), pair.slice(split + 1)];
    const found = new Map(
      attributes.map((text) => {
        const [key = '', content = ''] = text.split('=');
        return [key.toLowerCase(), content] as const;
      }),
    );
    const isSecure = found.has('secure');
    if (isSecure && url.protocol !== 'https:') return;
    if (name.startsWith('__Host-') && (!isSecure || found.get('path') !== '/' || found.has('domain'))) return;
    const isOver =
      found.get('max-age') === '0' || new Date(found.get('expires') ?? '9999-01-01').getTime() < Date.now();
    if (isOver) of(url.hostname).delete(name);
    else {
      const isStrict = found.get('samesite')?.toLowerCase() === 'strict';
      of(url.hostname).set(name, { value, path: found.get('path') ?? '/', isStrict, isSecure });
    }
  }

  return {
    fetch: (url, init = {}) => ask(new URL(url), init, true),
    async open(address, { page, form, until } = {}) {
      let url = new URL(address);
      let init: RequestInit = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) };
      const sites = new Set([page === undefined ? url.hostname : new URL(page).hostname]);
      const visited: string[] = [];
      for (;;) {
        sites.add(url.hostname);
        visited.push(url.href);
        // One other site in the chain makes all that follows cross-site.
        const response = await ask(url, init, sites.size === 1);
        const body = await response.text();
        const location = response.headers.get('location');
        if (location === null) return { url: url.href, status: response.status, body, visited };
        if (visited.length > 20) throw new Error(`It goes round in circles: ${visited.join(' ')}`);
        url = new URL(location, url);
        if (until !== undefined && url.href.startsWith(until))
          return { url: url.href, status: 0, body: '', visited };
        init = {};
      }
    },
    cookies: (host) => new Map([...of(host)].map(([name, { value }]) => [name, value])),
    keep: (host, name, value) =>
      void of(host).set(name, { value, path: '/', isStrict: false, isSecure: name.startsWith('__Host-') }),
  };
}
