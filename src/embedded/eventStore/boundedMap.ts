/** A map that forgets what was put into it longest ago. */
export interface BoundedMap<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
}

export function createBoundedMap<Value>(limit: number): BoundedMap<Value> {
  // A Map keeps the order of insertion: what was put last goes to its end, the front falls off.
  const values = new Map<string, Value>();
  // One iterator for all time: a new one would first step over everything that was deleted from the front.
  const oldest = values.keys();
  return {
    get: (key) => values.get(key),
    set(key, value) {
      values.delete(key);
      values.set(key, value);
      if (values.size <= limit) return;
      // Everything before the iterator is gone, and what was just set is behind it: there is a next one.
      const { value: front } = oldest.next();
      if (front !== undefined) values.delete(front);
    },
  };
}
