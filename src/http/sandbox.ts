/**
 * Stands in for the products' own data behind the protected routes: keeps what is posted, in memory, per merchant,
 * environment and collection. Bounded by bytes: the oldest items of a collection and the collections used least go first.
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
const bytesInAll = 8 * 1024 * 1024;
/** What an item takes besides its text, roughly: else items of a few bytes would hardly count. */
const bytesBesideText = 200;

/** As JSON text: parsed, an item can take many times the memory that its text does. */
interface Kept {
  readonly text: string;
  readonly bytes: number;
}

export function sandbox(): Sandbox {
  const collections = new LRUCache<string, readonly Kept[]>({
    maxSize: bytesInAll,
    sizeCalculation: bytesOf,
  });
  return {
    add(collection, item) {
      const copy = { ...item, id: randomUUID() };
      const text = JSON.stringify(copy);
      const kept = { text, bytes: Buffer.byteLength(text) + bytesBesideText };
      const name = nameOf(collection);
      collections.set(name, newest([...(collections.get(name) ?? []), kept]));
      return copy;
    },
    list: (collection) =>
      (collections.get(nameOf(collection)) ?? []).map(({ text }) => JSON.parse(text) as object),
  };
}

/** As many of the newest as a collection may have, and as fit when it is the only one. */
function newest(items: readonly Kept[]): readonly Kept[] {
  const kept = items.slice(-itemsPerCollection);
  while (kept.length > 1 && bytesOf(kept) > bytesInAll) kept.shift();
  return kept;
}

function bytesOf(items: readonly Kept[]): number {
  return items.reduce((sum, { bytes }) => sum + bytes, 0);
}

function nameOf({ profile, environment, merchantId, path }: Collection): string {
  return JSON.stringify([profile, environment, merchantId, path]);
}
