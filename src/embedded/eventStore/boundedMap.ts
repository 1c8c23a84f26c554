/** A map that forgets what was put into it longest ago. */
export interface BoundedMap<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
}

export function createBoundedMap<Value>(limit: number): BoundedMap<Value> {
  // A Map keeps the order of insertion: what was put last goes to its end, the front falls off.
  const values = new Map<string, Value>();
  return {
    get: (key) => values.get(key),
    set(key, value) {
      values.delete(key);
      values.set(key, value);
      if (values.size <= limit) return;
      const oldest = values.keys().next();
      if (oldest.done !== true) values.delete(oldest.value);
    },
  };
}
