/**
 * Wakes who waits for a change in Postgres. A notification is a hint to look sooner, never the proof: they are lost
 * whenever the connection breaks, so everybody looks again after every reconnection and when their time is up.
 */
import { EventEmitter } from 'node:events';
import { Socket } from 'node:net';
import pgListen from 'pg-listen';

export interface Notifications {
  /** Resolves at the next notification on the channel, whenever the connection changes, and when the time is up. */
  wake(channel: string, timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}

const timeLimitMs = 2000;
const retryMs = 500;
/** How long a close waits for Postgres to hang up. */
const goodbyeMs = 500;

/** Connects in the background, now and whenever the connection breaks, for as long as it takes. */
export function connectNotifications(url: string): Notifications {
  const woken = new EventEmitter().setMaxListeners(0);
  const sockets = new Set<Socket>();
  let closed = false;
  const subscriber = pgListen.default(
    {
      connectionString: url,
      application_name: 'keyledger notifications',
      connectionTimeoutMillis: timeLimitMs,
      query_timeout: timeLimitMs, // without it the check for a half-open connection would itself wait for ever
      pipeline: true, // the library does not wait for one statement before it sends the next
      stream() {
        const socket = new Socket();
        sockets.add(socket);
        return socket.once('close', () => sockets.delete(socket));
      },
    },
    {
      paranoidChecking: timeLimitMs,
      parse: (payload) => payload,
      retryTimeout: 0, // never give up; the default stays deaf for good after three seconds
      retryInterval() {
        if (closed) throw new Error('closed'); // the only way out of the library's endless attempts
        return retryMs;
      },
    },
  );
  const wakeAll = (): void => {
    for (const channel of woken.eventNames()) woken.emit(channel);
  };
  /** The library waits until Postgres hangs up, which one that says nothing never does. */
  const hangUp = async (): Promise<void> => {
    const timer = setTimeout(() => {
      for (const socket of sockets) socket.destroy();
    }, goodbyeMs);
    await subscriber.close().catch(ignore);
    clearTimeout(timer);
  };
  subscriber.events.on('notification', ({ channel }) => woken.emit(channel));
  subscriber.events.on('reconnect', wakeAll);
  subscriber.events.on('connected', () => {
    if (closed) void hangUp();
    wakeAll();
  });
  subscriber.events.on('error', ignore); // it reconnects by itself
  subscriber.connect().catch(ignore); // so it does when the first attempt fails

  return {
    async wake(channel, timeoutMs) {
      // Every connection to come listens to it. What was sent before this one does is lost, so then it is time to look.
      subscriber.listenTo(channel)?.then(() => woken.emit(channel), ignore);
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          woken.off(channel, done);
          resolve();
        };
        const timer = setTimeout(done, timeoutMs);
        woken.on(channel, done);
      });
    },
    async close() {
      closed = true;
      wakeAll();
      await hangUp();
    },
  };
}

function ignore(): void {}
