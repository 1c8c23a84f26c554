/** Reads a request's JSON body, only after the caller is known and allowed. */
import { json, type Request, type Response } from 'express';
import { invalidInput } from '../domain/errors.ts';
import { problem } from './problem.ts';

const limitBytes = 64 * 1024;
const maxDepth = 32;
const types = ['application/json', 'application/*+json'];

const parser = json({ limit: limitBytes, type: types, inflate: false });

/**
 * The parsed body; `{}` when none was sent.
 * @throws an error with status 400 (malformed), 413 (over 64 KiB) or 415 (not JSON), DomainError INVALID_INPUT when it is
 *   nested too deeply.
 */
export async function readJson(request: Request, response: Response): Promise<unknown> {
  if (hasBody(request) && request.is(types) === false) throw unsupported();
  await new Promise<void>((resolve, reject) => {
    parser(request, response, (error?: unknown) =>
      error === undefined ? resolve() : reject(readable(error)),
    );
  });
  const body: unknown = request.body;
  if (isDeeperThan(body, maxDepth)) throw invalidInput('body', `Nest values at most ${maxDepth} deep`);
  return body ?? {};
}

/** A POST without a body says `Content-Length: 0`, which `request.is` takes for one. */
function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** The parser's message quotes the body, which may hold a secret: it goes nowhere. */
function readable(error: unknown): unknown {
  const malformed = error instanceof Error && 'type' in error && error.type === 'entity.parse.failed';
  if (!malformed) return error;
  const message = 'The body is not a JSON object';
  return problem(400, 'MALFORMED_JSON', message, { details: [{ field: 'body', message }] });
}

function unsupported() {
  return problem(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send JSON with Content-Type: application/json');
}

/** Recursion ends at the limit, so it cannot exhaust the stack. */
function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}
