/** Answers that have no end yet, or too much to hold: sent piece by piece, each when the caller has taken those before it. */
import type { Response } from 'express';
import { exchangeOf, note } from './exchange.ts';

/**
 * The pieces of an answer. What it throws before the first one is answered as usual; later, the connection breaks, so that
 * the caller knows that something is missing.
 * @param gone aborts when the caller has left
 */
export type Pieces = (gone: AbortSignal) => AsyncIterable<string>;

/** How long a caller may take nothing, in milliseconds. */
const usualPatienceMs = 30_000;

/** @param begin sends status and headers */
export async function sendPieces(
  response: Response,
  pieces: Pieces,
  begin: () => Response,
  patienceMs = usualPatienceMs,
): Promise<void> {
  if (response.req.method === 'HEAD') {
    begin().end();
    return;
  }
  // Whoever left before now is told by no event any more: all that follows would be held for them for ever.
  if (response.destroyed) return;
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  for await (const piece of pieces(gone.signal)) {
    if (gone.signal.aborted) return;
    if (!response.headersSent) {
      begin();
      note(response, { begunMs: Math.round(performance.now() - exchangeOf(response).begun) });
    }
    if (!response.write(piece)) await taken(response, gone.signal, patienceMs);
  }
  if (gone.signal.aborted) return;
  if (!response.headersSent) begin();
  response.end();
}

/** Resolves when what was written is on its way, or the caller has left. Whoever takes nothing for long is left. */
async function taken(response: Response, gone: AbortSignal, patienceMs: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const tooLong = setTimeout(() => response.destroy(), patienceMs);
    const done = (): void => {
      clearTimeout(tooLong);
      response.off('drain', done);
      gone.removeEventListener('abort', done);
      resolve();
    };
    response.on('drain', done);
    gone.addEventListener('abort', done);
  });
}
