/**
 * What is announced of a key's end: that it comes, 7 days before, and that it has come. Seed 003 (855844df8da2e7cc):
 * "api_key.expiring: Key expires in 7 days", "api_key.expired: Key has expired". Each is said once for an end, a revoked
 * key's never, and nothing hangs on it: whether a key has expired is judged by the clock of whoever checks.
 */
import { serviceActor } from './events.ts';
import { hasEnded } from './expiry.ts';
import type { KeyEvent } from './keyEvents.ts';

const noticeMs = 7 * 24 * 60 * 60 * 1000;

/** What was announced already. */
export interface Announced {
  /** The ends that were announced as coming, also those that were taken back. */
  readonly expiring: readonly string[];
  /** Whether the end was announced as come: after that it cannot be changed any more. */
  readonly expired: boolean;
}

export const nothingAnnounced: Announced = { expiring: [], expired: false };

/** A key as far as its end is concerned. */
export interface Ending {
  readonly status: 'active' | 'revoked';
  readonly expiresAt: string | null;
  readonly announced: Announced;
}

export type Announcement = 'AnnounceExpiring' | 'AnnounceExpired';

/** The instant from which on an end is announced as coming. */
export function noticeAt(end: string): string {
  return new Date(Date.parse(end) - noticeMs).toISOString();
}

type Due = (end: string, announced: Announced, now: Date) => boolean;

const announcements = {
  AnnounceExpiring: {
    event: 'ApiKeyExpiring',
    isDue: (end, { expiring }, now) =>
      !expiring.includes(end) && hasEnded(noticeAt(end), now) && !hasEnded(end, now),
  },
  AnnounceExpired: { event: 'ApiKeyExpired', isDue: (end, _, now) => hasEnded(end, now) },
} as const satisfies Record<Announcement, { readonly event: KeyEvent['type']; readonly isDue: Due }>;

/** The announcement as an event; none when it is not due at `now`, or was made already. */
export function announce(type: Announcement, key: Ending, now: Date): readonly KeyEvent[] {
  const { status, expiresAt, announced } = key;
  if (status === 'revoked' || expiresAt === null || announced.expired) return [];
  const { event, isDue } = announcements[type];
  if (!isDue(expiresAt, announced, now)) return [];
  return [{ type: event, at: now.toISOString(), actor: serviceActor, data: { expiresAt } }];
}

/** The next instant at which something is to be announced of a key, ISO 8601 UTC; `null` when nothing is left. */
export function nextAnnouncementAt({ status, expiresAt, announced }: Ending): string | null {
  if (status === 'revoked' || expiresAt === null || announced.expired) return null;
  return announced.expiring.includes(expiresAt) ? expiresAt : noticeAt(expiresAt);
}
