/**
 * A small event store in memory that misbehaves when told to: over real gRPC, for the real client library. It keeps to the
 * protocol's semantics where it behaves (expected revisions, idempotent appends, subscriptions after a position).
 */
import { Metadata, Server, ServerCredentials, status } from '@grpc/grpc-js';
import type { sendUnaryData, ServerReadableStream, ServerWritableStream, ServiceError } from '@grpc/grpc-js';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import featuresPb from '@eventstore/db-client/generated/serverfeatures_pb.js';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { IStreamsServer } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import type { AppendReq, AppendResp, ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';

/** What happens to one append. The first four store nothing. */
export type AppendFault =
  | 'silence'
  | 'unavailable'
  | 'internal error'
  | 'too large'
  | { readonly leader: { readonly host: string; readonly port: number } }
  | 'stored, then silence'
  | 'stored, then unavailable';

export type SubscriptionFault = 'unconfirmed' | 'ended at once';

export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
  readonly data: string;
  readonly metadata: string;
}

export interface FaultyEventStore {
  readonly port: number;
  readonly url: string;
  /** All that is stored, in the order of the log. Positions are 100, 200, … */
  readonly log: readonly StoredEvent[];
  /** The calls that came, by method, and the connection names that their clients gave. */
  readonly calls: readonly { readonly method: string; readonly client: string }[];
  /** Faults of the appends to come, one each, first in first out. */
  readonly appendFaults: AppendFault[];
  readonly subscriptionFaults: SubscriptionFault[];
  /** How many reads of a stream to come send its first event and then nothing. */
  halfReads: number;
  readonly openSubscriptions: number;
  /** Messages of subscriptions that were handed to the network. */
  readonly sent: number;
  /** Appends past the client, as another writer would. */
  store(stream: string, count: number, data?: string): void;
  /** Ends all subscriptions with this gRPC status, 0 being a normal end. */
  endSubscriptions(code: status): void;
  stop(): Promise<void>;
}

interface Proposed {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

type Subscription = ServerWritableStream<ReadReq, ReadResp>;

export async function startFaultyEventStore(port = 0): Promise<FaultyEventStore> {
  const log: StoredEvent[] = [];
  const calls: { method: string; client: string }[] = [];
  const appendFaults: AppendFault[] = [];
  const subscriptionFaults: SubscriptionFault[] = [];
  const subscriptions = new Set<Subscription>();
  const unanswered: sendUnaryData<AppendResp>[] = [];
  let sent = 0;
  let halfReads = 0;

  const note = (method: string, metadata: Metadata): void => {
    calls.push({ method, client: String(metadata.get('connection-name')[0]) });
  };
  const eventsOf = (stream: string): StoredEvent[] => log.filter((event) => event.stream === stream);

  function append(stream: string, expected: bigint, proposed: readonly Proposed[]): bigint | undefined {
    const events = eventsOf(stream);
    const revision = BigInt(events.length) - 1n;
    const repeated = events.slice(Number(expected) + 1, Number(expected) + 1 + proposed.length);
    const known = proposed.every(({ id }, index) => repeated[index]?.id === id);
    if (known) return expected + BigInt(proposed.length);
    if (revision !== expected) return undefined;
    const stored = proposed.map((event, index) => ({
      ...event,
      stream,
      revision: revision + 1n + BigInt(index),
      position: 100n * BigInt(log.length + 1 + index),
    }));
    log.push(...stored);
    for (const event of stored)
      for (const subscription of subscriptions) push(subscription, eventMessage(event));
    return revision + BigInt(proposed.length);
  }

  function push(call: Subscription, message: ReadResp): boolean {
    sent += 1;
    return call.write(message);
  }

  function answerAppend(messages: readonly AppendReq[], callback: sendUnaryData<AppendResp>): void {
    const fault = appendFaults.shift();
    const options = messages[0]?.getOptions();
    const stream = nameOf(options?.getStreamIdentifier());
    const proposed = messages.flatMap((message) => {
      const event = message.getProposedMessage();
      const [id, type] = [event?.getId()?.getString(), event?.getMetadataMap().get('type')];
      if (!event || !id || !type) return [];
      const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
      return [{ id, type, data: text(event.getData_asU8()), metadata: text(event.getCustomMetadata_asU8()) }];
    });
    if (typeof fault === 'object') {
      const { host, port: leaderPort } = fault.leader;
      const exception = {
        exception: 'not-leader',
        'leader-endpoint-host': host,
        'leader-endpoint-port': String(leaderPort),
      };
      callback(failure(status.NOT_FOUND, exception));
      return;
    }
    if (fault === 'unavailable') return callback(failure(status.UNAVAILABLE));
    if (fault === 'internal error') return callback(failure(status.INTERNAL));
    if (fault === 'too large') {
      return callback(
        failure(status.INVALID_ARGUMENT, {
          exception: 'maximum-append-size-exceeded',
          'maximum-append-size': '1048576',
        }),
      );
    }
    if (fault !== 'silence') {
      const expected = options?.hasRevision() ? BigInt(options.getRevision()) : -1n;
      const revision = append(stream, expected, proposed);
      if (fault === undefined) return callback(null, appendAnswer(revision, eventsOf(stream).at(-1)));
    }
    if (fault === 'stored, then unavailable') return callback(failure(status.UNAVAILABLE));
    unanswered.push(callback);
  }

  function read(call: Subscription): void {
    const options = call.request.getOptions();
    const stream = options?.getStream();
    const fromAll = options?.getAll();
    note(options?.hasSubscription() ? 'subscribe' : 'read', call.metadata);
    if (stream) {
      const backwards = options?.getReadDirection() === streamsPb.ReadReq.Options.ReadDirection.BACKWARDS;
      const all = eventsOf(nameOf(stream.getStreamIdentifier()));
      const events = backwards ? all.toReversed().slice(0, Number(options?.getCount())) : all;
      if (events.length === 0)
        call.write(
          new streamsPb.ReadResp().setStreamNotFound(
            new streamsPb.ReadResp.StreamNotFound().setStreamIdentifier(stream.getStreamIdentifier()),
          ),
        );
      const half = halfReads > 0;
      if (half) halfReads -= 1;
      for (const event of half ? events.slice(0, 1) : events) call.write(eventMessage(event));
      if (!half) call.end();
      return;
    }
    const from = fromAll?.hasPosition() ? BigInt(fromAll.getPosition()?.getCommitPosition() ?? 0) : 0n;
    if (options?.hasSubscription()) return subscribe(call, from);
    const backwards = options?.getReadDirection() === streamsPb.ReadReq.Options.ReadDirection.BACKWARDS;
    const events = log.filter(({ position }) => backwards || position >= from);
    if (backwards) events.reverse();
    for (const event of events.slice(0, Number(options?.getCount()))) call.write(eventMessage(event));
    call.end();
  }

  function subscribe(call: Subscription, after: bigint): void {
    const fault = subscriptionFaults.shift();
    subscriptions.add(call);
    call.on('cancelled', () => subscriptions.delete(call));
    call.on('close', () => subscriptions.delete(call));
    if (fault === 'unconfirmed') return;
    push(
      call,
      new streamsPb.ReadResp().setConfirmation(
        new streamsPb.ReadResp.SubscriptionConfirmation().setSubscriptionId('1'),
      ),
    );
    const history = log.filter((event) => event.position > after).map(eventMessage);
    history.push(new streamsPb.ReadResp().setCaughtUp(new streamsPb.ReadResp.CaughtUp()));
    const pushOn = (): void => {
      for (let message = history.shift(); message !== undefined; message = history.shift()) {
        if (!push(call, message)) return void call.once('drain', pushOn);
      }
    };
    pushOn();
    if (fault === 'ended at once') call.end();
  }

  const server = new Server();
  const streams: IStreamsServer = {
    append(call: ServerReadableStream<AppendReq, AppendResp>, callback) {
      note('append', call.metadata);
      const messages: AppendReq[] = [];
      call.on('data', (message: AppendReq) => messages.push(message));
      call.on('end', () => answerAppend(messages, callback));
    },
    // The way that the client library takes when nothing keeps it from it: the stream ends well, the append is never answered.
    batchAppend(call) {
      note('batchAppend', call.metadata);
      call.once('data', () => call.end());
    },
    read,
    delete: (_, callback) => callback(failure(status.UNIMPLEMENTED)),
    tombstone: (_, callback) => callback(failure(status.UNIMPLEMENTED)),
  };
  server.addService(StreamsService, streams);
  server.addService(ServerFeaturesService, {
    getSupportedMethods(
      call: { metadata: Metadata },
      callback: sendUnaryData<InstanceType<typeof featuresPb.SupportedMethods>>,
    ) {
      note('features', call.metadata);
      const batch = new featuresPb.SupportedMethod()
        .setServiceName('event_store.client.streams.streams')
        .setMethodName('batchappend');
      callback(
        null,
        new featuresPb.SupportedMethods().setEventStoreServerVersion('24.10.0').setMethodsList([batch]),
      );
    },
  });
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, actual) =>
      error ? reject(error) : resolve(actual),
    );
  });

  return {
    port: bound,
    url: `esdb://127.0.0.1:${bound}?tls=false`,
    log,
    calls,
    appendFaults,
    subscriptionFaults,
    get halfReads() {
      return halfReads;
    },
    set halfReads(count) {
      halfReads = count;
    },
    get openSubscriptions() {
      return subscriptions.size;
    },
    get sent() {
      return sent;
    },
    store(stream, count, data = '{}') {
      for (let index = 0; index < count; index += 1) {
        append(stream, BigInt(eventsOf(stream).length) - 1n, [
          { id: crypto.randomUUID(), type: 'Happened', data, metadata: '{}' },
        ]);
      }
    },
    endSubscriptions(code) {
      for (const call of subscriptions) {
        if (code === status.OK) call.end();
        else call.emit('error', failure(code));
      }
      subscriptions.clear();
    },
    async stop() {
      for (const callback of unanswered) callback(failure(status.UNAVAILABLE));
      server.forceShutdown();
      await Promise.resolve();
    },
  };
}

function failure(code: status, trailers: Readonly<Record<string, string>> = {}): Partial<ServiceError> {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, value);
  return { code, details: 'a fault of the test', metadata };
}

function nameOf(identifier: InstanceType<typeof sharedPb.StreamIdentifier> | undefined): string {
  return Buffer.from(identifier?.getStreamName_asU8() ?? []).toString();
}

function appendAnswer(revision: bigint | undefined, last: StoredEvent | undefined): AppendResp {
  if (revision === undefined) {
    const wrong = new streamsPb.AppendResp.WrongExpectedVersion();
    if (last) wrong.setCurrentRevision(last.revision.toString());
    else wrong.setCurrentNoStream(new sharedPb.Empty());
    return new streamsPb.AppendResp().setWrongExpectedVersion(wrong);
  }
  const success = new streamsPb.AppendResp.Success().setCurrentRevision(revision.toString());
  return new streamsPb.AppendResp().setSuccess(success.setNoPosition(new sharedPb.Empty()));
}

function eventMessage({ id, type, stream, revision, position, data, metadata }: StoredEvent): ReadResp {
  const event = new streamsPb.ReadResp.ReadEvent.RecordedEvent()
    .setId(new sharedPb.UUID().setString(id))
    .setStreamIdentifier(new sharedPb.StreamIdentifier().setStreamName(Buffer.from(stream)))
    .setStreamRevision(revision.toString())
    .setCommitPosition(position.toString())
    .setPreparePosition(position.toString())
    .setData(Buffer.from(data))
    .setCustomMetadata(Buffer.from(metadata));
  event.getMetadataMap().set('type', type).set('content-type', 'application/json').set('created', '0');
  return new streamsPb.ReadResp().setEvent(
    new streamsPb.ReadResp.ReadEvent().setEvent(event).setCommitPosition(position.toString()),
  );
}
