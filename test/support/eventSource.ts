/** A stream of server-sent events as a browser reads it, that says what it has read. */

export interface SentEvent {
  readonly event: string;
  /** Of it or of one before it. */
  readonly id: string;
  readonly data: unknown;
}

export interface EventStream extends AsyncDisposable {
  readonly status: number;
  readonly headers: Headers;
  /** So far. */
  readonly events: readonly SentEvent[];
  /** Where it would go on; changes without an event, too. */
  readonly lastId: () => string;
  /** How the server ended it: by its end, or by breaking off. Pending while it goes on. */
  readonly ended: Promise<'ended' | 'broken'>;
  /** As a page that is closed does. */
  close(): Promise<void>;
}

export interface StreamOptions {
  readonly token?: string;
  readonly lastEventId?: string;
}

/** Resolves when the server has answered. */
export async function openEvents(url: string, options: StreamOptions = {}): Promise<EventStream> {
  const { token, lastEventId } = options;
  const closing = new AbortController();
  const response = await fetch(url, {
    headers: {
      Accept: 'text/event-stream',
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }),
    },
    signal: closing.signal,
  });
  const events: SentEvent[] = [];
  let id = lastEventId ?? '';

  /** WHATWG HTML §9.2.6, for what ends lines with LF. */
  function read(block: string): void {
    let [event, data] = ['message', ''];
    for (const line of block.split('\n')) {
      const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
      if (name === 'id') id = value;
      if (name === 'event') event = value;
      if (name === 'data') data += value;
    }
    if (data !== '') events.push({ event, id, data: JSON.parse(data) as unknown });
  }

  async function readAll(): Promise<'ended' | 'broken'> {
    const decoder = new TextDecoder();
    let rest = '';
    try {
      for await (const chunk of response.body ?? []) {
        rest += decoder.decode(chunk as Uint8Array, { stream: true });
        const blocks = rest.split('\n\n');
        rest = blocks.pop() ?? '';
        blocks.forEach(read);
      }
      return 'ended';
    } catch {
      return 'broken';
    }
  }

  const ended = readAll();
  const close = async (): Promise<void> => {
    closing.abort();
    await ended;
  };
  return {
    status: response.status,
    headers: response.headers,
    events,
    lastId: () => id,
    ended,
    close,
    [Symbol.asyncDispose]: close,
  };
}
