/** What all connections of the event store to its Postgres have in common. */
import { once } from 'node:events';
import { Socket } from 'node:net';
import type { ClientConfig } from 'pg';

const CONNECT_TIMEOUT_MS = 5_000;

/** A statement that takes longer than this has met a Postgres that will not answer. */
const STATEMENT_TIMEOUT_MS = 30_000;

/**
 * Commits are on disk before they are acknowledged. And all queries are index look-ups: a plan that was made while
 * the table was empty and without statistics must not become a sequential scan of a large log.
 */
const OPTIONS = [
  'synchronous_commit=on',
  'enable_seqscan=off',
  'enable_bitmapscan=off',
  'jit=off',
  'plan_cache_mode=force_generic_plan',
  'client_min_messages=warning',
];

/** How long Postgres has for its goodbye, in milliseconds: one that hangs must not hold up a stop. */
const CLOSE_TIMEOUT_MS = 2_000;

export interface Connections {
  /** For a client or a pool. */
  readonly settings: ClientConfig;
  /** Resolves when `end` has and all connections are closed, by force if need be; never throws. */
  close(end: () => Promise<void>): Promise<void>;
}

export function connectionsTo(databaseUrl: string): Connections {
  const sockets = new Set<Socket>();

  function open(): Socket {
    const socket = new Socket();
    sockets.add(socket);
    return socket.once('close', () => sockets.delete(socket));
  }

  return {
    settings: {
      connectionString: databaseUrl,
      options: OPTIONS.map((option) => `-c ${option}`).join(' '),
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: STATEMENT_TIMEOUT_MS,
      stream: open,
    },
    async close(end) {
      const force = setTimeout(() => sockets.forEach((socket) => socket.destroy()), CLOSE_TIMEOUT_MS);
      await end().catch(() => undefined);
      await Promise.all([...sockets].map((socket) => once(socket, 'close').catch(() => undefined)));
      clearTimeout(force);
    },
  };
}
