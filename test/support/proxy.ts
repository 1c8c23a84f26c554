import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** What passes from whoever connects to the store, or back. */
export type Direction = 'requests' | 'answers';

/** A TCP proxy to a port on loopback, to take a store away from whoever is connected through it. */
export interface Proxy {
  readonly port: number;
  /** Connections break, new ones are refused. */
  cut(): Promise<void>;
  /**
   * Half open: connections stay and are accepted, and no byte passes, nor the end of a connection, in either direction or
   * in the one that is named.
   */
  stall(direction?: Direction): void;
  /** As it was; what was held back by a stall is sent on. */
  heal(): Promise<void>;
  stop(): Promise<void>;
}

const directions: readonly Direction[] = ['requests', 'answers'];

export async function startProxy(targetPort: number): Promise<Proxy> {
  /** What comes from each. */
  const sockets = new Map<Socket, Direction>();
  const stalled = new Set<Direction>();

  const server = createServer({ pauseOnConnect: true }, (client) => {
    const target = connect(targetPort, '127.0.0.1');
    for (const [from, to, direction] of [
      [client, target, 'requests'],
      [target, client, 'answers'],
    ] as const) {
      sockets.set(from, direction);
      from.on('data', (chunk) => {
        if (!to.write(chunk)) from.pause();
      });
      to.on('drain', () => {
        if (!stalled.has(direction)) from.resume();
      });
      from.on('end', () => to.end());
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      if (stalled.has(direction)) from.pause();
      else from.resume();
    }
  });

  const listen = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
    return address.port;
  };

  const cut = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets.keys()) socket.destroy();
    await closed;
  };

  const port = await listen(0);
  return {
    port,
    cut,
    stall: (named) => {
      for (const direction of named === undefined ? directions : [named]) stalled.add(direction);
      for (const [socket, direction] of sockets) if (stalled.has(direction)) socket.pause();
    },
    heal: async () => {
      stalled.clear();
      for (const socket of sockets.keys()) socket.resume();
      if (!server.listening) await listen(port);
    },
    stop: cut,
  };
}
