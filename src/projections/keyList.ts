/** The key list and detail that the management API and the portal show. */
import { keyStreamPrefix } from '../domain/keyEvents.ts';
import { statusAt, type KeyStatus } from '../domain/keyState.ts';
import type { Environment } from '../domain/profiles.ts';
import type { Queryable } from '../stores/database.ts';
import { completeQuery } from './completeQuery.ts';
import { decodeCursor, encodeCursor, type Page, type PageRequest } from './cursor.ts';
import { foldedTable } from './foldedTable.ts';
import { projectKeyEvent, type KeyChanges } from './keyProjection.ts';
import type { Projection } from './projection.ts';

/** A change of a row takes room in its page, and then no index has to be told. */
const create = `
  create table key_list (
    key_id      text        primary key,
    merchant_id text        not null,
    name        text        not null,
    profile     text        not null,
    environment text        not null,
    prefix      text        not null,
    scopes      text[]      not null,
    ip_rules    text[]      not null,
    status      text        not null,
    created_at  timestamptz not null,
    created_by  text        not null,
    expires_at  timestamptz,
    revoked_at  timestamptz,
    revision    bigint      not null
  ) with (fillfactor = 80);
  create index key_list_newest on key_list (merchant_id, created_at desc, key_id desc)`;

/** A row as it is written. */
interface Listed {
  readonly key_id: string;
  readonly merchant_id: string;
  readonly name: string;
  readonly profile: string;
  readonly environment: Environment;
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly ip_rules: readonly string[];
  readonly status: Row['status'];
  readonly created_at: string;
  readonly created_by: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
  readonly revision: number;
}

const handlers: KeyChanges<Listed> = {
  ApiKeyCreated:
    ({ at, actor, data }, { keyId, revision }) =>
    () => [
      {
        key_id: keyId,
        merchant_id: data.merchantId,
        name: data.name,
        profile: data.profile,
        environment: data.environment,
        prefix: data.secret.prefix,
        scopes: data.scopes,
        ip_rules: data.ipRules,
        status: 'active',
        created_at: at,
        created_by: actor,
        expires_at: data.expiresAt,
        revoked_at: null,
        revision,
      },
    ],
  ApiKeyRenamed: ({ data }, { revision }) => ({ name: data.name, revision }),
  ApiKeyScopesSet: ({ data }, { revision }) => ({ scopes: data.scopes, revision }),
  ApiKeyIpRulesSet: ({ data }, { revision }) => ({ ip_rules: data.ipRules, revision }),
  ApiKeyExpirySet: ({ data }, { revision }) => ({ expires_at: data.expiresAt, revision }),
  ApiKeyRevoked: ({ at }, { revision }) => ({ status: 'revoked', revoked_at: at, revision }),
  ApiKeyRegenerated: ({ data }, { revision }) => ({
    prefix: data.secret.prefix,
    expires_at: data.expiresAt,
    revision,
  }),
  // Whether a key has expired is judged by the reader's clock.
  ApiKeyExpiring: (_, { revision }) => ({ revision }),
  ApiKeyExpired: (_, { revision }) => ({ revision }),
};

export const keyList: Projection = {
  name: 'key_list',
  version: 2,
  create,
  drop: 'drop table if exists key_list',
  project: foldedTable<Listed>({
    table: 'key_list',
    streamPrefix: keyStreamPrefix,
    key: ['key_id'],
    changeOf: (event) => projectKeyEvent(handlers, event),
  }),
};

/** A key as the management API shows it. Times are ISO 8601 UTC, `null` where there is none. */
export interface KeyView {
  readonly id: string;
  readonly name: string;
  readonly profile: string;
  readonly environment: Environment;
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly ipRules: readonly string[];
  readonly status: KeyStatus;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly requestCount: number;
  readonly revokedAt: string | null;
  readonly revision: number;
}

export interface KeyFilter {
  readonly status?: KeyStatus | undefined;
  readonly environment?: Environment | undefined;
  readonly profile?: string | undefined;
  /** A part of the name, in any case. */
  readonly q?: string | undefined;
}

interface Row {
  readonly key_id: string;
  readonly name: string;
  readonly profile: string;
  readonly environment: Environment;
  readonly prefix: string;
  readonly scopes: string[];
  readonly ip_rules: string[];
  readonly status: 'active' | 'revoked';
  readonly created_at: Date;
  readonly created_by: string;
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
  readonly revision: string;
  readonly last_used_at: Date | null;
  readonly request_count: string | null;
}

/**
 * Rows of `key_list`, newest first, with how much the keys are used as far as that is known: while the usage counters are being built
 * they lag behind, and the keys can be read all the same.
 */
function withUsage(keys: string): string {
  return `select key.key_id, name, profile, environment, prefix, scopes, ip_rules, status, created_at, created_by,
      expires_at, revoked_at, revision, last_used_at, request_count
    from (${keys}) key left join key_usage on key_usage.key_id = key.key_id
    order by created_at desc, key.key_id desc`;
}

/** One key of a merchant, its status as of `now`; `undefined` when the merchant has no such key. */
export async function findKey(
  database: Queryable,
  merchantId: string,
  keyId: string,
  now: Date,
): Promise<KeyView | undefined> {
  const [row] = await completeQuery<Row>(
    database,
    withUsage('select * from key_list where merchant_id = $1 and key_id = $2'),
    [merchantId, keyId],
  );
  return row && view(row, now);
}

/**
 * A merchant's keys, newest first.
 * @throws DomainError INVALID_INPUT for a cursor that this list did not give.
 */
export async function listKeys(
  database: Queryable,
  merchantId: string,
  filter: KeyFilter,
  page: PageRequest,
  now: Date,
): Promise<Page<KeyView>> {
  const [createdAt, keyId] = decodeCursor(page.cursor);
  const rows = await completeQuery<Row>(
    database,
    // A case keeps its order: the name is looked into last, for that costs most where few keys of very many pass the filter.
    withUsage(`
     select * from key_list
     where merchant_id = $1
       and ($2::text is null or (created_at, key_id) < ($2::timestamptz, $3::text))
       and ($4::text is null or environment = $4)
       and ($5::text is null or profile = $5)
       and case
             when $7::text is not null and $7 <> case
               when status = 'revoked' then 'revoked'
               when expires_at <= $8 then 'expired'
               else 'active' end then false
             else $6::text is null or position((select lower($6)) in lower(name)) > 0 end
     order by created_at desc, key_id desc
     limit $9`),
    [
      merchantId,
      createdAt ?? null,
      keyId ?? null,
      filter.environment ?? null,
      filter.profile ?? null,
      filter.q ?? null,
      filter.status ?? null,
      now,
      page.limit + 1,
    ],
  );
  const items = rows.slice(0, page.limit);
  const last = rows.length > page.limit ? items.at(-1) : undefined;
  return {
    items: items.map((row) => view(row, now)),
    nextCursor: last === undefined ? null : encodeCursor([last.created_at.toISOString(), last.key_id]),
  };
}

function view(row: Row, now: Date): KeyView {
  const expiresAt = row.expires_at?.toISOString() ?? null;
  return {
    id: row.key_id,
    name: row.name,
    profile: row.profile,
    environment: row.environment,
    prefix: row.prefix,
    scopes: row.scopes,
    ipRules: row.ip_rules,
    status: statusAt({ status: row.status, expiresAt }, now),
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    expiresAt,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    requestCount: Number(row.request_count),
    revokedAt: row.revoked_at?.toISOString() ?? null,
    revision: Number(row.revision),
  };
}
