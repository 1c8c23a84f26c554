/** What the client never sends but the protocol allows, by the generated stubs. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { credentials } from '@grpc/grpc-js';
import type { ClientOptions } from '@grpc/grpc-js';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import type {
  AppendReq,
  AppendResp,
  BatchAppendResp,
  ReadReq,
  ReadResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import { jsonEvent } from '@eventstore/db-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../../support/condition.ts';
import {
  appendOptions,
  bodyOf,
  headOf,
  identifierOf,
  proposed,
  readOptions,
  requestOf,
  stringId,
} from './messages.ts';
import { collect, newStream, numbered, startStore } from './support.ts';
import type { Store } from './support.ts';

const INVALID_ARGUMENT = 3;

let store: Store;
const clients: StreamsClient[] = [];
beforeAll(async () => {
  store = await startStore();
});
afterAll(async () => {
  for (const client of clients) client.close();
  await store.close();
});

function connect(options: ClientOptions = {}): StreamsClient {
  const client = new StreamsClient(`127.0.0.1:${store.server.port}`, credentials.createInsecure(), options);
  clients.push(client);
  return client;
}

const properties = { type: 'Raw', 'content-type': 'application/json' };

const append = (
  options: AppendReq.Options | undefined,
  message: AppendReq.ProposedMessage,
): Promise<AppendResp> =>
  new Promise((resolve, reject) => {
    const call = connect().append((error, response) => {
      if (error === null) resolve(response);
      else reject(error);
    });
    if (options !== undefined) call.write(headOf(options));
    call.write(bodyOf(message));
    call.end();
  });

it.each(['ffffffff-ffff-4fff-bfff-ffffffffffff', '00000000-0000-4000-8000-000000000001', randomUUID()])(
  'takes the id %s in two halves',
  async (id) => {
    const hex = id.replaceAll('-', '');
    const halves = new sharedPb.UUID.Structured();
    halves.setMostSignificantBits(String(BigInt.asIntN(64, BigInt(`0x${hex.slice(0, 16)}`))));
    halves.setLeastSignificantBits(String(BigInt.asIntN(64, BigInt(`0x${hex.slice(16)}`))));
    const uuid = new sharedPb.UUID();
    uuid.setStructured(halves);
    const stream = newStream();
    await append(appendOptions(stream), proposed(uuid, properties));
    const [recorded] = await collect(store.client.readStream(stream));
    expect(recorded?.event?.id).toBe(id);
  },
);

it('takes ids in upper case for what they are', async () => {
  const stream = newStream();
  const id = randomUUID();
  await append(appendOptions(stream), proposed(stringId(id.toUpperCase()), properties));
  const [recorded] = await collect(store.client.readStream(stream));
  expect(recorded?.event?.id).toBe(id);
});

it.each<{ what: string; options: () => AppendReq.Options | undefined; given: Record<string, string> }>([
  { what: 'no options', options: () => undefined, given: properties },
  {
    what: 'no expected revision',
    options: () => {
      const options = new streamsPb.AppendReq.Options();
      options.setStreamIdentifier(identifierOf(newStream()));
      return options;
    },
    given: properties,
  },
  {
    what: 'no type',
    options: () => appendOptions(newStream()),
    given: { 'content-type': 'application/json' },
  },
  { what: 'no content type', options: () => appendOptions(newStream()), given: { type: 'T' } },
])('refuses an append with $what', async ({ options, given }) => {
  await expect(append(options(), proposed(stringId(randomUUID()), given))).rejects.toMatchObject({
    code: INVALID_ARGUMENT,
  });
});

it('holds only so much of the unfinished appends of one call, and finishes those that it holds', async () => {
  const data = Buffer.alloc(900_000);
  const call = connect().batchAppend();
  const answers: BatchAppendResp[] = [];
  call.on('data', (answer: BatchAppendResp) => answers.push(answer)).on('error', () => undefined);
  const streams = Array.from({ length: 40 }, () => newStream());
  const ids = streams.map(() => stringId(randomUUID()));
  for (const [index, stream] of streams.entries()) {
    const options = new streamsPb.BatchAppendReq.Options();
    options.setStreamIdentifier(identifierOf(stream));
    options.setAny(new emptyPb.Empty());
    const message = new streamsPb.BatchAppendReq.ProposedMessage();
    message.setId(stringId(randomUUID()));
    for (const [key, value] of Object.entries(properties)) message.getMetadataMap().set(key, value);
    message.setData(data);
    const request = new streamsPb.BatchAppendReq();
    request.setCorrelationId(ids[index]);
    request.setOptions(options);
    request.setProposedMessagesList([message]);
    call.write(request);
  }
  await eventually('the refusals', () => answers.length > 20);
  for (const id of ids) {
    const request = new streamsPb.BatchAppendReq();
    request.setCorrelationId(id);
    request.setIsFinal(true);
    call.write(request);
  }
  call.end();
  await once(call, 'end');
  expect(answers).toHaveLength(streams.length);
  const refused = answers.filter((answer) => answer.hasError());
  expect(refused.every((answer) => answer.getError()?.getMessage().includes('unfinished'))).toBe(true);
  expect(refused.length).toBeLessThan(30);
});

const HALF_A_PAIR = '\ud800';

it.each([
  { what: 'an id with half a surrogate pair', id: `a${HALF_A_PAIR}` },
  { what: 'a very long id', id: 'é'.repeat(100_000) },
])('answers an append with $what, and serves on', async ({ id }) => {
  const stream = newStream();
  const options = { credentials: { username: 'any', password: 'any' }, deadline: 5_000 };
  await expect(
    store.client.appendToStream(stream, jsonEvent({ id, type: 'Odd', data: {} }), options),
  ).rejects.toMatchObject({ code: INVALID_ARGUMENT });
  await store.client.appendToStream(stream, numbered(1), options);
});

it.each([`(${HALF_A_PAIR}`, `(${'é'.repeat(100_000)}`])(
  'answers a filter whose regex is not one, and serves on',
  async (regex) => {
    const expression = new streamsPb.ReadReq.Options.FilterOptions.Expression();
    expression.setRegex(regex);
    const filter = new streamsPb.ReadReq.Options.FilterOptions();
    filter.setEventType(expression);
    const all = new streamsPb.ReadReq.Options.AllOptions();
    all.setStart(new sharedPb.Empty());
    const options = readOptions('');
    options.setAll(all);
    options.setFilter(filter);
    await expect(read(connect(), options)).rejects.toMatchObject({ code: INVALID_ARGUMENT });
    await store.client.appendToStream(newStream(), numbered(1));
  },
);

it.each<{ what: string; change: (options: ReadReq.Options) => void }>([
  { what: 'neither stream nor $all', change: (options) => options.clearStream() },
  { what: 'neither a count nor a subscription', change: (options) => options.clearCount() },
  {
    what: 'a subscription backwards',
    change(options) {
      options.setSubscription(new streamsPb.ReadReq.Options.SubscriptionOptions());
      options.setReadDirection(streamsPb.ReadReq.Options.ReadDirection.BACKWARDS);
    },
  },
  {
    what: 'a filter on a stream',
    change(options) {
      const expression = new streamsPb.ReadReq.Options.FilterOptions.Expression();
      expression.setPrefixList(['a']);
      const filter = new streamsPb.ReadReq.Options.FilterOptions();
      filter.setEventType(expression);
      options.setFilter(filter);
    },
  },
])('refuses a read of $what', async ({ change }) => {
  const options = readOptions(newStream());
  change(options);
  await expect(read(connect(), options)).rejects.toMatchObject({ code: INVALID_ARGUMENT });
});

it('lets a client ping as often as it likes', async () => {
  const impatient = connect({
    'grpc.keepalive_time_ms': 5,
    'grpc.keepalive_timeout_ms': 5_000,
    'grpc.keepalive_permit_without_calls': 1,
  });
  const stream = newStream();
  const options = readOptions(stream);
  options.setSubscription(new streamsPb.ReadReq.Options.SubscriptionOptions());
  const following = impatient.read(requestOf(options));
  const seen: ReadResp[] = [];
  following.on('data', (response: ReadResp) => seen.push(response)).on('error', () => undefined);
  await once(following, 'data');
  for (let turn = 0; turn < 100; turn++) await store.client.appendToStream(stream, numbered(1));
  while (seen.filter((response) => response.hasEvent()).length < 100) await once(following, 'data');
  following.cancel();
});

async function read(client: StreamsClient, options: ReadReq.Options): Promise<ReadResp[]> {
  return collect(client.read(requestOf(options)) as AsyncIterable<ReadResp>);
}
