/**
 * One client of the event store at a time, thrown away after a fault that it may not survive. Measured of
 * `@eventstore/db-client` 6.2.1: an unknown error can poison a client for good, and after a broken connection its
 * channel waits up to two minutes before it dials again.
 */
import { EventStoreDBClient } from '@eventstore/db-client';
import { EventStoreUnavailable } from '../errors.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface Connection {
  /** Sent with every append: with them the client calls Append, without them BatchAppend, which can wait for ever. */
  readonly credentials: Credentials;
  /** The client in use. @throws EventStoreUnavailable after close */
  client(): EventStoreDBClient;
  /** Throws this client away if it is still the one in use: its streams end, and the next call connects anew. */
  discard(client: EventStoreDBClient): void;
  close(): Promise<void>;
}

let serial = 0;

/** @throws Error when the URL cannot be understood, or asks for TLS without naming a user. */
export function connect(url: string): Connection {
  const credentials = credentialsOf(url);
  let current: EventStoreDBClient | undefined = open(url);
  let closed = false;
  return {
    credentials,
    client() {
      if (closed) throw new EventStoreUnavailable('the connection to the event store was closed');
      current ??= open(url);
      return current;
    },
    discard(client) {
      if (client !== current) return;
      current = undefined;
      void release(client);
    },
    async close() {
      closed = true;
      const last = current;
      current = undefined;
      if (last) await release(last);
    },
  };
}

/**
 * The settings that correctness rests on come last, where they override the URL's. `throwOnAppendFailure=false` would
 * answer wrong revisions. The keepalive differs from client to client because gRPC shares one TCP connection among
 * channels with equal settings: a new client would otherwise inherit the dead connection of the one thrown away.
 */
function open(url: string): EventStoreDBClient {
  serial += 1;
  const settings = `throwOnAppendFailure=true&keepAliveInterval=${10_000 + (serial % 1000)}&keepAliveTimeout=5000`;
  return EventStoreDBClient.connectionString(`${url}${url.includes('?') ? '&' : '?'}${settings}`);
}

/** `dispose` cancels the client's streams but leaves its channel open. */
async function release(client: EventStoreDBClient): Promise<void> {
  await client.dispose();
  await client['getChannel']().then(
    (channel) => channel.close(),
    () => undefined, // it never found a server to connect to
  );
}

/** On an insecure connection the client needs credentials to be given, and does not send them. */
function credentialsOf(url: string): Credentials {
  const [, username, password] = /^[^:]+:\/\/([^:/?]+):([^@/?]+)@/.exec(url.trim()) ?? [];
  if (username && password)
    return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  if (/[?&]tls=false(&|$)/i.test(url)) return { username: 'none', password: 'none' };
  throw new Error(
    'the event store URL uses TLS but names no user: write esdb://user:password@host:2113, or add tls=false',
  );
}
