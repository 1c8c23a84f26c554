/** Server-sent events of ours, for as long as somebody follows them. */

export interface Listeners {
  /** By the events' names; each is given the data. */
  readonly events: Readonly<Record<string, (data: string) => void>>;
  /** The stream runs. `mayMiss`: it does not go on where an earlier one ended, and what was between is not in it. */
  readonly onOpen?: (mayMiss: boolean) => void;
  /** The stream broke, and is begun again. `isRefused`: the answer was an error. */
  readonly onBreak?: (isRefused: boolean) => void;
}

const retryMs = { first: 1_000, most: 30_000 };

/**
 * Follows the events at an address.
 * @param isAnew whether they were followed before, up to some time ago
 * @returns what ends it
 */
export function followEvents(
  address: string,
  { events, onOpen, onBreak }: Listeners,
  isAnew = false,
): () => void {
  let source: EventSource | undefined;
  let retrying: ReturnType<typeof setTimeout> | undefined;
  let delay = retryMs.first;
  let mayMiss = isAnew;

  function connect() {
    const current = new EventSource(address);
    source = current;
    current.addEventListener('open', () => {
      delay = retryMs.first;
      onOpen?.(mayMiss);
      mayMiss = false;
    });
    for (const [name, onEvent] of Object.entries(events)) {
      current.addEventListener(name, ({ data }: MessageEvent<string>) => onEvent(data));
    }
    // The browser comes back by itself, naming the last event that it has seen, unless the answer was an error: then we do,
    // less and less often, and nobody knows any more which that was.
    current.addEventListener('error', () => {
      const isRefused = current.readyState === EventSource.CLOSED;
      onBreak?.(isRefused);
      if (!isRefused) return;
      mayMiss = true;
      retrying = setTimeout(connect, delay);
      delay = Math.min(delay * 2, retryMs.most);
    });
  }

  connect();
  return () => {
    source?.close();
    clearTimeout(retrying);
  };
}
