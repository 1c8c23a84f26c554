/**
 * BatchAppend: one call carries many appends, each in one or more messages that share a correlation id, and answers
 * each as soon as it is durable. A refused append is an answer in band. What ends the call for all of them is the loss of
 * the storage, which is how the client learns to connect anew, a stop, and a request that cannot be told from another.
 */
import { status } from '@grpc/grpc-js';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { COST_OF_ANY, costOf } from '../cost.ts';
import { ProtocolError, toStatus } from '../errors.ts';
import type { Command, Outcome, ProposedEvent } from '../events.ts';
import type { EventLog } from '../log.ts';
import {
  checkRoomAfter,
  MAX_APPEND_BYTES,
  readExpectedRevision,
  readProposedEvent,
  readStreamName,
  sizeOfEvent,
} from '../requests.ts';
import { readUuid } from '../uuids.ts';
import { appendTooLarge, badRequest, batchError, batchSuccess, deadlinePassed } from './batchAnswers.ts';
import type { Shutdown } from './calls.ts';

/** An append whose messages are still coming in. */
interface Unfinished {
  readonly options: BatchAppendReq.Options;
  readonly events: ProposedEvent[];
  bytes: number;
  /** Of memory, in bytes. */
  cost: number;
}

/** One call may hold this much of unfinished appends, and is not read from while as much is running. */
const MAX_COST = 16 * 1024 * 1024;
const MAX_RUNNING = 1_000;

type BatchCall = ServerDuplexStream<BatchAppendReq, BatchAppendResp>;

export function batchAppend(log: EventLog, shutdown: Shutdown, call: BatchCall): void {
  const unfinished = new Map<string, Unfinished>();
  const running = new Set<Promise<void>>();
  let unfinishedCost = 0;
  let runningCost = 0;
  let drained = true;
  let ended = false;

  /** A client that does not read its answers, or asks faster than they can be given, is not read from. */
  function pace(): void {
    const busy = running.size >= MAX_RUNNING || runningCost >= MAX_COST;
    if (busy || !drained) call.pause();
    else call.resume();
  }

  async function endWhenAnswered(reason?: unknown): Promise<void> {
    ended = true;
    await Promise.all(running);
    shutdown.signal.removeEventListener('abort', onShutdown);
    if (reason === undefined) call.end();
    else call.emit('error', toStatus(reason));
  }

  function end(reason?: unknown): void {
    if (!ended) void endWhenAnswered(reason);
  }

  const onShutdown = (): void => end(shutdown.signal.reason);

  function answer(request: BatchAppendReq, options: BatchAppendReq.Options, response: BatchAppendResp): void {
    response.setCorrelationId(request.getCorrelationId());
    response.setStreamIdentifier(options.getStreamIdentifier());
    if (call.write(response) || !drained) return;
    drained = false;
    call.once('drain', () => {
      drained = true;
      pace();
    });
    pace();
  }

  function run(request: BatchAppendReq, append: Unfinished): void {
    const done: Promise<void> = log
      .execute(toCommand(append))
      .then((outcome: Outcome) => answer(request, append.options, toAnswer(outcome)))
      .catch(end)
      .finally(() => {
        running.delete(done);
        runningCost -= append.cost;
        pace();
      });
    running.add(done);
    runningCost += append.cost;
    pace();
  }

  function take(request: BatchAppendReq): void {
    const correlation = readUuid(request.getCorrelationId(), 'A correlation id');
    const options = request.getOptions();
    const append =
      options === undefined ? unfinished.get(correlation) : { options, events: [], bytes: 0, cost: 0 };
    // The rest of an append that was refused at its beginning.
    if (append === undefined) return;
    if (unfinished.delete(correlation)) unfinishedCost -= append.cost;
    try {
      const refusal = addEvents(append, request);
      if (refusal !== undefined) answer(request, append.options, refusal);
      else if (request.getIsFinal()) run(request, append);
      else if (unfinishedCost + append.cost > MAX_COST)
        answer(
          request,
          append.options,
          badRequest('The call has too many unfinished appends: finish some before beginning others.'),
        );
      else {
        unfinished.set(correlation, append);
        unfinishedCost += append.cost;
      }
    } catch (error) {
      if (!(error instanceof ProtocolError) || error.code !== status.INVALID_ARGUMENT) throw error;
      answer(request, append.options, badRequest(error.message));
    }
  }

  shutdown.signal.addEventListener('abort', onShutdown);
  if (shutdown.signal.aborted) onShutdown();
  call.on('data', (request: BatchAppendReq) => {
    if (ended) return;
    try {
      take(request);
    } catch (error) {
      end(error);
    }
  });
  call.on('end', () => end());
  call.on('cancelled', () => shutdown.signal.removeEventListener('abort', onShutdown));
}

/** Adds the request's events; answers why the append must be refused, if it must. */
function addEvents(append: Unfinished, request: BatchAppendReq): BatchAppendResp | undefined {
  const deadline = request.getOptions()?.getDeadline();
  if (deadline !== undefined && deadline.toDate().getTime() <= Date.now()) return deadlinePassed();
  append.cost += COST_OF_ANY;
  for (const message of request.getProposedMessagesList()) {
    checkRoomAfter(append.events.length);
    const event = readProposedEvent(message);
    append.bytes += sizeOfEvent(event);
    if (append.bytes > MAX_APPEND_BYTES) return appendTooLarge(MAX_APPEND_BYTES);
    append.cost += costOf('', event);
    append.events.push(event);
  }
  return undefined;
}

function toCommand({ options, events }: Unfinished): Command {
  const stream = readStreamName(options.getStreamIdentifier());
  const expected = readExpectedRevision(options);
  return { kind: 'append', stream, expected, events };
}

const toAnswer = (outcome: Outcome): BatchAppendResp =>
  outcome.kind === 'committed' ? batchSuccess(outcome) : batchError(outcome);
