/** What happened to a key, event by event, without any hash or secret. */
import type { KeyEvent } from '../domain/keyEvents.ts';
import type { Queryable } from '../stores/database.ts';
import { completeQuery } from './completeQuery.ts';
import type { Page } from './cursor.ts';
import { projectKeyEvent, type KeyEventHandlers, type Place } from './keyProjection.ts';
import type { Projection } from './projection.ts';
import { insertion } from './rows.ts';

const create = `
  create table key_history (
    key_id   text        not null,
    revision bigint      not null,
    type     text        not null,
    at       timestamptz not null,
    actor    text        not null,
    data     jsonb       not null,
    primary key (key_id, revision)
  )`;

/** A row as it is written. */
interface Entry {
  readonly key_id: string;
  readonly revision: number;
  readonly type: string;
  readonly at: string;
  readonly actor: string;
  readonly data: unknown;
}

function entry({ type, at, actor }: KeyEvent, { keyId, revision }: Place, data: unknown): Entry {
  return { key_id: keyId, revision, type, at, actor, data };
}

const asItIs = (event: KeyEvent, place: Place) => entry(event, place, event.data);

const handlers: KeyEventHandlers<Entry> = {
  ApiKeyCreated: (event, place) => {
    const { secret, requestFingerprint: _, ...data } = event.data;
    return entry(event, place, { ...data, prefix: secret.prefix });
  },
  ApiKeyRegenerated: (event, place) => {
    const { secret, ...data } = event.data;
    return entry(event, place, { ...data, prefix: secret.prefix });
  },
  ApiKeyRenamed: asItIs,
  ApiKeyScopesSet: asItIs,
  ApiKeyIpRulesSet: asItIs,
  ApiKeyExpirySet: asItIs,
  ApiKeyRevoked: asItIs,
  ApiKeyExpiring: asItIs,
  ApiKeyExpired: asItIs,
};

export const keyHistory: Projection = {
  name: 'key_history',
  version: 2,
  create,
  drop: 'drop table if exists key_history',
  project: (events) =>
    insertion(
      'key_history',
      events.flatMap((event) => projectKeyEvent(handlers, event) ?? []),
    ),
};

export interface HistoryEntry {
  readonly revision: number;
  readonly type: string;
  readonly at: string;
  readonly actor: string;
  readonly data: unknown;
}

interface Row {
  readonly revision: string;
  readonly type: string;
  readonly at: Date;
  readonly actor: string;
  readonly data: unknown;
}

/** A key's lifecycle events from its creation on; `after` is the revision behind which the page begins. */
export async function listHistory(
  database: Queryable,
  keyId: string,
  page: { readonly limit: number; readonly after: number },
): Promise<Page<HistoryEntry>> {
  const rows = await completeQuery<Row>(
    database,
    'select revision, type, at, actor, data from key_history where key_id = $1 and revision > $2 order by revision limit $3',
    [keyId, page.after, page.limit + 1],
  );
  const items = rows.slice(0, page.limit).map((row) => ({
    revision: Number(row.revision),
    type: row.type,
    at: row.at.toISOString(),
    actor: row.actor,
    data: row.data,
  }));
  return { items, nextCursor: rows.length > page.limit ? String(items.at(-1)?.revision) : null };
}
