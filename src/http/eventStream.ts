/** Server-sent events (WHATWG HTML §9.2): how they are written, and for how long a stream of them lasts. */
import type { News, Subscription } from '../projections/subscription.ts';
import type { Authenticated } from './tokens.ts';

/** `X-Accel-Buffering`: nginx would keep events back. */
export const eventStreamHeaders = { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' } as const;

/** How soon a browser comes back, in milliseconds. */
export const retryLine = 'retry: 1000\n\n';

/** Proxies and we ourselves find out by it that somebody has left. */
const heartbeatMs = 15_000;

/** @param id where whoever comes back goes on */
export function eventText(event: string, id: string, data: unknown): string {
  return `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
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
    until,
    now,
    gone,
  }: {
    readonly subscription: Subscription<Item>;
    readonly until: Authenticated['until'];
    readonly now: () => Date;
    readonly gone: AbortSignal;
  },
  texts: (news: News<Item>) => Promise<readonly string[]> | readonly string[],
): AsyncGenerator<string> {
  gone.addEventListener('abort', () => subscription.close());
  try {
    let begins = retryLine;
    let waitMs = 0;
    for (;;) {
      const news = await subscription.next(waitMs);
      if (news === undefined) return;
      const reset = news.missed ? [eventText('reset', news.cursor, {})] : [];
      const all = [...reset, ...(await texts(news))];
      yield begins + (all.length === 0 ? heartbeat(news.cursor) : all.join(''));
      begins = '';
      const leftMs = until.getTime() - now().getTime();
      if (leftMs <= 0) return;
      waitMs = Math.min(heartbeatMs, leftMs);
    }
  } finally {
    subscription.close();
  }
}
