/** What changes elsewhere shows here, within a second: the service's events say what to read again. */
import { useEffect } from 'react';
import type { QueryClient } from '@tanstack/react-query';
import { useQueryClient } from '@tanstack/react-query';
import { keyQuery, queryKeys, type KeyPages } from '../api/queries.ts';
import { sessionQuery } from '../api/session.ts';
import type { Key } from '../api/types.ts';

const gatherMs = 150;
const manyKeys = 8;
const retryMs = { first: 1_000, most: 30_000 };

/** Follows `/api/v1/events` while the component is there. */
export function useLive(): void {
  const client = useQueryClient();
  useEffect(() => follow(client), [client]);
}

function follow(client: QueryClient): () => void {
  const changed = new Set<string>();
  let source: EventSource | undefined;
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let retrying: ReturnType<typeof setTimeout> | undefined;
  let delay = retryMs.first;

  function connect() {
    source = new EventSource('/api/v1/events');
    source.addEventListener('open', () => {
      delay = retryMs.first;
    });
    source.addEventListener('key', ({ data }: MessageEvent<string>) => {
      const keyId = fieldOf(data, 'keyId');
      if (keyId === undefined) return;
      changed.add(keyId);
      // A bulk of changes is one reading, not hundreds.
      gathering ??= setTimeout(() => {
        gathering = undefined;
        refreshKeys(client, [...changed]);
        changed.clear();
      }, gatherMs);
    });
    source.addEventListener('webhook_endpoint', () => {
      void client.invalidateQueries({ queryKey: queryKeys.webhooks });
    });
    source.addEventListener('reset', () => {
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'profiles' });
    });
    // The browser reconnects by itself, unless the answer was an error: then we do, less and less often.
    source.addEventListener('error', () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
      retrying = setTimeout(connect, delay);
      delay = Math.min(delay * 2, retryMs.most);
    });
  }

  connect();
  return () => {
    source?.close();
    clearTimeout(gathering);
    clearTimeout(retrying);
  };
}

/** Of a few keys only their rows are read again, however many rows are loaded. */
function refreshKeys(client: QueryClient, keyIds: readonly string[]) {
  const lists = client.getQueriesData<KeyPages>({ queryKey: queryKeys.keyLists });
  const shown = new Set(
    lists.flatMap(([, data]) => data?.pages.flatMap(({ items }) => items.map(({ id }) => id)) ?? []),
  );
  const areRows = keyIds.length <= manyKeys && keyIds.every((keyId) => shown.has(keyId));
  if (!areRows) {
    void client.invalidateQueries({ queryKey: queryKeys.keys });
    return;
  }
  for (const keyId of keyIds) {
    void client
      .invalidateQueries({ queryKey: queryKeys.key(keyId) })
      .then(() => client.fetchQuery({ ...keyQuery(keyId), staleTime: gatherMs }))
      .then((key) => showInLists(client, key))
      .catch(() => client.invalidateQueries({ queryKey: queryKeys.keyLists }));
  }
}

/** Puts a key that was read into the lists that show it. */
function showInLists(client: QueryClient, key: Key) {
  client.setQueriesData<KeyPages>({ queryKey: queryKeys.keyLists }, (data) => {
    if (data === undefined) return undefined;
    const pages = data.pages.map((page) =>
      page.items.some(({ id }) => id === key.id)
        ? { ...page, items: page.items.map((item) => (item.id === key.id ? key : item)) }
        : page,
    );
    return { ...data, pages };
  });
}

function fieldOf(data: string, name: string): string | undefined {
  try {
    const value: unknown = JSON.parse(data);
    if (typeof value !== 'object' || value === null) return undefined;
    const field: unknown = (value as Readonly<Record<string, unknown>>)[name];
    return typeof field === 'string' ? field : undefined;
  } catch {
    return undefined;
  }
}
