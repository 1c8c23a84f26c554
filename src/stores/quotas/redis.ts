/**
 * Quotas that all processes share, in Redis: one script a request, by Redis's clock. A call is answered or fails within its
 * time limit; while Redis is away calls fail at once, and the connection comes back by itself.
 */
import { once } from 'node:events';
import { createClient, defineScript } from '@redis/client';
import { quotaState, sharingMs, windowSeconds, type SharedQuota } from '../../domain/quota.ts';
import { QuotaUnavailable } from '../errors.ts';
import { takeScript } from './redisScript.ts';

export interface RedisQuota extends SharedQuota {
  /** @throws QuotaUnavailable */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface RedisQuotaOptions {
  /** For the answer to one call; a connection that does not give it in time is replaced. */
  readonly timeoutMs: number;
  /** Before the key ids. */
  readonly keyPrefix: string;
}

const defaults: RedisQuotaOptions = { timeoutMs: 1000, keyPrefix: 'keyledger:quota:' };

/** @throws TypeError when this is no URL of Redis */
export function checkRedisUrl(url: string): void {
  createClient({ url });
}

const take = defineScript({
  SCRIPT: takeScript,
  NUMBER_OF_KEYS: 1,
  parseCommand(parser, key: string, limit: number) {
    parser.pushKey(key);
    parser.push(String(limit), String(sharingMs(limit) * 1000), String(windowSeconds * 1_000_000));
  },
  transformReply: (reply: readonly number[]) => reply,
});

/**
 * Resolves after the first attempt to connect, whatever came of it: Redis may be away.
 * @param url `redis://…` or, with TLS, `rediss://…`
 */
export async function redisQuota(url: string, options: Partial<RedisQuotaOptions> = {}): Promise<RedisQuota> {
  const { timeoutMs, keyPrefix } = { ...defaults, ...options };
  let client = connect();
  await once(client, 'ready').catch(ignore);

  function connect() {
    const made = createClient({
      url,
      scripts: { take },
      disableOfflineQueue: true,
      disableClientInfo: true, // one right less that its user needs
      // The client's own time limit ends when a command was sent.
      commandOptions: { timeout: 0 },
      // Finds a connection out that is dead while nobody uses it, or before its greeting.
      pingInterval: 2000,
      socket: {
        connectTimeout: timeoutMs,
        socketTimeout: 5000,
        reconnectStrategy: (retries) => Math.min(20 * 2 ** retries, 500) * (0.5 + Math.random() / 2),
      },
    });
    made.on('error', ignore); // the call under way hears of it
    made.connect().catch(ignore); // it tries again until it is closed
    return made;
  }

  /** Whatever waits on this connection fails with it. */
  function replace(sick: typeof client): void {
    if (client !== sick) return;
    client = connect();
    sick.destroy();
  }

  async function inTime<T>(call: (asked: typeof client) => Promise<T>): Promise<T> {
    const asked = client;
    const timer = setTimeout(() => replace(asked), timeoutMs);
    try {
      return await call(asked);
    } catch (cause) {
      throw new QuotaUnavailable('The quotas in Redis cannot be reached', { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    async take(keyId, limit) {
      const taken = await inTime((asked) => asked.take(keyPrefix + keyId, limit));
      const [allowed = 0, used = limit, waitMicros = 0] = taken;
      return quotaState(allowed === 1, limit, used, waitMicros / 1000);
    },
    async ping() {
      await inTime((asked) => asked.ping());
    },
    async close() {
      client.destroy();
    },
  };
}

function ignore(): void {}
