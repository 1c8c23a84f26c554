/** For how long an old secret works beside a new one. */
import type { HistoryEntry, Key } from '../../../api/types.ts';

export const mostGraceSeconds = 7 * 24 * 60 * 60;

export const graceChoices = [
  { id: '0', label: 'None' },
  { id: '3600', label: '1 h' },
  { id: '86400', label: '24 h' },
  { id: '604800', label: '7 d' },
  { id: 'other', label: 'Other' },
] as const;

/** A secret that was regenerated away and still works. */
export interface OldSecret {
  readonly prefix: string;
  readonly endsAt: string;
  readonly regeneratedAt: string;
}

/**
 * The old secret of a key, while it works.
 * @param history all of it, oldest first
 */
export function oldSecretOf(key: Key, history: readonly HistoryEntry[], now: Date): OldSecret | undefined {
  if (key.status !== 'active') return undefined;
  const secrets = history.flatMap((entry) =>
    entry.type === 'ApiKeyCreated' || entry.type === 'ApiKeyRegenerated' ? [entry] : [],
  );
  const [before, last] = secrets.slice(-2);
  if (before === undefined || last?.type !== 'ApiKeyRegenerated') return undefined;
  const endsAt = nearest(last.data.previousSecretEndsAt, key.expiresAt);
  if (Date.parse(endsAt) <= now.getTime()) return undefined;
  return { prefix: before.data.prefix, endsAt, regeneratedAt: last.at };
}

/** When the present secret would end after a regeneration now: it never outlives an end that it or the new one has. */
export function graceEnd(now: Date, seconds: number, ...ends: readonly (string | null)[]): string {
  return nearest(new Date(now.getTime() + seconds * 1000).toISOString(), ...ends);
}

function nearest(end: string, ...others: readonly (string | null)[]): string {
  return others.reduce<string>(
    (near, other) => (other !== null && Date.parse(other) < Date.parse(near) ? other : near),
    end,
  );
}
