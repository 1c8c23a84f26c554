/**
 * Routes as data: method, path, and a handler that returns the answer. Whatever a path lacks is answered here: 405 for
 * another method. Answers are JSON, with few exceptions; nobody may store them, for most of them carry key data.
 */
import { Router, type Express, type Request, type Response } from 'express';
import { exchangeOf } from './exchange.ts';
import { problem } from './problem.ts';
import { securityHeaders } from './securityHeaders.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Answer {
  readonly status: number;
  /** Absent where the status says that there is none (204). */
  readonly body?: unknown;
  /** Sent as it is in place of a body, with the Content-Type in `headers`. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Endpoint {
  readonly method: Method;
  /** Below the base path, in Express's notation: `/keys/:keyId`. */
  readonly path: string;
  readonly handle: (request: Request, response: Response) => Answer | Promise<Answer>;
}

const registrations = { GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' } as const;

/** Adds endpoints below a base path ('' for none). Paths are case-sensitive. */
export function mount(app: Express, basePath: string, endpoints: readonly Endpoint[]): void {
  const router = Router({ caseSensitive: true });
  for (const { method, path, handle } of endpoints) {
    const route = basePath + path;
    router[registrations[method]](path, async (request, response) => {
      exchangeOf(response).route = route;
      send(response, await handle(request, response));
    });
  }
  // After all others, so that of two overlapping paths neither hides the other's methods.
  for (const [path, allow] of allowedMethods(endpoints)) {
    router.all(path, () => {
      throw problem(405, 'METHOD_NOT_ALLOWED', `This path takes ${allow}`, { headers: { Allow: allow } });
    });
  }
  app.use(basePath === '' ? '/' : basePath, router);
}

/** Sends an answer, with the headers of its exchange, in one call: headers that are set one by one cost a table to merge. */
export function send(response: Response, { status, body, text, headers = {} }: Answer): void {
  const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
  const own = ['Cache-Control', 'no-store', ...Object.entries(headers).flat()];
  if (text === undefined && body !== undefined) own.push('Content-Type', 'application/json');
  if (content !== undefined) own.push('Content-Length', String(Buffer.byteLength(content)));
  response.writeHead(status, securityHeaders.concat(exchangeOf(response).headers, own)).end(content);
}

function allowedMethods(endpoints: readonly Endpoint[]): ReadonlyMap<string, string> {
  const methods = new Map<string, string>();
  for (const { method, path } of endpoints) {
    const named = method === 'GET' ? 'GET, HEAD' : method;
    const earlier = methods.get(path);
    methods.set(path, earlier === undefined ? named : `${earlier}, ${named}`);
  }
  return methods;
}
