/**
 * Reads a source ahead of its consumer, up to a limit, so that the next batch arrives while this one is being written.
 * What has piled up meanwhile is taken together: a quiet source is served item by item, a busy one in large batches.
 */
export interface ReadAhead<T> {
  /**
   * At most so many items, as soon as there are `least`, or whatever there is when the time is up, which may be none;
   * `undefined` when the source has ended.
   * @throws what the source threw, once everything before it was taken
   */
  take(limits: Take): Promise<readonly T[] | undefined>;
  /** What was read and not taken yet. */
  held(): readonly T[];
  /** Reads no further: the source is returned as soon as it has answered what it was asked. Nothing may be taken after it. */
  stop(): void;
}

export interface Take {
  readonly least: number;
  readonly most: number;
  readonly waitMs: number;
}

/** Starts reading at once. Whoever stops taking has to call `stop`. */
export function readAhead<T>(source: AsyncIterable<T>, limit: number): ReadAhead<T> {
  const items: T[] = [];
  let end: { readonly error?: unknown } | undefined;
  let onArrival = ignore;
  let onRoom = ignore;
  let stopped = false;

  async function read(): Promise<void> {
    for await (const item of source) {
      items.push(item);
      onArrival();
      if (items.length >= limit && !stopped) await new Promise<void>((resolve) => (onRoom = resolve));
      if (stopped) return;
    }
  }
  const finish = (how: { readonly error?: unknown }): void => {
    end = how;
    onArrival();
  };
  void read().then(
    () => finish({}),
    (error: unknown) => finish({ error }),
  );

  return {
    held: () => items,
    stop() {
      stopped = true;
      onRoom();
    },
    async take({ least, most, waitMs }) {
      if (items.length < least && end === undefined) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, waitMs);
          onArrival = () => {
            if (items.length < least && end === undefined) return;
            clearTimeout(timer);
            resolve();
          };
        });
      }
      if (items.length > 0) {
        const taken = items.splice(0, most);
        if (items.length < limit) onRoom();
        return taken;
      }
      if (end === undefined) return [];
      if ('error' in end) throw end.error;
      return undefined;
    },
  };
}

function ignore(): void {}
