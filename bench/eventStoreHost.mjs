/**
 * A server of the event store bench, in a process of its own: `node eventStoreHost.mjs store <database URL>` is
 * the embedded event store, `… echo` a bare grpc-js server that answers the same messages without doing anything.
 * It prints its port, then for each line of its standard input the microseconds of processor time that it has used,
 * and ends with its standard input.
 */
import { createInterface } from 'node:readline';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import { eventFrame, framed } from '../dist/embedded/eventStore/frames.js';
import { startEventStore } from '../dist/embedded/eventStore/server.js';

/** @typedef {import('@eventstore/db-client/generated/streams_pb.js').ReadReq} ReadReq */

const [kind, databaseUrl] = process.argv.slice(2);
const port = kind === 'store' ? await startStore() : await startEcho();
console.log(port);
createInterface(process.stdin)
  .on('line', () => {
    const { user, system } = process.cpuUsage();
    console.log(user + system);
  })
  .on('close', () => process.exit());

async function startStore() {
  const server = /** @type {{ port: number }} */ (await startEventStore({ databaseUrl }));
  return server.port;
}

/**
 * Append answers at once; Read sends one event again and again, as many as the request's count.
 * @returns {Promise<number>}
 */
async function startEcho() {
  const success = new streamsPb.AppendResp.Success();
  success.setCurrentRevision('1');
  const response = new streamsPb.AppendResp();
  response.setSuccess(success);
  const server = new Server();
  server.addService(
    { ...StreamsService, read: { ...StreamsService.read, responseSerialize: asItIs } },
    {
      /**
       * @param {import('@grpc/grpc-js').ServerReadableStream<unknown, unknown>} call
       * @param {import('@grpc/grpc-js').sendUnaryData<unknown>} callback
       */
      append(call, callback) {
        call.on('data', () => undefined).on('end', () => callback(null, response));
      },
      /** @param {import('@grpc/grpc-js').ServerWritableStream<ReadReq, Buffer>} call */
      async read(call) {
        const frame = /** @type {Buffer} */ (eventFrame(framed(sampleEvent()), 'string'));
        for (let left = Number(call.request.getOptions()?.getCount()); left > 0; left--)
          if (!call.write(frame)) await new Promise((resolve) => call.once('drain', resolve));
        call.end();
      },
    },
  );
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
}

/** @param {Buffer} frame */
function asItIs(frame) {
  return frame;
}

/** As large as the events that the bench appends. */
function sampleEvent() {
  const data = Buffer.from(JSON.stringify({ number: 123456, text: 'x'.repeat(120) }));
  const metadata = Buffer.from(JSON.stringify({ actor: 'bench' }));
  const id = '11111111-2222-4333-8444-555555555555';
  return {
    id,
    type: 'Benched',
    stream: 'wanted-12345',
    json: true,
    data,
    metadata,
    revision: 7n,
    position: 12345678n,
    created: Date.now(),
  };
}
