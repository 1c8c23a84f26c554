/** The queries over the read models, bound to a database: what the HTTP layer may ask. */
import type { AuditEntry } from '../domain/auditEntry.ts';
import type { Queryable, Transactional } from '../stores/database.ts';
import { eachAuditEntry, listAudit, type AuditFilter } from './audit.ts';
import { listArrived, type Arrival, type Arrived } from './auditArrivals.ts';
import type { Page, PageRequest } from './cursor.ts';
import { listCallers, type Callers } from './keyCallers.ts';
import { listHistory, type HistoryEntry } from './keyHistory.ts';
import { findKey, listKeys, type KeyFilter, type KeyView } from './keyList.ts';
import { findCandidates, type Candidate } from './keyLookup.ts';
import { keyUsage, type KeyUsage, type UsageRange } from './usage.ts';
import { findEndpoint, listEndpoints, type EndpointView } from './webhookEndpoints.ts';

/** Every query throws `ReadModelsNotReady` while they are being built, `DatabaseUnavailable` without Postgres. */
export interface ReadModels {
  /** The secrets under a lookup prefix, which is not unique. */
  findCandidates(prefix: string): Promise<readonly Candidate[]>;
  findKey(merchantId: string, keyId: string, now: Date): Promise<KeyView | undefined>;
  listKeys(merchantId: string, filter: KeyFilter, page: PageRequest, now: Date): Promise<Page<KeyView>>;
  /** A key's history; check first that the caller's merchant owns it. `after` is a revision, -1 for the start. */
  listHistory(keyId: string, page: { limit: number; after: number }): Promise<Page<HistoryEntry>>;
  findEndpoint(merchantId: string, endpointId: string): Promise<EndpointView | undefined>;
  listEndpoints(merchantId: string, page: PageRequest): Promise<Page<EndpointView>>;
  /** A key's usage; check first that the caller's merchant owns it. */
  usage(keyId: string, range: UsageRange): Promise<KeyUsage>;
  /** Who has used a merchant's key since an instant, and with which secret. */
  listCallers(whose: { merchantId: string; keyId: string }, since: Date): Promise<Callers>;
  listAudit(merchantId: string, filter: AuditFilter, page: PageRequest): Promise<Page<AuditEntry>>;
  /** All that the filter leaves, oldest first. */
  eachAuditEntry(merchantId: string, filter: AuditFilter): AsyncIterable<readonly AuditEntry[]>;
  /** What batches have brought of it: the newest so many. */
  listArrived(
    merchantId: string,
    filter: Omit<AuditFilter, 'from' | 'to'>,
    arrivals: readonly Arrival[],
    limit: number,
  ): Promise<Arrived>;
}

/** @param lookups where authentication looks: connections of its own, for whoever has some */
export function readModels(database: Transactional, lookups: Queryable = database): ReadModels {
  return {
    findCandidates: (prefix) => findCandidates(lookups, prefix),
    findKey: (merchantId, keyId, now) => findKey(database, merchantId, keyId, now),
    listKeys: (merchantId, filter, page, now) => listKeys(database, merchantId, filter, page, now),
    listHistory: (keyId, page) => listHistory(database, keyId, page),
    findEndpoint: (merchantId, endpointId) => findEndpoint(database, merchantId, endpointId),
    listEndpoints: (merchantId, page) => listEndpoints(database, merchantId, page),
    usage: (keyId, range) => keyUsage(database, keyId, range),
    listCallers: (whose, since) => listCallers(database, whose, since),
    listAudit: (merchantId, filter, page) => listAudit(database, merchantId, filter, page),
    eachAuditEntry: (merchantId, filter) => eachAuditEntry(database, { ...filter, merchantId }),
    listArrived: (merchantId, filter, arrivals, limit) =>
      listArrived(database, merchantId, filter, arrivals, limit),
  };
}
