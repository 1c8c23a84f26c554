/**
 * Whether somebody is there. A page that is left open reads on by itself: whenever something changes, and every half a
 * minute. That must not keep a session going that ends when nobody uses it.
 */

/** After so long without a sign of anybody, in milliseconds, what is read is read by the page alone. */
const attendedMs = 60_000;
const signs = ['pointerdown', 'pointermove', 'wheel', 'touchstart', 'keydown'] as const;

/** Tells the service not to take a request for a use of the session. */
export const unattendedHeader = 'X-Unattended';

let seenAt = 0;

function seen(): void {
  seenAt = performance.now();
}

/** Watches a page for whoever uses it, from now on, until the page ends. */
export function followAttendance(page: EventTarget): void {
  seen();
  for (const sign of signs) page.addEventListener(sign, seen, { capture: true, passive: true });
}

export function isUnattended(): boolean {
  return performance.now() - seenAt > attendedMs;
}
