/** Server-sent events (WHATWG HTML §9.2): how they are written, and for how long a stream of them lasts. */
import type { News, Subscription } from '../projections/subscription.ts';
import type { Authenticated } from './tokens.ts';

/** `X-Accel-Buffering`: nginx would keep events back. */
export const eventStreamHeaders = { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' } as const;

/** How soon a browser comes back, in milliseconds. */
export const retryLine = 'retry: 1000\n\n';

/** Proxies and we ourselves find out by it that somebody has left. */
const heartbeatMs = 15_000;

/** Whoever has signed out is told nothing that comes later than this. */
const askEveryMs = 1000;

/** @param id where whoever comes back goes on; where it went on before, without one */
export function eventText(event: string, id: string | undefined, data: unknown): string {
  return `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
}

/** Says nothing but that we are there, and where to go on. Without data it is no event. */
function heartbeat(id: string): string {
  return `: \nid: ${id}\n\n`;
}

/**
 * News as a stream, until the caller leaves, what they have proven ends, or the subscription does. Closes that.
 * @param texts the events of news; whoever was away for too long is told `reset` before
 */
export async function* eventStream<Item>(
  {
    subscription,
    caller: { until, hasEnded },
    now,
    gone,
  }: {
    readonly subscription: Subscription<Item>;
    readonly caller: Pick<Authenticated, 'until' | 'hasEnded'>;
    readonly now: () => Date;
    readonly gone: AbortSignal;
  },
  texts: (news: News<Item>) => Promise<readonly string[]> | readonly string[],
): AsyncGenerator<string> {
  gone.addEventListener('abort', () => subscription.close());
  let saidAt = -Infinity;
  let askedAt = performance.now();
  try {
    for (let begins = retryLine; ;) {
      const silentMs = performance.now() - saidAt;
      const leftMs = until.getTime() - now().getTime();
      const news = await subscription.next(Math.max(0, Math.min(heartbeatMs - silentMs, leftMs)));
      if (news === undefined || until <= now()) return;
      if (performance.now() - askedAt >= askEveryMs) {
        if ((await hasEnded?.()) === true) return;
        askedAt = performance.now();
      }
      const reset = news.missed ? [eventText('reset', news.cursor, {})] : [];
      const said = [...reset, ...(await texts(news))].join('');
      if (said === '' && performance.now() - saidAt < heartbeatMs) continue; // what has come is nothing to them
      saidAt = performance.now();
      yield begins + (said === '' ? heartbeat(news.cursor) : said);
      begins = '';
    }
  } finally {
    subscription.close();
  }
}
