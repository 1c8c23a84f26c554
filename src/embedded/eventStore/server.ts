/**
 * The embedded event store: one node that serves EventStoreDB's gRPC protocol from a Postgres database. It puts the
 * services on a port; what they do is in the files beside this one.
 */
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type {
  AppendReq,
  AppendResp,
  BatchAppendReq,
  BatchAppendResp,
  DeleteReq,
  DeleteResp,
  ReadReq,
  TombstoneReq,
  TombstoneResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import type { sendUnaryData, ServerDuplexStream, ServerReadableStream, ServerUnaryCall } from '@grpc/grpc-js';
import { unavailable } from './errors.ts';
import { supportedMethods } from './features.ts';
import { gossip } from './gossip.ts';
import { openLog } from './log.ts';
import type { EventLog } from './log.ts';
import { append } from './streams/append.ts';
import { batchAppend } from './streams/batchAppend.ts';
import { answerWith, serveStream } from './streams/calls.ts';
import type { FrameCall, Shutdown } from './streams/calls.ts';
import { deleteStream, tombstoneStream } from './streams/delete.ts';
import { read } from './streams/read.ts';

export interface EventStoreServer {
  /** A connection string for the client: `esdb://host:port?tls=false`. */
  readonly url: string;
  readonly port: number;
  /** Answers what is under way, ends subscriptions with UNAVAILABLE, and gives up the database. */
  stop(): Promise<void>;
}

export interface EventStoreOptions {
  /** A database of its own; the schema is created when it is not there. */
  readonly databaseUrl: string;
  /** On 127.0.0.1, for there is no authentication; 0, the default, takes any free port. */
  readonly port?: number;
  /** Hears, in sentences, when Postgres is lost and found again. */
  readonly report?: (message: string) => void;
}

const HOST = '127.0.0.1';

/** Larger than any append may be, so that a large one gets the protocol's answer and not the transport's. */
const MAX_MESSAGE_BYTES = 17 * 1024 * 1024;

/** How long a stop waits for the last answers to be given and taken, in milliseconds. */
const STOP_GRACE_MS = 2_000;

/**
 * Starts serving. Throws `SecondWriterError` when another server has the database and keeps it, and otherwise what `pg`
 * or the listening socket throw.
 */
export async function startEventStore(options: EventStoreOptions): Promise<EventStoreServer> {
  const { databaseUrl, port = 0, report = () => undefined } = options;
  const log = await openLog({ databaseUrl, report });
  const stopping = new AbortController();
  // Every call under way listens to it; that many are no leak.
  setMaxListeners(0, stopping.signal);
  const server = createServer(log, stopping);
  try {
    const bound = await listen(server, port);
    const address = `${HOST}:${bound}`;
    return {
      url: `esdb://${address}?tls=false`,
      port: bound,
      stop: () => stop(server, address, log, stopping),
    };
  } catch (error) {
    await log.close();
    throw error;
  }
}

function createServer(log: EventLog, shutdown: Shutdown): Server {
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
    // Call statistics that nobody reads.
    'grpc.enable_channelz': 0,
  });
  server.addService(streamsDefinition, {
    append: (call: ServerReadableStream<AppendReq, AppendResp>, callback: sendUnaryData<AppendResp>) =>
      void answerWith(callback, append(log, call)),
    batchAppend: (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>) =>
      batchAppend(log, shutdown, call),
    delete: (call: ServerUnaryCall<DeleteReq, DeleteResp>, callback: sendUnaryData<DeleteResp>) =>
      void answerWith(callback, deleteStream(log, call.request)),
    tombstone: (call: ServerUnaryCall<TombstoneReq, TombstoneResp>, callback: sendUnaryData<TombstoneResp>) =>
      void answerWith(callback, tombstoneStream(log, call.request)),
    read: (call: FrameCall<ReadReq>) => void serveStream(call, shutdown, (signal) => read(log, call, signal)),
  });
  server.addService(GossipService, { read: gossip(randomUUID()) });
  server.addService(ServerFeaturesService, { getSupportedMethods: supportedMethods });
  return server;
}

/** The generated service, but for Read, whose answers come encoded. */
const streamsDefinition = {
  ...StreamsService,
  read: { ...StreamsService.read, responseSerialize: (frame: Buffer) => frame },
};

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.bindAsync(`${HOST}:${port}`, ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });

async function stop(
  server: Server,
  address: string,
  log: EventLog,
  stopping: AbortController,
): Promise<void> {
  stopping.abort(unavailable('The event store is stopping.'));
  // Not forceShutdown: without call statistics it knows of no connection.
  server.drain(address, STOP_GRACE_MS);
  await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
  await log.close();
}
