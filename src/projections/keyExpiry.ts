/**
 * What is left to announce of the keys' ends: a row for each key of which anything is, with the instant of the next
 * announcement. The clock in `src/workers` asks for those that are due.
 */
import { noticeAt } from '../domain/announcements.ts';
import type { Queryable } from '../stores/database.ts';
import { completeQuery } from './completeQuery.ts';
import { projectKeyEvent, type KeyEventHandlers, type Place } from './keyProjection.ts';
import type { Projection, Write } from './projection.ts';

/** The second table has the ends that were announced as coming: a key may get one of them back. */
const create = `
  create table key_expiry (
    key_id     text        primary key,
    due_at     timestamptz not null,
    expires_at timestamptz not null
  );
  create index key_expiry_end on key_expiry (expires_at, key_id);
  create index key_expiry_notice on key_expiry (due_at, key_id) where due_at < expires_at;
  create table key_expiry_announced (
    key_id     text        not null,
    expires_at timestamptz not null,
    primary key (key_id, expires_at)
  )`;

function setEnd(expiresAt: string | null, { keyId }: Place): readonly Write[] {
  if (expiresAt === null) {
    return [{ text: 'delete from key_expiry where key_id = $1', values: [keyId] }];
  }
  return [
    {
      text: `insert into key_expiry (key_id, expires_at, due_at)
             values ($1, $2, case when exists (select from key_expiry_announced where key_id = $1 and expires_at = $2)
                             then $2::timestamptz else $3::timestamptz end)
             on conflict (key_id) do update set expires_at = excluded.expires_at, due_at = excluded.due_at`,
      values: [keyId, expiresAt, noticeAt(expiresAt)],
    },
  ];
}

/** Nothing follows: neither of a revoked key nor of one whose end was announced. */
function finish({ keyId }: Place): readonly Write[] {
  return ['key_expiry', 'key_expiry_announced'].map((table) => ({
    text: `delete from ${table} where key_id = $1`,
    values: [keyId],
  }));
}

const nothing = (): readonly Write[] => [];

const handlers: KeyEventHandlers = {
  ApiKeyCreated: ({ data }, place) => (data.expiresAt === null ? [] : setEnd(data.expiresAt, place)),
  ApiKeyExpirySet: ({ data }, place) => setEnd(data.expiresAt, place),
  ApiKeyRegenerated: ({ data }, place) => setEnd(data.expiresAt, place),
  ApiKeyExpiring: ({ data }, { keyId }) => [
    {
      text: 'insert into key_expiry_announced (key_id, expires_at) values ($1, $2) on conflict do nothing',
      values: [keyId, data.expiresAt],
    },
    {
      text: 'update key_expiry set due_at = expires_at where key_id = $1 and expires_at = $2',
      values: [keyId, data.expiresAt],
    },
  ],
  ApiKeyExpired: (_, place) => finish(place),
  ApiKeyRevoked: (_, place) => finish(place),
  ApiKeyRenamed: nothing,
  ApiKeyScopesSet: nothing,
  ApiKeyIpRulesSet: nothing,
};

export const keyExpiry: Projection = {
  name: 'key_expiry',
  version: 1,
  create,
  drop: 'drop table if exists key_expiry, key_expiry_announced',
  project: (event) => projectKeyEvent(handlers, event),
};

/** A key of which something is to be announced since `dueAt` (ISO 8601 UTC). */
export interface DueKey {
  readonly keyId: string;
  readonly dueAt: string;
}

/**
 * The keys of which something is to be announced at `now`, longest due first: that their end has come, or else that it
 * comes. Each half is a range of its index, however many keys there are and however many of them are overdue.
 * @throws ReadModelsNotReady, DatabaseUnavailable
 */
export async function findDueKeys(database: Queryable, now: Date, limit: number): Promise<readonly DueKey[]> {
  const rows = await completeQuery<{ key_id: string; due_at: Date }>(
    database,
    `(select key_id, expires_at as due_at from key_expiry where expires_at <= $1
      order by expires_at, key_id limit $3)
     union all
     (select key_id, due_at from key_expiry where due_at <= $1 and due_at > $2 and due_at < expires_at
      order by due_at, key_id limit $3)
     order by due_at, key_id limit $3`,
    // A notice that was due before the second instant is of an end that has come.
    [now, noticeAt(now.toISOString()), limit],
  );
  return rows.map(({ key_id: keyId, due_at: dueAt }) => ({ keyId, dueAt: dueAt.toISOString() }));
}
