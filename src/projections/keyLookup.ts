/**
 * The hot read model: from a presented key's lookup prefix to all that the verdict needs. One row a secret, the key's
 * current one and the one before it; a lookup prefix is not unique, so all its rows are candidates.
 */
import { hasEnded, nearerEnd } from '../domain/expiry.ts';
import { keyStreamPrefix } from '../domain/keyEvents.ts';
import type { Environment } from '../domain/profiles.ts';
import type { Queryable } from '../stores/database.ts';
import { completeQuery } from './completeQuery.ts';
import { foldedTable } from './foldedTable.ts';
import { projectKeyEvent, type KeyChanges } from './keyProjection.ts';
import type { Projection } from './projection.ts';

/** A change of a row takes room in its page, and then no index has to be told. */
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
  ) with (fillfactor = 80);
  create index key_lookup_prefix on key_lookup (prefix)`;

/** A row as it is written. */
interface Secret {
  readonly key_id: string;
  readonly hash: string;
  readonly prefix: string;
  readonly secret_ends_at: string | null;
  readonly merchant_id: string;
  readonly name: string;
  readonly profile: string;
  readonly environment: Environment;
  readonly scopes: readonly string[];
  readonly ip_rules: readonly string[];
  readonly status: Candidate['status'];
  readonly expires_at: string | null;
  readonly revision: number;
}

/** The end of a secret that went without a grace period: past also for a verifier whose clock lags behind. */
const deadByEveryClock = '1970-01-01T00:00:00.000Z';

const handlers: KeyChanges<Secret> = {
  ApiKeyCreated:
    ({ data }, { keyId, revision }) =>
    () => [
      {
        key_id: keyId,
        hash: data.secret.hash,
        prefix: data.secret.prefix,
        secret_ends_at: null,
        merchant_id: data.merchantId,
        name: data.name,
        profile: data.profile,
        environment: data.environment,
        scopes: data.scopes,
        ip_rules: data.ipRules,
        status: 'active',
        expires_at: data.expiresAt,
        revision,
      },
    ],
  ApiKeyRenamed: ({ data }, { revision }) => ({ name: data.name, revision }),
  ApiKeyScopesSet: ({ data }, { revision }) => ({ scopes: data.scopes, revision }),
  ApiKeyIpRulesSet: ({ data }, { revision }) => ({ ip_rules: data.ipRules, revision }),
  ApiKeyRevoked: (_, { revision }) => ({ status: 'revoked', revision }),
  ApiKeyExpirySet:
    ({ data }, { revision }) =>
    (secrets) =>
      secrets.map((secret) => ({
        ...secret,
        expires_at: data.expiresAt,
        secret_ends_at: secret.secret_ends_at && nearerEnd(secret.secret_ends_at, data.expiresAt),
        revision,
      })),
  ApiKeyRegenerated:
    ({ at, data }, { revision }) =>
    (secrets) =>
      // Of all the secrets that a key ever had two are kept, or each event would cost as much as there were before it.
      secrets
        .filter(({ secret_ends_at: endsAt }) => endsAt === null)
        .flatMap((current) => {
          const { hash, prefix } = data.secret;
          const grant = { ...current, expires_at: data.expiresAt, revision };
          const ended = hasEnded(data.previousSecretEndsAt, new Date(at));
          return [
            { ...grant, secret_ends_at: ended ? deadByEveryClock : data.previousSecretEndsAt },
            { ...grant, hash, prefix },
          ];
        }),
  // The verifier's clock says whether a key has expired. Somebody may wait for the revision.
  ApiKeyExpiring: (_, { revision }) => ({ revision }),
  ApiKeyExpired: (_, { revision }) => ({ revision }),
};

export const keyLookup: Projection = {
  name: 'key_lookup',
  version: 4,
  create,
  drop: 'drop table if exists key_lookup',
  project: foldedTable<Secret>({
    table: 'key_lookup',
    streamPrefix: keyStreamPrefix,
    key: ['key_id', 'hash'],
    changeOf: (event) => projectKeyEvent(handlers, event),
  }),
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
