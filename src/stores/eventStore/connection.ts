/**
 * One client of the event store at a time, thrown away after a fault that it may not survive. Measured of
 * `@eventstore/db-client` 6.2.1: an unknown error can poison a client for good, and after a broken connection its
 * channel waits up to two minutes before it dials again.
 */
import type { Readable } from 'node:stream';
import { EventStoreDBClient } from '@eventstore/db-client';
import { EventStoreUnavailable } from '../errors.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** A client, and its streams that are being read. */
export interface Link {
  readonly client: EventStoreDBClient;
  readonly streams: Set<Readable>;
}

export interface Connection {
  /** Sent with every append: with them the client calls Append, without them BatchAppend, which can wait for ever. */
  readonly credentials: Credentials;
  /** The link in use. @throws EventStoreUnavailable after close */
  link(): Link;
  /** Throws this link away if it is still the one in use: its streams fail, and the next call connects anew. */
  discard(link: Link): void;
  close(): Promise<void>;
}

let serial = 0;

/** What the client takes, and no more: of anything else it warns on stderr, quoting the URL with its password. */
const urlOptions =
  /^(connectionName|defaultDeadline|discoveryInterval|gossipTimeout|keepAliveInterval|keepAliveTimeout|maxDiscoverAttempts|nodePreference|throwOnAppendFailure|tls|tlsCAFile|userCertFile|userKeyFile)$/i;

/** @throws Error that says what cannot be used in this URL, without quoting it */
export function checkUrl(url: string): void {
  credentialsOf(url);
  const [, options = ''] = url.split(/\?(.*)/s);
  const names = options.split('&').flatMap((option) => option.split('=')[0] || []);
  const unknown = names.find((name) => !urlOptions.test(name));
  if (unknown !== undefined) throw new Error(`the client does not know the option ${unknown}, or ignores it`);
  try {
    open(url);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(reason.replace(/^Unexpected ".*" at/s, 'unexpected text at'), { cause: error });
  }
}

/** @throws Error when the URL cannot be understood, or asks for TLS without naming a user. */
export function connect(url: string): Connection {
  const credentials = credentialsOf(url);
  let current: Link | undefined = open(url);
  let closed = false;
  return {
    credentials,
    link() {
      if (closed) throw new EventStoreUnavailable('the connection to the event store was closed');
      current ??= open(url);
      return current;
    },
    discard(link) {
      if (link !== current) return;
      current = undefined;
      void release(link);
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
function open(url: string): Link {
  serial += 1;
  const settings = `throwOnAppendFailure=true&keepAliveInterval=${10_000 + (serial % 1000)}&keepAliveTimeout=5000`;
  const client = EventStoreDBClient.connectionString(`${url}${url.includes('?') ? '&' : '?'}${settings}`);
  return { client, streams: new Set() };
}

/**
 * Streams are failed before the client cancels them: a read that the client cancels ends as if it were complete. Its
 * `dispose` leaves the channel open, and is not waited for: it cancels at once, and then waits for ever for a stream that
 * still holds what nobody will read.
 */
async function release({ client, streams }: Link): Promise<void> {
  for (const stream of streams)
    stream.destroy(new EventStoreUnavailable('the connection to the event store was given up'));
  void client.dispose();
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
