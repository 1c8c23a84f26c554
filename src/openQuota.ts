/** Where the requests of a key are counted, by the settings. */
import { ConfigError, type Config } from './config.ts';
import type { Quota } from './domain/quota.ts';
import type { Releases } from './openStores.ts';
import type { Readying } from './readiness.ts';
import { connectDatabase } from './stores/database.ts';
import { memoryQuota } from './stores/quotas/memory.ts';
import { postgresQuota } from './stores/quotas/postgres.ts';
import { redisQuota } from './stores/quotas/redis.ts';

/** What is away makes requests fail and the service unready, not the start. @throws ConfigError when its URL is not set */
export async function openQuota(
  { rateLimitStore, redisUrl }: Config,
  databaseUrl: string,
  ready: Pick<Readying, 'also'>,
  releases: Releases,
): Promise<Quota> {
  switch (rateLimitStore) {
    case 'memory':
      return memoryQuota();
    case 'postgres': {
      // Connections of its own: those who wait for one key's row must not keep others from being looked up.
      const database = connectDatabase(databaseUrl, { maxConnections: 8 });
      releases.push(() => database.close());
      return postgresQuota(database);
    }
    case 'redis': {
      if (redisUrl === undefined) throw new ConfigError('RATE_LIMIT_STORE=redis needs REDIS_URL beside it');
      const quota = await redisQuota(redisUrl);
      ready.also('rateLimits', () => quota.ping());
      releases.push(() => quota.close());
      return quota;
    }
    default:
      return rateLimitStore satisfies never;
  }
}
