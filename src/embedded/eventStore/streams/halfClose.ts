/**
 * Whether the end of a request is the client's word that it is whole. Node ends the readable side of a stream also when it
 * was reset (cancel, deadline) and when its connection was lost; and a client of Node's that cancels says first that it
 * is done and then, in a frame of its own, that it has left. So the client is asked for an echo: whatever it had
 * decided when it said that it is done has arrived by then.
 */
import type { Http2Session, Http2Stream } from 'node:http2';
import { setImmediate as turn } from 'node:timers/promises';
import type { ServerReadableStream } from '@grpc/grpc-js';

/** To be asked at the call's 'end'. Takes a round trip, which all calls of a connection that end meanwhile share. */
export async function isWhole<Request, Response>(
  call: ServerReadableStream<Request, Response>,
): Promise<boolean> {
  const stream = http2StreamOf(call);
  if (stream.session === undefined) return false;
  await nextEcho(stream.session);
  // What came in one piece with the echo is dealt with, too.
  await turn();
  return !call.cancelled && stream.state.remoteClose === 1;
}

/** grpc-js keeps it to itself: a version that keeps it elsewhere fails every append, and with them the tests. */
function http2StreamOf(call: object): Http2Stream {
  const { stream } = (call as { call: { stream?: Http2Stream } }).call;
  if (stream === undefined) throw new Error('grpc-js keeps the HTTP/2 stream of a call in a new place.');
  return stream;
}

/** The echo that each connection waits for, and the one that is asked for after it. */
const current = new WeakMap<Http2Session, Promise<void>>();
const following = new WeakMap<Http2Session, Promise<void>>();

/** Resolves with the first echo that is asked for from now on, or when the connection is lost. */
function nextEcho(session: Http2Session): Promise<void> {
  const shared = following.get(session);
  if (shared !== undefined) return shared;
  const next = askAfter(session, current.get(session));
  following.set(session, next);
  return next;
}

async function askAfter(session: Http2Session, before: Promise<void> | undefined): Promise<void> {
  await before;
  await turn();
  following.delete(session);
  const echo = ping(session);
  current.set(session, echo);
  return echo;
}

const ping = (session: Http2Session): Promise<void> =>
  new Promise((resolve) => {
    // On a lost connection it throws; that nothing can come any more is an answer, too.
    if (session.destroyed) resolve();
    else session.ping(() => resolve());
  });
