/** An append is whole or it is not: a client that leaves in the middle of one has appended nothing. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect as dial, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { credentials, Metadata } from '@grpc/grpc-js';
import type { ClientWritableStream } from '@grpc/grpc-js';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { AppendReq } from '@eventstore/db-client/generated/streams_pb.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { appendOptions, bodyOf, headOf, proposed, readOptions, requestOf, stringId } from './messages.ts';
import { collect, newStream, numbered, startStore } from './support.ts';
import type { Store } from './support.ts';

let store: Store;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

interface Connection {
  readonly client: StreamsClient;
  /** What the server sees of the client. */
  readonly socket: Socket;
  close(): void;
}

async function connect(): Promise<Connection> {
  const sockets: Socket[] = [];
  const proxy: Server = createServer((near) => {
    const far = dial(store.server.port, '127.0.0.1');
    near.on('error', () => far.destroy()).pipe(far);
    far.on('close', () => near.destroy()).pipe(near);
    sockets.push(far);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  const client = new StreamsClient(`127.0.0.1:${port}`, credentials.createInsecure(), {
    'grpc.use_local_subchannel_pool': 1,
  });
  await new Promise<void>((resolve, reject) =>
    client.waitForReady(Date.now() + 5_000, (error) => (error ? reject(error) : resolve())),
  );
  const [socket] = sockets;
  if (socket === undefined) throw new Error('The client has not connected.');
  return {
    client,
    socket,
    close() {
      client.close();
      proxy.close();
      socket.destroy();
    },
  };
}

/** Resolves when the server has dealt with whatever the client has sent before. */
const settled = ({ client }: Connection): Promise<unknown> =>
  collect(client.read(requestOf(readOptions(newStream()))));

type Append = ClientWritableStream<AppendReq>;

async function closed({ socket }: Connection, close: (socket: Socket) => unknown): Promise<void> {
  const gone = once(socket, 'close');
  close(socket);
  await gone;
}

interface Way {
  how: string;
  deadlineMs?: number;
  leave: (connection: Connection, call: Append) => unknown;
}

const ways: readonly Way[] = [
  { how: 'cancels', leave: (_, call) => call.cancel() },
  { how: 'meets its deadline', deadlineMs: 500, leave: () => undefined },
  { how: 'ends the connection', leave: (connection) => closed(connection, (socket) => socket.end()) },
  {
    how: 'breaks the connection',
    leave: (connection) => closed(connection, (socket) => socket.resetAndDestroy()),
  },
];

async function leaveHalfWay(stream: string, way: Way): Promise<void> {
  const connection = await connect();
  const options = way.deadlineMs === undefined ? {} : { deadline: Date.now() + way.deadlineMs };
  let resolve: (error: unknown) => void = () => undefined;
  const answered = new Promise((done) => (resolve = done));
  const call = connection.client.append(new Metadata(), options, (error) => resolve(error));
  call.on('error', () => undefined);
  call.write(headOf(appendOptions(stream)));
  call.write(bodyOf(proposed(stringId(randomUUID()))));
  call.write(bodyOf(proposed(stringId(randomUUID()))));
  await settled(connection);
  await way.leave(connection, call);
  expect(await answered).toMatchObject({ code: expect.any(Number) as number });
  if (!connection.socket.destroyed) await settled(connection);
  connection.close();
}

it.each(ways)('a client that $how in the middle of an append has appended nothing', async (way) => {
  const streams = Array.from({ length: 20 }, () => newStream());
  await Promise.all(streams.map((stream) => leaveHalfWay(stream, way)));
  // What came before it in the writer's queue has been written when it has.
  await store.client.appendToStream(newStream(), numbered(1));
  const recorded = (await collect(store.client.readAll())).map(({ event }) => event?.streamId);
  expect(recorded.filter((stream) => streams.includes(stream ?? ''))).toEqual([]);
});
