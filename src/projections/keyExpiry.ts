/**
 * What is left to announce of the keys' ends: a row for each key of which anything is, with the instant of the next
 * announcement. The clock in `src/workers` asks for those that are due.
 */
import { noticeAt } from '../domain/announcements.ts';
import { keyStreamPrefix } from '../domain/keyEvents.ts';
import type { Queryable } from '../stores/database.ts';
import { completeQuery } from './completeQuery.ts';
import { foldedTable, type Change } from './foldedTable.ts';
import { projectKeyEvent, type KeyChanges, type Place } from './keyProjection.ts';
import type { Projection } from './projection.ts';

/** The ends that were announced as coming are remembered in the form that the events have: a key may get one of them back. */
const create = `
  create table key_expiry (
    key_id     text        primary key,
    due_at     timestamptz,
    expires_at timestamptz,
    announced  text[]      not null default '{}'
  );
  create index key_expiry_end on key_expiry (expires_at, key_id);
  create index key_expiry_notice on key_expiry (due_at, key_id) where due_at < expires_at`;

/** A row as it is written; `announced` may be all that is known of a key that has no end. */
interface Ending {
  readonly key_id: string;
  readonly due_at: string | null;
  readonly expires_at: string | null;
  readonly announced: readonly string[];
}

function setEnd(end: string | null, { keyId }: Place): Change<Ending> {
  return ([ending]) => {
    const announced = ending?.announced ?? [];
    if (end === null && announced.length === 0) return [];
    const due = end !== null && !announced.includes(end) ? noticeAt(end) : end;
    return [{ key_id: keyId, due_at: due, expires_at: end, announced }];
  };
}

function announce(end: string, { keyId }: Place): Change<Ending> {
  return ([ending]) => {
    const announced = [...new Set(ending?.announced).add(end)];
    const expiresAt = ending?.expires_at ?? null;
    const isThisEnd = expiresAt !== null && Date.parse(expiresAt) === Date.parse(end);
    const due = isThisEnd ? end : (ending?.due_at ?? null);
    return [{ key_id: keyId, due_at: due, expires_at: expiresAt, announced }];
  };
}

/** Nothing follows: neither of a revoked key nor of one whose end was announced. */
const finish = (): Change<Ending> => () => [];
const nothing = (): Change<Ending> => ({});

const handlers: KeyChanges<Ending> = {
  ApiKeyCreated: ({ data }, place) => setEnd(data.expiresAt, place),
  ApiKeyExpirySet: ({ data }, place) => setEnd(data.expiresAt, place),
  ApiKeyRegenerated: ({ data }, place) => setEnd(data.expiresAt, place),
  ApiKeyExpiring: ({ data }, place) => announce(data.expiresAt, place),
  ApiKeyExpired: finish,
  ApiKeyRevoked: finish,
  ApiKeyRenamed: nothing,
  ApiKeyScopesSet: nothing,
  ApiKeyIpRulesSet: nothing,
};

export const keyExpiry: Projection = {
  name: 'key_expiry',
  version: 2,
  create,
  drop: 'drop table if exists key_expiry, key_expiry_announced',
  project: foldedTable<Ending>({
    table: 'key_expiry',
    streamPrefix: keyStreamPrefix,
    key: ['key_id'],
    changeOf: (event) => projectKeyEvent(handlers, event),
  }),
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
