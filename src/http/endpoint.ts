/**
 * Routes as data: method, path, and a handler that returns the answer. Whatever a path lacks is answered here: 405 for
 * another method. Answers are JSON, with few exceptions; nobody may store them, for most of them carry key data.
 */
import { Router, type Express, type Request, type Response } from 'express';
import { exchangeOf } from './exchange.ts';
import type { Contract } from './openapi/contract.ts';
import { problem } from './problem.ts';
import { securityHeaders } from './securityHeaders.ts';
import { sendPieces, type Pieces } from './streamAnswer.ts';

export interface Answer {
  readonly status: number;
  /** Absent where the status says that there is none (204). */
  readonly body?: unknown;
  /** Sent as it is in place of a body, with the Content-Type in `headers`. */
  readonly text?: string;
  /** Sent piece by piece in place of a body, with the Content-Type in `headers`. The connection ends with it. */
  readonly pieces?: Pieces;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What keeps a contract. */
export interface Endpoint extends Contract {
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
      const answer = await handle(request, response);
      if (answer.pieces === undefined) send(response, answer);
      else await sendPieces(response, answer.pieces, () => begin(response, answer));
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
export function send(response: Response, answer: Answer): void {
  const { body, text } = answer;
  const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
  begin(response, answer, content).end(content);
}

function begin(
  response: Response,
  { status, body, text, pieces, headers = {} }: Answer,
  content?: string,
): Response {
  const own = Object.entries(headers).flat();
  if (headers['Cache-Control'] === undefined) own.push('Cache-Control', 'no-store');
  if (text === undefined && body !== undefined) own.push('Content-Type', 'application/json');
  if (content !== undefined) own.push('Content-Length', String(Buffer.byteLength(content)));
  // Once pieces are sent, it is too late to say so of a server that ends.
  if (pieces !== undefined) own.push('Connection', 'close');
  return response.writeHead(status, securityHeaders.concat(exchangeOf(response).headers, own));
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
