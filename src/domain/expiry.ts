/** When a key ends. A key is dead when now ≥ its end, to the millisecond, by the clock of whoever checks. */
import { z } from 'zod';
import { invalidInput } from './errors.ts';

const date = z.iso.date();
const timestamp = z.iso.datetime({ offset: true });
/** An offset may push a timestamp past it (9999-12-31T23:59:59-01:00); ISO 8601 then needs more than four digits. */
const lastInstant = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * The instant that a request names, as ISO 8601 UTC. A date D means D 00:00:00Z (seed 003: "Keys expire automatically
 * at midnight UTC on the expiration date"); a timestamp is taken as it is.
 * @throws DomainError INVALID_INPUT when it is neither, or not in the future.
 */
export function parseExpiry(text: string, now: Date): string {
  if (!date.safeParse(text).success && !timestamp.safeParse(text).success) {
    throw invalidInput(
      'expiresAt',
      'expiresAt is a date (2027-01-31) or a timestamp with zone (2027-01-31T12:00:00Z)',
    );
  }
  const instant = new Date(text);
  if (instant.getTime() > lastInstant) {
    throw invalidInput('expiresAt', 'expiresAt must lie before the year 10000 UTC');
  }
  if (instant.getTime() <= now.getTime()) {
    throw invalidInput('expiresAt', `expiresAt must be in the future; ${instant.toISOString()} is past`);
  }
  return instant.toISOString();
}

/** Whether an end (ISO 8601, `null` for never) is reached. One that cannot be read counts as reached. */
export function hasEnded(end: string | null, now: Date): boolean {
  return end !== null && !(now.getTime() < Date.parse(end));
}

/** The nearer of two ends, `null` being never. */
export function nearerEnd(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return Date.parse(a) <= Date.parse(b) ? a : b;
}

/** Whether `end` lies after `limit`, `null` being never. */
export function isLaterEnd(end: string | null, limit: string | null): boolean {
  return nearerEnd(end, limit) !== end;
}
