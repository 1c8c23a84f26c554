/** Quotas that all processes share, in Postgres: one statement a request, by Postgres's clock. */
import { quotaState, sharingMs, type SharedQuota } from '../../domain/quota.ts';
import type { Queryable } from '../database.ts';
import { QuotaUnavailable } from '../errors.ts';

interface Taken {
  readonly allowed: boolean;
  readonly taken: number;
  readonly wait_ms: number;
}

const text = `select allowed, taken, wait_ms from take_quota($1, $2, $3 * interval '1 millisecond')`;

export function postgresQuota(database: Queryable): SharedQuota {
  return {
    async take(keyId, limit) {
      const [row] = await database.prepared<Taken>(text, [keyId, limit, sharingMs(limit)]).catch(unavailable);
      if (row === undefined) throw new Error('take_quota gave no row');
      return quotaState(row.allowed, limit, row.taken, row.wait_ms);
    },
  };
}

function unavailable(cause: unknown): never {
  throw new QuotaUnavailable('The quotas in Postgres cannot be reached', { cause });
}
