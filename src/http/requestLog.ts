/**
 * One log line a request. It names the route, never the path or any header: a caller may have put a secret there.
 * What the caller was refused for stands here, not in the answer.
 */
import type { RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import type { RequestObserver } from './observer.ts';
import { requestIdOf } from './requestId.ts';

export interface Notes {
  /** The route's pattern. */
  readonly route?: string;
  readonly merchantId?: string;
  readonly actor?: string;
  readonly keyId?: string;
  readonly endpointId?: string;
  /** Why a key was refused. */
  readonly refusal?: string;
  /** Why the request failed otherwise. */
  readonly fault?: string;
  /** Not worth a line unless it fails. */
  readonly routine?: boolean;
}

/** Adds to the request's log line. */
export function note(response: Response, notes: Notes): void {
  Object.assign(response.locals, notes);
}

/** What proxies log for a caller who left before the answer (nginx's number). */
const callerLeft = 499;

/** @param answered hears of every answer, with its route's pattern */
export function requestLog(log: Logger, answered?: RequestObserver['answer']): RequestHandler {
  return (request, response, next) => {
    const begun = performance.now();
    response.once('close', () => {
      const { routine = false, ...notes } = response.locals as Notes;
      const { statusCode: status, writableFinished } = response;
      const ms = performance.now() - begun;
      const line = {
        requestId: requestIdOf(response),
        method: request.method,
        ...notes,
        status,
        ms: Math.round(ms * 10) / 10,
        ...(!writableFinished && { aborted: true }),
      };
      log[level(status, routine)](line, 'request');
      answered?.(notes.route, writableFinished ? status : callerLeft, ms / 1000);
    });
    next();
  };
}

function level(status: number, routine: boolean): 'debug' | 'info' | 'warn' | 'error' {
  if (status === 503) return 'warn';
  if (status >= 500) return 'error';
  return routine ? 'debug' : 'info';
}
