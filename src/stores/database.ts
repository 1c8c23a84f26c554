/**
 * Postgres as the application sees it: the only pool, and connections of one's own for what needs to hold on to one.
 * Every call answers or throws within its time limit, also when the server is there and says nothing.
 */
import { Client, Pool } from 'pg';
import type { ClientBase, ClientConfig, QueryResult } from 'pg';
import { translated } from './databaseFaults.ts';
import { DatabaseUnavailable } from './errors.ts';
import { preparing } from './preparedStatements.ts';

export interface Queryable {
  /** @throws DatabaseUnavailable, else Postgres's own error: a defect of the statement */
  query<R>(text: string, values?: readonly unknown[]): Promise<readonly R[]>;
  /** The same, parsed by Postgres once a connection. For constant texts that come often. */
  prepared<R>(text: string, values?: readonly unknown[]): Promise<readonly R[]>;
}

export interface Transactional extends Queryable {
  /**
   * Commits when `work` resolves, rolls back when it rejects. Statements that do not wait for each other's results may
   * be sent at once; they run in their order. @throws DatabaseUnavailable: then it is not known whether it was committed
   */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
}

/** Time limits of a connection in milliseconds. */
export interface SessionLimits {
  readonly queryTimeoutMs: number;
  /** Postgres ends a session that has been silent for so long, with its locks: whoever holds one must not stand still. */
  readonly idleTimeoutMs: number;
}

export interface Database extends Transactional {
  /** A connection of its own for as long as `work` runs: for locks that belong to it. It is closed at the end. */
  session<T>(work: (session: Transactional) => Promise<T>, limits?: Partial<SessionLimits>): Promise<T>;
  /** @throws DatabaseUnavailable */
  ping(): Promise<void>;
  close(): Promise<void>;
  /** For the job queue, which brings its own statements. */
  readonly storeClient: Pool;
}

export interface DatabaseOptions {
  readonly maxConnections: number;
  readonly connectTimeoutMs: number;
  readonly queryTimeoutMs: number;
}

const defaults: DatabaseOptions = { maxConnections: 16, connectTimeoutMs: 1500, queryTimeoutMs: 2000 };
const sessionDefaults: SessionLimits = { queryTimeoutMs: 5000, idleTimeoutMs: 10_000 };

/** Connects lazily: Postgres may be away. @param url `postgres://…`, whose parameters override the settings here */
export function connectDatabase(url: string, options: Partial<DatabaseOptions> = {}): Database {
  const { maxConnections, connectTimeoutMs, queryTimeoutMs } = { ...defaults, ...options };
  const settings = (queryTimeout: number): ClientConfig => ({
    connectionString: url,
    application_name: 'keyledger',
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: queryTimeout,
    statement_timeout: queryTimeout,
    idle_in_transaction_session_timeout: 10_000,
    keepAlive: true,
    pipeline: true,
  });
  const pool = new Pool({ ...settings(queryTimeoutMs), max: maxConnections });
  pool.on('error', ignore); // an idle connection broke: the pool has dropped it already
  // The statement under way hears of a connection that broke. Unheard, it would end the process: also while the job queue
  // holds it, which takes connections of this pool and does not listen.
  pool.on('connect', (client) => client.on('error', ignore));
  const prepare = preparing();

  async function lend<T>(work: (client: Transactional) => Promise<T>): Promise<T> {
    const client = await pool.connect().catch(rethrow);
    let late = false;
    try {
      return await work(transactional(client, prepare));
    } catch (error) {
      late = error instanceof DatabaseUnavailable;
      throw error;
    } finally {
      // A connection whose answers may still be under way must not serve anybody else.
      client.release(late || client.getTransactionStatus() !== 'I');
    }
  }

  return {
    query: (text, values) => lend((client) => client.query(text, values)),
    prepared: (text, values) => lend((client) => client.prepared(text, values)),
    transaction: (work) => lend((client) => client.transaction(work)),
    async session(work, limits = {}) {
      const { queryTimeoutMs: queryTimeout, idleTimeoutMs } = { ...sessionDefaults, ...limits };
      // A peer that vanished is given up within about ten seconds, so that its locks do not outlive it for hours.
      const server = `-c idle_session_timeout=${idleTimeoutMs} -c tcp_keepalives_idle=4 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3`;
      const client = new Client({ ...settings(queryTimeout), options: server });
      client.on('error', ignore); // the statement under way, or the next one, hears of it
      try {
        await client.connect().catch(rethrow);
        return await work(transactional(client, prepare));
      } finally {
        await disconnect(client);
      }
    },
    async ping() {
      await lend((client) => client.query('select 1'));
    },
    close: () => pool.end(),
    storeClient: pool,
  };
}

type Prepare = (text: string) => string | undefined;

function transactional(client: ClientBase, prepare: Prepare): Transactional {
  const connection: Queryable = {
    query: async (text, values) => (await run(client, { text, values })).rows as never,
    prepared: async (text, values) =>
      (await run(client, { name: prepare(text), text, values })).rows as never,
  };
  return { ...connection, transaction: (work) => transaction(client, () => work(connection)) };
}

async function transaction<T>(client: ClientBase, work: () => Promise<T>): Promise<T> {
  const begun = run(client, { text: 'begin' }); // not awaited: the first statement of `work` rides with it
  begun.catch(ignore);
  try {
    const result = await work();
    await begun;
    const { command } = await run(client, { text: 'commit' });
    if (command !== 'COMMIT')
      throw new Error('a statement of the transaction failed and its error was swallowed');
    return result;
  } catch (error) {
    await run(client, { text: 'rollback' }).catch(ignore); // on a broken connection Postgres does it by itself
    throw error;
  }
}

interface Statement {
  readonly name?: string | undefined;
  readonly text: string;
  readonly values?: readonly unknown[] | undefined;
}

async function run(client: ClientBase, { name, text, values }: Statement): Promise<QueryResult<object>> {
  return client.query<object>({ name, text, values: values && [...values] }).catch(rethrow);
}

/** Says goodbye, but not for ever to one that does not answer. */
async function disconnect(client: Client): Promise<void> {
  const timer = setTimeout(() => client.connection.stream.destroy(), 500);
  await client.end().catch(ignore);
  clearTimeout(timer);
}

function rethrow(error: unknown): never {
  throw translated(error);
}

function ignore(): void {}
