/** Chance that is the same each time, so that pictures differ only where the pages do. */

let state = 20_261_121;

/** From 0 to below 1 (mulberry32). */
export function chance(): number {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

export function randomBytes(count: number): Buffer {
  return Buffer.from(Array.from({ length: count }, () => Math.floor(chance() * 256)));
}

/** Shaped as a UUID of version 4. */
export function eventId(): string {
  const hex = randomBytes(16).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

export function oneOf<T>(list: readonly [T, ...T[]]): T {
  return list[Math.floor(chance() * list.length)] ?? list[0];
}

const dayMs = 24 * 60 * 60 * 1000;
const start = Date.now();

/** So many days from when this began, as an instant. */
export function daysFrom(days: number): string {
  return new Date(Math.round(start + days * dayMs)).toISOString();
}
