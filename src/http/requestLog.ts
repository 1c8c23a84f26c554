/**
 * One log line a request. It names the route, never the path or any header: a caller may have put a secret there.
 * What the caller was refused for stands here, not in the answer.
 */
import type { RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { beginExchange, exchangeOf } from './exchange.ts';
import type { RequestObserver } from './observer.ts';

/** What proxies log for a caller who left before the answer (nginx's number). */
const callerLeft = 499;

/**
 * Begins each request's exchange, and tells of it when it is over. Comes first.
 * @param answered hears of every answer, with its route's pattern
 */
export function requestLog(log: Logger, answered?: RequestObserver['answer']): RequestHandler {
  // Each of its fields is one of ours: to look for credentials in them would cost 80 µs a line.
  const lines = log.child({}, { redact: [] });

  function closed(this: Response): void {
    const { requestId, begun, headers: _, session: __, routine = false, ...notes } = exchangeOf(this);
    const { statusCode: status, writableFinished } = this;
    const ms = performance.now() - begun;
    const of = level(status, routine);
    if (lines.isLevelEnabled(of)) {
      const line = {
        requestId,
        method: this.req.method,
        ...notes,
        status,
        ms: Math.round(ms * 10) / 10,
        ...(!writableFinished && { aborted: true }),
      };
      lines[of](line, 'request');
    }
    // A stream was answered when it began; it lasts for as long as somebody reads it.
    if (notes.begunMs !== undefined) answered?.(notes.route, status, notes.begunMs / 1000);
    else answered?.(notes.route, writableFinished ? status : callerLeft, ms / 1000);
  }

  return (request, response, next) => {
    beginExchange(request, response);
    response.on('close', closed);
    next();
  };
}

function level(status: number, routine: boolean): 'debug' | 'info' | 'warn' | 'error' {
  if (status === 503) return 'warn';
  if (status >= 500) return 'error';
  return routine ? 'debug' : 'info';
}
