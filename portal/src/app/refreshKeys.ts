/** Reads changed keys again, and shows them wherever they stand. */
import type { QueryClient } from '@tanstack/react-query';
import { keyQuery, queryKeys, type KeyPages } from '../api/queries.ts';
import type { Key } from '../api/types.ts';

const manyKeys = 8;
/** Milliseconds. What was read for an open page just now is not read again for the lists. */
const justReadMs = 150;

/** Of a few keys only their rows are read again, however many rows are loaded. */
export function refreshKeys(client: QueryClient, keyIds: readonly string[]): void {
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
      .then(() => client.fetchQuery({ ...keyQuery(keyId), staleTime: justReadMs }))
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
