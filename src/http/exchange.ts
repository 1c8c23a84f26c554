/**
 * What is known of a request while it is answered: in one object of one shape, made when it begins, so that nothing has
 * to be set on the response or looked up in it by name.
 */
import type { Request, Response } from 'express';
import type { Session } from './signIn/sessions.ts';
import { requestIdFor } from './requestId.ts';

export interface Exchange extends Notes {
  readonly requestId: string;
  /** By `performance.now()`. */
  readonly begun: number;
  /** Of the answer, whichever it will be: names and values by turns. */
  readonly headers: string[];
  /** Of somebody in a browser; nothing of it is logged but whose it is. */
  session: Session | undefined;
}

/** For the request's log line. */
export interface Notes {
  /** The route's pattern. */
  route?: string | undefined;
  merchantId?: string | undefined;
  actor?: string | undefined;
  keyId?: string | undefined;
  endpointId?: string | undefined;
  /** How many entries of the audit were handed out. */
  entries?: number | undefined;
  /** Of an answer that is sent piece by piece: after how many milliseconds it began. */
  begunMs?: number | undefined;
  /** Why a key was refused. */
  refusal?: string | undefined;
  /** Why the request failed otherwise. */
  fault?: string | undefined;
  /** Not worth a line unless it fails. */
  routine?: boolean | undefined;
}

/** Comes before all else that is done for a request. */
export function beginExchange(request: Request, response: Response): void {
  const requestId = requestIdFor(request);
  const exchange: Exchange = {
    requestId,
    begun: performance.now(),
    headers: ['X-Request-Id', requestId],
    session: undefined,
    route: undefined,
    merchantId: undefined,
    actor: undefined,
    keyId: undefined,
    endpointId: undefined,
    entries: undefined,
    begunMs: undefined,
    refusal: undefined,
    fault: undefined,
    routine: undefined,
  };
  response.locals = exchange;
}

export function exchangeOf(response: Response): Exchange {
  return response.locals as Exchange;
}

/** Adds to the request's log line. */
export function note(response: Response, notes: Readonly<Notes>): void {
  Object.assign(exchangeOf(response), notes);
}

/** What the answer and the log name the request by. */
export function requestIdOf(response: Response): string {
  return exchangeOf(response).requestId;
}
