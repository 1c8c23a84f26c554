/** What is mostly known at once: a promise for it would cost more than finding it out. */
export type Soon<T> = T | Promise<T>;

/** Goes on with a value: at once when it is there, else as soon as it is. */
export function andThen<T, U>(value: Soon<T>, step: (value: T) => Soon<U>): Soon<U> {
  return value instanceof Promise ? value.then(step) : step(value);
}
