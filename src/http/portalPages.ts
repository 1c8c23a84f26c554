/** The portal in a browser: the files of its build, and one page for every path below it that is no file. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Router, type Request, type RequestHandler, type Response } from 'express';
import { send } from './endpoint.ts';
import { exchangeOf, note } from './exchange.ts';
import { packed, readPortalFiles, type Content, type Packed, type PortalFile } from './portalFiles.ts';
import { problem } from './problem.ts';
import { pageHeaders } from './securityHeaders.ts';

export const portalPath = '/portal';

/** Names of these files change with their content; of all others it is asked each time whether it has changed. */
const hashed = /^\/assets\//;
const kept = `public, max-age=${365 * 24 * 60 * 60}, immutable`;

/** What has a name with an ending, or lies among those, is a file or nothing; the page is at all other paths. */
const fileOnly = /^\/assets\/|\.\w+$/;

/** @param folder the build, with each file also as `.br` and `.gz` where that is smaller; it may be missing */
export function portalPages(folder: string): Router {
  const router = Router({ caseSensitive: true });
  router.get('/', (_request, response) => redirect(response));
  router.all('/', refuseMethod);
  router.use(portalPath, existsSync(join(folder, 'index.html')) ? files(folder) : missing);
  return router;
}

function files(folder: string): RequestHandler {
  const known = readPortalFiles(folder);
  return (request, response, next) => {
    note(response, { route: portalPath, routine: true });
    if (request.method !== 'GET' && request.method !== 'HEAD') refuseMethod();
    // Its files are named relative to the path that ends in a slash.
    if (request.originalUrl === portalPath) return redirect(response);
    const { path } = request;
    const file = known.get(path) ?? (fileOnly.test(path) ? undefined : known.get('/index.html'));
    if (file === undefined) return next();
    return sendFile(request, response, file, hashed.test(path) ? kept : 'no-cache');
  };
}

function sendFile(request: Request, response: Response, file: PortalFile, caching: string): void {
  const encoding = packed.find((each) => file.packed[each] && request.acceptsEncodings(each) === each);
  const { bytes, etag } = contentOf(file, encoding);
  const headers = [...exchangeOf(response).headers, ...pageHeaders.flat(), 'Cache-Control', caching];
  headers.push('ETag', etag, 'Vary', 'Accept-Encoding');
  if (isKnown(etag, request)) {
    response.writeHead(304, headers).end();
    return;
  }
  if (encoding !== undefined) headers.push('Content-Encoding', encoding);
  headers.push('Content-Type', file.type, 'Content-Length', String(bytes.length));
  response.writeHead(200, headers).end(bytes);
}

function contentOf({ plain, packed: shorter }: PortalFile, encoding: Packed | undefined): Content {
  return (encoding && shorter[encoding]) ?? plain;
}

/** A proxy that packs or unpacks may have made it a weak one on its way (RFC 9110 §13.1.2). */
function isKnown(etag: string, { headers }: Request): boolean {
  const known = headers['if-none-match']?.split(',').map((each) => each.trim().replace(/^W\//, ''));
  return known?.some((each) => each === etag || each === '*') ?? false;
}

function refuseMethod(): never {
  const headers = { Allow: 'GET, HEAD' };
  throw problem(405, 'METHOD_NOT_ALLOWED', 'This path takes GET, HEAD', { headers });
}

const missing: RequestHandler = (_request, response) => {
  note(response, { route: portalPath });
  throw problem(404, 'NOT_FOUND', 'This build has no portal. Make one with: npm run build');
};

function redirect(response: Response): void {
  note(response, { route: '/', routine: true });
  send(response, { status: 302, headers: { Location: `${portalPath}/` } });
}
