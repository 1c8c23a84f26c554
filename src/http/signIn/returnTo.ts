/** Where somebody goes who has signed in: a page of the portal, and never out of it. */
import { portalPath } from '../portalPages.ts';

const home = `${portalPath}/`;
/** It travels in a cookie, of which browsers keep 4,096 bytes: as it is sent, for a character may become nine there. */
const longest = 1000;
/** Stands in for our own, which does not matter: what leads away from one leads away from the other. */
const base = 'http://portal.invalid';

/** The path that was asked for, as a browser would read it; the portal's first page for anything that is none of its pages. */
export function safeReturnTo(asked: unknown): string {
  if (typeof asked !== 'string' || asked.length > longest || !URL.canParse(asked, base)) return home;
  const { origin, pathname, search, hash } = new URL(asked, base);
  const isPage = origin === base && pathname.startsWith(home) && pathname !== `${home}sign-in`;
  const path = pathname + search + hash;
  return isPage && path.length <= longest ? path : home;
}
