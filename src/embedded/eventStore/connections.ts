/** What all connections of the event store to its Postgres have in common. */
import type { ClientConfig } from 'pg';

const CONNECT_TIMEOUT_MS = 5_000;

/** A statement that takes longer than this has met a Postgres that will not answer. */
const STATEMENT_TIMEOUT_MS = 30_000;

/**
 * Commits are on disk before they are acknowledged. And all queries are index look-ups: a plan that was made while
 * the table was empty and without statistics must not become a sequential scan of a large log.
 */
const OPTIONS = [
  'synchronous_commit=on',
  'enable_seqscan=off',
  'enable_bitmapscan=off',
  'jit=off',
  'plan_cache_mode=force_generic_plan',
  'client_min_messages=warning',
];

export const connectionSettings = (databaseUrl: string): ClientConfig => ({
  connectionString: databaseUrl,
  options: OPTIONS.map((option) => `-c ${option}`).join(' '),
  keepAlive: true,
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  query_timeout: STATEMENT_TIMEOUT_MS,
});
