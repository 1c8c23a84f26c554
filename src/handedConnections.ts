/**
 * The primary of `node:cluster` hands each connection to a process and forgets it. When that process dies before it took
 * the connection, nobody ever answers its caller (Node 20 and 24). Here such a connection goes to another process.
 */
import cluster, { type Worker } from 'node:cluster';
import type { ChildProcess, SendHandle } from 'node:child_process';

/** What the primary sends with a connection. Not documented, but of this form since Node 0.12; any other is let through. */
interface Handover {
  readonly act: 'newconn';
  readonly seq: number;
}

/** How the taking of it is told. */
interface Taken {
  readonly ack?: number;
}

type Handle = NonNullable<SendHandle>;
type Send = (message: object, handle?: Handle, ...rest: unknown[]) => boolean;

/** What a message fails with whose receiver has just died, and is not known to be dead. */
const tooLate: ReadonlySet<unknown> = new Set(['EPIPE', 'ECONNRESET', 'ERR_IPC_CHANNEL_CLOSED']);

/**
 * Call it before the process has a first connection. What the primary then tells it in vain, about connections or not, is no
 * failure of the primary's: its end follows.
 */
export function keepHandedConnections(worker: Worker): void {
  const { process: child } = worker;
  const send = child.send.bind(child) as Send;
  /** By the number of the handover. */
  const untaken = new Map<number, readonly [Handover, Handle]>();
  const keep: Send = (message, handle, ...rest) => {
    if (isHandover(message) && handle !== undefined) untaken.set(message.seq, [message, handle]);
    return send(message, handle, ...rest);
  };
  child.send = keep as ChildProcess['send'];
  child.on('internalMessage', ({ ack }: Taken) => {
    if (ack !== undefined) untaken.delete(ack);
  });
  worker.on('error', (error: NodeJS.ErrnoException) => {
    if (!tooLate.has(error.code)) throw error;
  });
  worker.once('exit', () => {
    for (const [handover, handle] of untaken.values()) handOn(handover, handle);
    untaken.clear();
  });
}

function isHandover(message: object): message is Handover {
  return 'act' in message && message.act === 'newconn';
}

/** To any other, which gives it back when it does not listen yet. Where none is left, the connection ends. */
function handOn(handover: Handover, handle: Handle): void {
  const other = Object.values(cluster.workers ?? {}).find((each) => each?.isConnected() === true);
  if (other !== undefined) other.process.send(handover, handle);
  else if ('close' in handle) handle.close();
}
