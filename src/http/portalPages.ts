/** The portal in a browser: the files of its build, and one page for every path below it that is no file. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Router, type RequestHandler, type Response } from 'express';
import sirv from 'sirv';
import { send } from './endpoint.ts';
import { exchangeOf, note } from './exchange.ts';
import { problem } from './problem.ts';
import { pageHeaders } from './securityHeaders.ts';

export const portalPath = '/portal';

/** Names of these files change with their content; of all others it is asked each time whether it has changed. */
const hashed = /^\/assets\//;
const yearSeconds = 365 * 24 * 60 * 60;

/** @param folder the build, with each file also as `.br` and `.gz` where that is smaller; it may be missing */
export function portalPages(folder: string): Router {
  const router = Router({ caseSensitive: true });
  router.get('/', (_request, response) => redirect(response));
  router.all('/', refuseMethod);
  router.use(portalPath, existsSync(join(folder, 'index.html')) ? files(folder) : missing);
  return router;
}

function files(folder: string): RequestHandler {
  const serve = sirv(folder, {
    single: true,
    etag: true,
    brotli: true,
    gzip: true,
    setHeaders: (response, path) => {
      const { requestId } = exchangeOf(response as Response);
      const caching = hashed.test(path) ? `public, max-age=${yearSeconds}, immutable` : 'no-cache';
      const headers = [
        ...pageHeaders,
        ['X-Request-Id', requestId] as const,
        ['Cache-Control', caching] as const,
      ];
      for (const [name, value] of headers) response.setHeader(name, value);
    },
  });
  return (request, response, next) => {
    note(response, { route: portalPath, routine: true });
    if (request.method !== 'GET' && request.method !== 'HEAD') refuseMethod();
    // Its files are named relative to the path that ends in a slash.
    if (request.originalUrl === portalPath) return redirect(response);
    return serve(request, response, next);
  };
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
