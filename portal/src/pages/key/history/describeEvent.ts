/** A key's lifecycle in plain words: what each event was, and what it changed. */
import type { HistoryEntry } from '../../../api/types.ts';
import { count } from '../words.ts';

/** What there is to say about an event below its title. */
export type Line =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'instant'; readonly text: string; readonly at: string }
  | {
      readonly kind: 'items';
      readonly change: 'gained' | 'lost' | 'given';
      readonly items: readonly string[];
    };

export interface Described {
  readonly entry: HistoryEntry;
  readonly title: string;
  readonly tone: 'plain' | 'good' | 'warn' | 'bad';
  readonly lines: readonly Line[];
}

/** The terms of a key at some point of its history. */
interface Terms {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly ipRules: readonly string[];
  readonly expiresAt: string | null;
  readonly prefix: string;
}

const noTerms: Terms = { name: '', scopes: [], ipRules: [], expiresAt: null, prefix: '' };

/** @param entries from the creation on, in their order, without gaps: each is told by what it changed */
export function describeHistory(entries: readonly HistoryEntry[]): readonly Described[] {
  let before = noTerms;
  return entries.map((entry) => {
    const described = describe(entry, before);
    before = { ...before, ...entry.data };
    return { entry, ...described };
  });
}

function describe(entry: HistoryEntry, before: Terms): Omit<Described, 'entry'> {
  switch (entry.type) {
    case 'ApiKeyCreated': {
      const { name, scopes, ipRules, expiresAt } = entry.data;
      return {
        title: 'Key created',
        tone: 'good',
        lines: [
          text(`As “${name}”, with ${count(scopes.length, 'scope')}:`),
          given(scopes),
          ...(ipRules.length > 0 ? [text('Only from:'), given(ipRules)] : []),
          expiresAt === null ? text('It never expires') : instant('Expires', expiresAt),
        ],
      };
    }
    case 'ApiKeyRenamed':
      return { title: 'Renamed', tone: 'plain', lines: [text(`“${before.name}” → “${entry.data.name}”`)] };
    case 'ApiKeyScopesSet': {
      const { scopes } = entry.data;
      const lines = [items('lost', missing(before.scopes, scopes))];
      if (scopes.length === 0) lines.push(text('It has none left, so it can do nothing'));
      return { title: 'Scopes taken away', tone: 'plain', lines };
    }
    case 'ApiKeyIpRulesSet': {
      const { ipRules } = entry.data;
      return {
        title: before.ipRules.length === 0 ? 'Limited to addresses' : 'IP rules changed',
        tone: 'plain',
        lines: [
          ...some('lost', missing(before.ipRules, ipRules)),
          ...some('gained', missing(ipRules, before.ipRules)),
          ...(ipRules.length === 0 ? [text('Usable from any address since')] : []),
        ],
      };
    }
    case 'ApiKeyExpirySet':
      return {
        title: 'Expiry brought nearer',
        tone: 'plain',
        lines: [
          instant('To', entry.data.expiresAt),
          before.expiresAt === null ? text('It had none before') : instant('From', before.expiresAt),
        ],
      };
    case 'ApiKeyRegenerated': {
      const { prefix, expiresAt, previousSecretEndsAt } = entry.data;
      const isAtOnce = Date.parse(previousSecretEndsAt) <= Date.parse(entry.at);
      return {
        title: 'Secret regenerated',
        tone: 'plain',
        lines: [
          items('lost', [`${before.prefix}…`]),
          items('gained', [`${prefix}…`]),
          isAtOnce ? text('The old secret ended at once') : instant('Old secret until', previousSecretEndsAt),
          ...newEnd(before.expiresAt, expiresAt),
        ],
      };
    }
    case 'ApiKeyRevoked': {
      const { reason } = entry.data;
      return { title: 'Revoked', tone: 'bad', lines: reason === null ? [] : [text(`“${reason}”`)] };
    }
    case 'ApiKeyExpiring':
      return {
        title: 'Expiry announced',
        tone: 'warn',
        lines: [instant('Less than 7 days were left: expires', entry.data.expiresAt)],
      };
    case 'ApiKeyExpired':
      return { title: 'Expired', tone: 'bad', lines: [] };
    default:
      return unknownEvent(entry);
  }
}

/** Of a service that is newer than this page. */
function unknownEvent(entry: never): Omit<Described, 'entry'> {
  return { title: (entry as HistoryEntry).type, tone: 'plain', lines: [] };
}

function newEnd(before: string | null, after: string | null): readonly Line[] {
  if (before === after) return [];
  return [after === null ? text('It never expires from then on') : instant('New expiry:', after)];
}

function text(words: string): Line {
  return { kind: 'text', text: words };
}

function instant(words: string, at: string): Line {
  return { kind: 'instant', text: words, at };
}

function given(list: readonly string[]): Line {
  return items('given', list);
}

function items(change: 'gained' | 'lost' | 'given', list: readonly string[]): Line {
  return { kind: 'items', change, items: list };
}

function some(change: 'gained' | 'lost', list: readonly string[]): readonly Line[] {
  return list.length === 0 ? [] : [items(change, list)];
}

function missing(from: readonly string[], list: readonly string[]): readonly string[] {
  return from.filter((item) => !list.includes(item));
}
