/**
 * Stands in for the products' own data behind the protected routes: keeps what is posted, in memory, per merchant,
 * environment and collection. Bounded: the oldest items of a collection and the collections used least go first.
 */
import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';

export interface Collection {
  readonly profile: string;
  readonly environment: string;
  readonly merchantId: string;
  /** The route's path, such as `invoices`. */
  readonly path: string;
}

export interface Sandbox {
  /** Keeps a copy with an `id` of its own. */
  add(collection: Collection, item: object): object;
  /** In the order in which they came. */
  list(collection: Collection): readonly object[];
}

const itemsPerCollection = 100;
const bytesInAll = 64 * 1024 * 1024;

export function sandbox(): Sandbox {
  const collections = new LRUCache<string, readonly object[]>({
    maxSize: bytesInAll,
    sizeCalculation: (items) => JSON.stringify(items).length,
  });
  return {
    add(collection, item) {
      const kept = { ...item, id: randomUUID() };
      const name = nameOf(collection);
      collections.set(name, [...(collections.get(name) ?? []), kept].slice(-itemsPerCollection));
      return kept;
    },
    list: (collection) => collections.get(nameOf(collection)) ?? [],
  };
}

function nameOf({ profile, environment, merchantId, path }: Collection): string {
  return JSON.stringify([profile, environment, merchantId, path]);
}
