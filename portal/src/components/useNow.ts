import { useSyncExternalStore } from 'react';

// One clock for the page: hundreds of "3 minutes ago" must not be hundreds of timers.
const tickMs = 15_000;
const freshMs = 500;
const listeners = new Set<() => void>();
let current = new Date();
let timer: ReturnType<typeof setInterval> | undefined;

function tick() {
  current = new Date();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // What comes into the page may be newer than the last look at the clock: it must not seem to lie ahead.
  if (Date.now() - current.getTime() > freshMs) tick();
  timer ??= setInterval(tick, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function snapshot(): Date {
  if (timer === undefined && Date.now() - current.getTime() > tickMs) current = new Date();
  return current;
}

/** The time of the day, looked at anew every 15 seconds. */
export function useNow(): Date {
  return useSyncExternalStore(subscribe, snapshot);
}
