/** Which entries are asked for, as it stands in the page's URL: whoever opens the link sees the same. */
import { outcomes, type Outcome } from './outcomes.ts';

export const quickRanges = {
  '1h': { label: 'Last hour', seconds: 60 * 60 },
  '24h': { label: 'Last 24 hours', seconds: 24 * 60 * 60 },
  '7d': { label: 'Last 7 days', seconds: 7 * 24 * 60 * 60 },
  '30d': { label: 'Last 30 days', seconds: 30 * 24 * 60 * 60 },
} as const;
export type QuickRange = keyof typeof quickRanges;

export interface AuditFilter {
  readonly keyId?: string;
  readonly outcome?: Outcome;
  /** The caller's exact address. */
  readonly ip?: string;
  /** Back from now; goes before `from` and `to`. */
  readonly range?: QuickRange;
  /** ISO 8601 UTC, inclusive. */
  readonly from?: string;
  /** ISO 8601 UTC, exclusive. */
  readonly to?: string;
}

/** The filter as the API takes it. */
export interface AuditQuery {
  readonly keyId?: string;
  readonly outcome?: Outcome;
  readonly ip?: string;
  readonly from?: string;
  readonly to?: string;
}

/** What is malformed counts as not given: a link may be old, or typed by hand. */
export function readFilter(search: URLSearchParams): AuditFilter {
  const text = (name: string) => search.get(name)?.trim() || undefined;
  const range = text('range');
  const outcome = outcomes.find((known) => known === text('outcome'));
  const keyId = text('keyId');
  const ip = text('ip');
  const [from, to] = [instant(text('from')), instant(text('to'))];
  return {
    ...(keyId !== undefined && { keyId }),
    ...(outcome !== undefined && { outcome }),
    ...(ip !== undefined && { ip }),
    ...(isQuickRange(range)
      ? { range }
      : { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }),
  };
}

export function writeFilter(filter: AuditFilter): URLSearchParams {
  return new URLSearchParams(Object.entries(filter));
}

/** @param now where a quick range ends */
export function queryOf({ range, ...filter }: AuditFilter, now: Date): AuditQuery {
  if (range === undefined) return filter;
  return { ...filter, from: new Date(now.getTime() - quickRanges[range].seconds * 1000).toISOString() };
}

export function isEmpty(filter: AuditFilter): boolean {
  return Object.keys(filter).length === 0;
}

function isQuickRange(text: string | undefined): text is QuickRange {
  return text !== undefined && Object.hasOwn(quickRanges, text);
}

function instant(text: string | undefined): string | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
