/**
 * The writer's connection. An advisory lock on it makes it the only writer: whoever holds the lock holds the
 * connection that writes, so a server that lost its connection cannot write any more, and the next one gets the lock
 * only when Postgres has finished with the last statement of the one before.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { connectionsTo } from './connections.ts';
import { SCHEMA } from './schema.ts';

export interface Session {
  readonly client: Client;
  /** Position of the last event when the session began. */
  readonly position: bigint;
  /** Calls back once, when the connection is lost by no doing of ours. */
  onLost(callback: (error: Error) => void): void;
  /** Ends the connection and with it the lock; never throws. */
  close(): Promise<void>;
}

/** Another server writes to this database and did not go away in time. */
export class SecondWriterError extends Error {
  override readonly name = 'SecondWriterError';
}

/** Two numbers that only this lock uses ('even', 'tsto' in ASCII). */
const LOCK = [0x6576656e, 0x7473746f] as const;

const LOCK_POLL_MS = 50;

/**
 * Connects, waits up to `lockWaitMs` for the lock (a predecessor may be dying), and creates the schema; gives up when
 * `signal` aborts.
 * Throws `SecondWriterError` when the lock stays taken, and what `pg` throws when Postgres cannot be reached.
 */
export async function openSession(
  databaseUrl: string,
  lockWaitMs: number,
  signal: AbortSignal,
): Promise<Session> {
  const connections = connectionsTo(databaseUrl);
  const client = new Client({ ...connections.settings, application_name: 'event-store-writer' });
  let closing: Promise<void> | undefined;
  const lost = new Promise<Error>((resolve) => {
    client.on('error', resolve);
    client.on('end', () => resolve(new Error('Postgres ended the connection')));
  });

  async function reportLoss(callback: (error: Error) => void): Promise<void> {
    const error = await lost;
    if (closing === undefined) callback(error);
  }

  const close = (): Promise<void> => (closing ??= connections.close(() => client.end()));
  const giveUp = (): void => void close();
  signal.addEventListener('abort', giveUp);

  try {
    await client.connect();
    await takeLock(client, lockWaitMs);
    await createSchema(client);
    const position = await lastPosition(client);
    return {
      client,
      position,
      onLost: (callback) => void reportLoss(callback),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

async function takeLock(client: Client, waitMs: number): Promise<void> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1, $2) as taken', [
      ...LOCK,
    ]);
    if (rows[0]?.taken === true) return;
    if (performance.now() >= deadline)
      throw new SecondWriterError(
        'Another event store is using this database. Stop it, or give this one a database of its own.',
      );
    await sleep(LOCK_POLL_MS);
  }
}

/** Only when it is not there: then a role that may do no more than select and insert is enough. */
async function createSchema(client: Client): Promise<void> {
  const { rows } = await client.query<{ there: boolean }>(
    "select to_regclass('event_store.events') is not null as there",
  );
  if (rows[0]?.there !== true) await client.query(SCHEMA);
}

async function lastPosition(client: Client): Promise<bigint> {
  const { rows } = await client.query<{ position: string | null }>(
    'select max(position) as position from event_store.events',
  );
  return BigInt(rows[0]?.position ?? 0);
}
