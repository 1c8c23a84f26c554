/**
 * How a handler talks to its call: a signal that says when nobody listens any more, and writes that wait while the
 * client is slower than the server.
 */
import { once } from 'node:events';
import type { sendUnaryData, ServerWritableStream } from '@grpc/grpc-js';
import { toStatus } from '../errors.ts';

/** Ends long calls when the server stops. The reason of an abort is the error that the call ends with. */
export interface Shutdown {
  readonly signal: AbortSignal;
}

/** A call that answers with a stream of encoded messages. */
export type FrameCall<Request> = ServerWritableStream<Request, Buffer>;

/** Why a call was aborted when nobody is there to be told. */
const LEFT = new Error('the client has left');

/** Runs `serve` to its end and ends the call with it; aborts it when the client leaves or the server stops. */
export async function serveStream<Request>(
  call: FrameCall<Request>,
  shutdown: Shutdown,
  serve: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const ending = new AbortController();
  const leave = (): void => ending.abort(LEFT);
  // Not AbortSignal.any: in Node 20 a signal as long-lived as the server's keeps something of each that depends on it.
  const stop = (): void => ending.abort(shutdown.signal.reason);
  call.on('cancelled', leave);
  call.on('error', leave);
  shutdown.signal.addEventListener('abort', stop);
  if (shutdown.signal.aborted) stop();
  try {
    await serve(ending.signal);
    ending.signal.throwIfAborted();
    call.end();
  } catch (error) {
    const reason: unknown = ending.signal.aborted ? ending.signal.reason : error;
    if (reason !== LEFT) call.emit('error', toStatus(reason));
  } finally {
    shutdown.signal.removeEventListener('abort', stop);
  }
}

/** Answers a call with what `answer` comes to; never rejects, for nobody would hear it. */
export async function answerWith<Response>(
  callback: sendUnaryData<Response>,
  answer: Promise<Response>,
): Promise<void> {
  try {
    callback(null, await answer);
  } catch (error) {
    callback(toStatus(error));
  }
}

/** Writes one message; resolves when the next may be written. Throws when `signal` aborts first. */
export async function send<Request>(
  call: FrameCall<Request>,
  frame: Buffer,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  if (!call.write(frame)) await once(call, 'drain', { signal });
}
