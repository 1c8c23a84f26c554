/**
 * What an error of the client library means. Most of its errors do not say what became of the call; the few that do are
 * the server's own decision, and are listed here.
 */
import { StreamDeletedError, WrongExpectedVersionError } from '@eventstore/db-client';
import {
  EventStoreRefused,
  EventStoreUnavailable,
  StreamTombstoned,
  WrongExpectedRevision,
} from '../errors.ts';
import type { ExpectedRevision } from '../eventStore.ts';

/** gRPC statuses by which a server declines this very request, however often it comes. */
const refusals: ReadonlyMap<unknown, string> = new Map([
  [3, 'invalid argument'],
  [7, 'permission denied'],
  [9, 'failed precondition'],
  [12, 'not implemented'],
  [16, 'unauthenticated'],
]);

/** The server's decision as an error of ours, or undefined when it is not known what became of the call. */
export function decision(error: unknown, stream = '$all', expected?: ExpectedRevision): Error | undefined {
  if (error instanceof WrongExpectedVersionError && expected !== undefined)
    return new WrongExpectedRevision(stream, expected, error.actualVersion);
  if (error instanceof StreamDeletedError) return new StreamTombstoned(stream);
  if (error instanceof EventStoreRefused) return error;
  const refusal = refusals.get(statusOf(error));
  return refusal === undefined
    ? undefined
    : new EventStoreRefused(`the event store refused a call on ${stream} (${refusal}): ${messageOf(error)}`, {
        cause: error,
      });
}

/** Any other fault, told as what it means to the caller. */
export function unavailable(what: string, error: unknown): EventStoreUnavailable {
  return error instanceof EventStoreUnavailable
    ? error
    : new EventStoreUnavailable(`${what}: the event store is not available: ${messageOf(error)}`, {
        cause: error,
      });
}

/** The gRPC status of an error, whether the client library has wrapped it or not. */
export function statusOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
