/** The application behind a port: limits on slow callers, and an end that lets running requests finish. */
import { createServer, IncomingMessage, ServerResponse, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Express } from 'express';
import { refuseUnreadable } from './unreadable.ts';

export interface ListenOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** How long a close waits for running requests, in milliseconds. */
  readonly drainMs?: number;
  /** How long a caller may take for a request's headers, and for all of it, in milliseconds. */
  readonly headersTimeoutMs?: number;
  readonly requestTimeoutMs?: number;
  /** How long a caller may take nothing of an answer, in milliseconds. */
  readonly patienceMs?: number;
  /** What the settings of port and host are called. */
  readonly settings?: Settings;
}

interface Settings {
  readonly port: string;
  readonly host: string;
}

export interface HttpServer {
  readonly port: number;
  /** Accepts nothing new, answers what is under way, and then, or after `drainMs`, breaks what is left. */
  close(): Promise<void>;
}

/** @throws Error that names the setting to change when the address cannot be had */
export async function listen(app: Express, options: ListenOptions): Promise<HttpServer> {
  const { host, port, drainMs = 10_000, headersTimeoutMs = 10_000, requestTimeoutMs = 30_000 } = options;
  const { patienceMs = 60_000 } = options;
  const server = createServer(
    {
      ...expressConstructors(app),
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: 1000,
      keepAliveTimeout: 65_000, // longer than the 60 s of usual load balancers
    },
    app,
  );
  server.on('clientError', refuseUnreadable);
  const open = connections(server);
  // Node asks this of its own timeouts, too. An answer that takes us long is no fault of the caller's.
  server.setTimeout(patienceMs, (socket) => {
    if (!open.waitsForUs(socket)) socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(explained(error, options)));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port');

  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        open.close();
        const deadline = setTimeout(() => server.closeAllConnections(), drainMs);
        server.close(() => {
          clearTimeout(deadline);
          resolve();
        });
      }),
  };
}

/**
 * Express sets the prototype of each request and response to its own, which spoils V8's hidden classes for all that
 * follows. Made with those prototypes, they stay as they are: 22 µs of CPU a request instead of 110 on Node 20 (instead of
 * 25 on Node 24).
 */
function expressConstructors(app: Express) {
  return {
    IncomingMessage: withPrototype(IncomingMessage, app.request),
    ServerResponse: withPrototype(ServerResponse, app.response),
  };
}

/**
 * Node's two constructors are plain functions, so they can be applied; `Reflect.construct` would lose all that is won.
 * That `Made` inherits from them tells V8 for how many properties to make room: without it, the objects become hash tables
 * once Express adds its own (8 µs of CPU a request).
 */
function withPrototype<T extends new (...parameters: never[]) => object>(base: T, prototype: object): T {
  function Made(this: object, ...parameters: unknown[]): void {
    Reflect.apply(base, this, parameters);
  }
  Made.prototype = prototype;
  Object.setPrototypeOf(Made, base);
  return Made as unknown as T;
}

/**
 * Once closed, each connection ends with the answer that is under way on it, or at once when there is none.
 *
 * A map of the running answers, in and out at every request, would be made anew every hundred or so, and each table that V8
 * leaves behind keeps the next one's answers alive: nothing then dies young, which cost a third of all CPU.
 */
function connections(server: Server): { close(): void; waitsForUs(socket: Socket): boolean } {
  /** With the newest answer of each. */
  const open = new Map<Socket, ServerResponse | undefined>();
  let closing = false;
  server.on('connection', (socket) => {
    open.set(socket, undefined);
    socket.once('close', () => open.delete(socket));
  });
  server.prependListener('request', ({ socket }, response) => {
    open.set(socket, response);
    if (closing) endConnection(response);
  });
  return {
    waitsForUs(socket) {
      const response = open.get(socket);
      return response?.writableFinished === false && !response.destroyed && socket.writableLength === 0;
    },
    close() {
      closing = true;
      for (const [socket, response] of open) {
        // Node closes those that idle between requests, but not those that never sent one.
        if (response === undefined || response.destroyed) socket.destroy();
        else endConnection(response);
      }
    },
  };
}

function endConnection(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}

/** Where a server answers, as a URL. */
export function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function explained(error: NodeJS.ErrnoException, { host, port, settings }: ListenOptions): Error {
  const names = settings ?? { port: 'PORT', host: 'HOST' };
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} on ${host} is in use. Stop the other program or set ${names.port} to a free one`,
    EACCES: `Port ${port} on ${host} may not be opened by this user. Set ${names.port} to one above 1023`,
    EADDRNOTAVAIL: `This machine has no address ${host}. Set ${names.host} to one that it has`,
    ENOTFOUND: `The name ${host} is unknown. Set ${names.host} to an address of this machine`,
  };
  const reason = reasons[error.code ?? ''];
  return reason === undefined
    ? error
    : Object.assign(new Error(reason, { cause: error }), { code: error.code });
}
