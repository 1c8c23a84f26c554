/**
 * The newest entries as they come, in memory that does not grow. While the reader looks at something, nothing moves:
 * what comes meanwhile waits, and of a long wait only the newest are kept.
 */
import type { AuditEntry } from '../../api/types.ts';

export const mostRows = 500;

export interface LiveTail {
  /** Newest first. */
  readonly rows: readonly AuditEntry[];
  /** Ids of those among the rows that have just been put there. */
  readonly fresh: ReadonlySet<string>;
  /** Came while paused and are shown when it ends; newest first. */
  readonly waiting: readonly AuditEntry[];
  /** How many came while paused and were let go. */
  readonly skipped: number;
  /** How many the service left out, as too many came at once. */
  readonly missed: number;
  readonly isPaused: boolean;
}

export const noTail: LiveTail = {
  rows: [],
  fresh: new Set(),
  waiting: [],
  skipped: 0,
  missed: 0,
  isPaused: false,
};

export type TailAction =
  | { readonly type: 'came'; readonly entries: readonly AuditEntry[] }
  | { readonly type: 'missed'; readonly count: number }
  | { readonly type: 'paused' }
  | { readonly type: 'resumed' }
  | { readonly type: 'cleared' };

/** The tail after an action. An entry that comes twice (a stream that was resumed) is there once. */
export function evolve(tail: LiveTail, action: TailAction): LiveTail {
  switch (action.type) {
    case 'came': {
      const known = new Set([...tail.rows, ...tail.waiting].map(({ id }) => id));
      const fresh = action.entries.filter(({ id }) => !known.has(id));
      if (fresh.length === 0) return tail;
      if (!tail.isPaused) return { ...tail, rows: newest([...fresh, ...tail.rows]), fresh: idsOf(fresh) };
      const waiting = [...fresh, ...tail.waiting];
      const kept = newest(waiting);
      return { ...tail, waiting: kept, skipped: tail.skipped + waiting.length - kept.length };
    }
    case 'missed':
      return { ...tail, missed: tail.missed + action.count };
    case 'paused':
      return tail.isPaused ? tail : { ...tail, isPaused: true };
    case 'resumed':
      return tail.isPaused || tail.waiting.length > 0
        ? {
            ...tail,
            rows: newest([...tail.waiting, ...tail.rows]),
            fresh: idsOf(tail.waiting),
            waiting: [],
            skipped: 0,
            isPaused: false,
          }
        : tail;
    case 'cleared':
      return { ...noTail, isPaused: tail.isPaused };
    default:
      return action satisfies never;
  }
}

/** So many as are shown, newest first, each once: ids are in the order of time. */
export function newest(entries: readonly AuditEntry[]): readonly AuditEntry[] {
  const unique = new Map(entries.map((entry) => [entry.id, entry]));
  return [...unique.values()].toSorted((a, b) => (a.id < b.id ? 1 : -1)).slice(0, mostRows);
}

function idsOf(entries: readonly AuditEntry[]): ReadonlySet<string> {
  return new Set(entries.map(({ id }) => id));
}
