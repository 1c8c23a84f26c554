/** What was thrown, as an answer; the log gets what the caller is not told. */
import type { ErrorRequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { send, type Answer } from './endpoint.ts';
import { errorAnswer } from './errorAnswers.ts';
import { note, requestIdOf } from './exchange.ts';

/** The answer to an error. Notes its fault for the request's log line; a defect is logged with its stack. */
export function failureAnswer(error: unknown, response: Response, log: Logger): Answer {
  const { fault, defect, ...answer } = errorAnswer(error, requestIdOf(response));
  note(response, { fault });
  if (defect) {
    const stack = error instanceof Error ? error.stack : String(error);
    log.error({ requestId: requestIdOf(response), stack }, 'a request failed');
  }
  return answer;
}

/** Answers for whatever was thrown. Express knows it by its four parameters. */
export function failure(log: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    const answer = failureAnswer(error, response, log);
    if (response.headersSent) response.destroy();
    else send(response, answer);
  };
}
