/**
 * Errors as the protocol carries them: a gRPC status, and trailers that tell the client which of its own error
 * classes to throw (`exception` and its details).
 */
import { toUSVString } from 'node:util';
import { Metadata, status } from '@grpc/grpc-js';
import type { ServerErrorResponse } from '@grpc/grpc-js';
import type { ExpectedRevision, Refusal } from './events.ts';
import { NO_REVISION } from './events.ts';

export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly code: status;
  readonly trailers: Readonly<Record<string, string>>;

  constructor(
    code: status,
    message: string,
    trailers: Readonly<Record<string, string>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.trailers = trailers;
  }
}

/** The storage is away, or the server stops: nothing is known about the request, a retry may be worth it. */
export const unavailable = (message: string, cause?: unknown): ProtocolError =>
  new ProtocolError(status.UNAVAILABLE, message, {}, { cause });

export const invalidArgument = (message: string): ProtocolError =>
  new ProtocolError(status.INVALID_ARGUMENT, message);

/** Nobody hears it: the client has left. */
export const cancelled = (): ProtocolError => new ProtocolError(status.CANCELLED, 'The client has left.');

export const streamDeleted = (stream: string): ProtocolError =>
  new ProtocolError(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });

export const maximumAppendSizeExceeded = (bytes: number): ProtocolError =>
  new ProtocolError(status.INVALID_ARGUMENT, `Maximum Append Size of ${bytes} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(bytes),
  });

export const requiredMetadataMissing = (property: string): ProtocolError =>
  new ProtocolError(status.INVALID_ARGUMENT, `Required Metadata Property '${property}' is missing`, {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  });

/** A refusal for the calls whose answer has no place for one (Delete, Tombstone, and deleted streams). */
export function refused(refusal: Refusal): ProtocolError {
  if (refusal.kind === 'stream_deleted') return streamDeleted(refusal.stream);
  const { stream, expected, current } = refusal;
  return new ProtocolError(
    status.FAILED_PRECONDITION,
    `Append failed due to WrongExpectedVersion. Stream: ${stream}, ` +
      `Expected version: ${versionNumber(expected)}, Actual version: ${current}`,
    {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': versionNumber(expected),
      // Left out, it reads as 'no stream'.
      ...(current !== NO_REVISION && { 'actual-version': String(current) }),
    },
  );
}

/** What grpc-js sends for an error; anything unexpected is INTERNAL and keeps its message. */
export function toStatus(error: unknown): ServerErrorResponse {
  const details = sendable(error instanceof Error ? error.message : String(error));
  const metadata = new Metadata();
  if (!(error instanceof ProtocolError))
    return Object.assign(new Error(details), { code: status.INTERNAL, details, metadata });
  for (const [key, value] of Object.entries(error.trailers)) metadata.set(key, ascii(value));
  return Object.assign(new Error(details), { code: error.code, details, metadata });
}

/** Characters; messages quote what clients sent, which has no limit, and headers do. */
const MAX_DETAILS = 500;

/** grpc-js percent-encodes the details, which throws on half a surrogate pair, and nobody catches that. */
const sendable = (text: string): string => toUSVString(text.slice(0, MAX_DETAILS));

const VERSION_NUMBERS = { no_stream: '-1', any: '-2', stream_exists: '-4' } as const;

const versionNumber = (expected: ExpectedRevision): string =>
  typeof expected === 'bigint' ? String(expected) : VERSION_NUMBERS[expected];

/** gRPC trailers are ASCII; other characters are percent-encoded rather than lost. */
const ascii = (value: string): string => toUSVString(value).replace(/[^\x20-\x7e]+/g, encodeURIComponent);
