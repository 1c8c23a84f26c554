/** Instants in `<input type="datetime-local">`, which knows no zones: what it shows and takes is UTC. */

/** `2026-11-21T06:30:00.000Z` → `2026-11-21T06:30`. */
export function inputText(instant: string | undefined): string {
  return instant?.slice(0, 16) ?? '';
}

/** Undefined while the field is empty or incomplete. */
export function instantOf(text: string): string | undefined {
  const time = /^\d{4,6}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Date.parse(`${text}Z`) : Number.NaN;
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
