/**
 * The hot read model: from a presented key's lookup prefix to all that the verdict needs. One row a secret, the key's
 * current one and the one before it; a lookup prefix is not unique, so all its rows are candidates.
 */
import { hasEnded } from '../domain/expiry.ts';
import type { Environment } from '../domain/profiles.ts';
import type { Queryable } from '../stores/database.ts';
import { completeQuery } from './completeQuery.ts';
import { projectKeyEvent, type KeyEventHandlers, type Place } from './keyProjection.ts';
import type { Projection, Write } from './projection.ts';

const create = `
  create table key_lookup (
    key_id         text        not null,
    hash           text        not null,
    prefix         text        not null,
    secret_ends_at timestamptz,
    merchant_id    text        not null,
    name           text        not null,
    profile        text        not null,
    environment    text        not null,
    scopes         text[]      not null,
    ip_rules       text[]      not null,
    status         text        not null,
    expires_at     timestamptz,
    revision       bigint      not null,
    primary key (key_id, hash)
  );
  create index key_lookup_prefix on key_lookup (prefix)`;

/** The end of a secret that went without a grace period: past also for a verifier whose clock lags behind. */
const deadByEveryClock = '1970-01-01T00:00:00.000Z';

/** An update of one column of the key's rows, both secrets alike. */
function set(column: string, value: unknown, { keyId, revision }: Place): readonly Write[] {
  const text = `update key_lookup set ${column} = $3, revision = $2 where key_id = $1`;
  return [{ text, values: [keyId, revision, value] }];
}

/** For an event that means nothing to authentication: whoever waits for its revision must see it. */
function reach({ keyId, revision }: Place): readonly Write[] {
  return [{ text: 'update key_lookup set revision = $2 where key_id = $1', values: [keyId, revision] }];
}

const handlers: KeyEventHandlers = {
  ApiKeyCreated: ({ data }, { keyId, revision }) => [
    {
      text: `insert into key_lookup (key_id, hash, prefix, merchant_id, name, profile, environment, scopes, ip_rules,
               status, expires_at, revision)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'active', $10, $11)`,
      values: [
        keyId,
        data.secret.hash,
        data.secret.prefix,
        data.merchantId,
        data.name,
        data.profile,
        data.environment,
        data.scopes,
        data.ipRules,
        data.expiresAt,
        revision,
      ],
    },
  ],
  ApiKeyRenamed: ({ data }, place) => set('name', data.name, place),
  ApiKeyScopesSet: ({ data }, place) => set('scopes', data.scopes, place),
  ApiKeyIpRulesSet: ({ data }, place) => set('ip_rules', data.ipRules, place),
  ApiKeyRevoked: (_, place) => set('status', 'revoked', place),
  ApiKeyExpirySet: ({ data }, { keyId, revision }) => [
    {
      text: `update key_lookup set expires_at = $3, revision = $2,
               secret_ends_at = case when secret_ends_at is not null then least(secret_ends_at, $3) end
             where key_id = $1`,
      values: [keyId, revision, data.expiresAt],
    },
  ],
  ApiKeyRegenerated: ({ at, data }, { keyId, revision }) => [
    {
      // Of all the secrets that a key ever had two are kept, or each event would cost as much as there were before it.
      text: 'delete from key_lookup where key_id = $1 and secret_ends_at is not null',
      values: [keyId],
    },
    {
      text: 'update key_lookup set expires_at = $3, revision = $2, secret_ends_at = $4 where key_id = $1',
      values: [
        keyId,
        revision,
        data.expiresAt,
        hasEnded(data.previousSecretEndsAt, new Date(at)) ? deadByEveryClock : data.previousSecretEndsAt,
      ],
    },
    {
      text: `insert into key_lookup (key_id, hash, prefix, merchant_id, name, profile, environment, scopes, ip_rules,
               status, expires_at, revision)
             select key_id, $2, $3, merchant_id, name, profile, environment, scopes, ip_rules, status, expires_at,
               revision
             from key_lookup where key_id = $1`,
      values: [keyId, data.secret.hash, data.secret.prefix],
    },
  ],
  // The verifier's clock says whether a key has expired.
  ApiKeyExpiring: (_, place) => reach(place),
  ApiKeyExpired: (_, place) => reach(place),
};

export const keyLookup: Projection = {
  name: 'key_lookup',
  version: 3,
  create,
  drop: 'drop table if exists key_lookup',
  project: (event) => projectKeyEvent(handlers, event),
};

/** A secret that was issued under the looked-up prefix, and the key that it belongs to. */
export interface Candidate {
  readonly keyId: string;
  readonly merchantId: string;
  readonly name: string;
  readonly profile: string;
  readonly environment: Environment;
  readonly scopes: readonly string[];
  readonly ipRules: readonly string[];
  readonly status: 'active' | 'revoked';
  readonly expiresAt: string | null;
  readonly secretEndsAt: string | null;
  readonly hash: string;
  /** Of the changes that were published when this was read: it knows nothing of later ones. */
  readonly epoch: bigint;
}

interface Row {
  readonly key_id: string;
  readonly merchant_id: string;
  readonly name: string;
  readonly profile: string;
  readonly environment: Environment;
  readonly scopes: string[];
  readonly ip_rules: string[];
  readonly status: 'active' | 'revoked';
  readonly expires_at: Date | null;
  readonly secret_ends_at: Date | null;
  readonly hash: string;
  readonly epoch: string;
}

/**
 * The secrets under a lookup prefix, in one round trip: of each key the current one and the one before it.
 * @throws ReadModelsNotReady, DatabaseUnavailable: then it is not known which there are
 */
export async function findCandidates(database: Queryable, prefix: string): Promise<readonly Candidate[]> {
  const rows = await completeQuery<Row>(
    database,
    `select key_id, merchant_id, name, profile, environment, scopes, ip_rules, status, expires_at, secret_ends_at, hash,
       epoch
     from key_lookup, key_epoch where prefix = $1`,
    [prefix],
  );
  return rows.map((row) => ({
    keyId: row.key_id,
    merchantId: row.merchant_id,
    name: row.name,
    profile: row.profile,
    environment: row.environment,
    scopes: row.scopes,
    ipRules: row.ip_rules,
    status: row.status,
    expiresAt: row.expires_at?.toISOString() ?? null,
    secretEndsAt: row.secret_ends_at?.toISOString() ?? null,
    hash: row.hash,
    epoch: BigInt(row.epoch),
  }));
}
