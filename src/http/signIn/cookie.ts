/** A cookie that scripts cannot read and that no other host can set. */
import type { Request, Response } from 'express';
import { exchangeOf } from '../exchange.ts';

export interface CookieOptions {
  /**
   * Whether browsers reach us by https. Without it there is no `__Host-` prefix, for browsers want `Secure` with it. Cookies
   * know no ports, so the name does: two installations on one machine do not sign each other's users out.
   */
  readonly secure: boolean;
  /** `Strict`: never sent with a navigation that another site began, as the one back from an identity provider. */
  readonly sameSite: 'Strict' | 'Lax';
}

export interface Cookie {
  /** What the browser sent; `undefined` when it sent none. */
  of(request: Request): string | undefined;
  /** Set with the answer, for so long. */
  set(response: Response, value: string, seconds: number): void;
  clear(response: Response): void;
}

export function hostCookie(name: string, { secure, sameSite }: CookieOptions): Cookie {
  const nameFor = (request: Request): string =>
    secure ? `__Host-${name}` : `${name}-${request.socket.localPort ?? 0}`;
  const attributes = `Path=/; HttpOnly; SameSite=${sameSite}${secure ? '; Secure' : ''}`;
  const set: Cookie['set'] = (response, value, seconds) => {
    const cookie = `${nameFor(response.req)}=${value}; Max-Age=${seconds}; ${attributes}`;
    exchangeOf(response).headers.push('Set-Cookie', cookie);
  };
  return {
    of: (request) => valueOf(request.headers.cookie ?? '', nameFor(request)),
    set,
    clear: (response) => set(response, '', 0),
  };
}

/** The first of that name (RFC 6265 §5.4). Its value is one of ours, so it needs no decoding. */
function valueOf(header: string, name: string): string | undefined {
  const pair = header
    .split(';')
    .map((each) => each.trim())
    .find((each) => each.startsWith(`${name}=`));
  const value = pair?.slice(name.length + 1);
  return value === '' ? undefined : value;
}
