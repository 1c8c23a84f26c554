/** `npm run rebuild`: drops the read models and replays them from the events, with progress. */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { ConfigError, type Config } from './config.ts';
import { createLog } from './log.ts';
import { keyProjections } from './projections/keys.ts';
import { keepsData, openStores } from './service.ts';
import { readCheckpoint } from './stores/checkpoints.ts';
import type { Database } from './stores/database.ts';
import type { Position } from './stores/eventStore.ts';
import { migrate } from './stores/migrations.ts';
import { runProjections } from './workers/projectionRunner.ts';
import { requestRebuild } from './workers/projectionTables.ts';

const progressEveryMs = 500;

/**
 * Resolves when the read models are complete again. While they are not, authentication answers 503. A service that runs on
 * the same stores does the replay; without one, this process does.
 * @throws ConfigError when there is nothing to rebuild, what keeps a store away, and UnreadableEvent or LogMismatch
 */
export async function rebuild(config: Config, say: (line: string) => void): Promise<void> {
  if (keepsData(config) && !existsSync(config.dataDir)) {
    throw new ConfigError(`${config.dataDir} holds no installation. Set DATA_DIR to the one to rebuild`);
  }
  const log = createLog('warn', pino.destination(2));
  const releases: (() => Promise<void>)[] = [];
  const stopping = new AbortController();
  try {
    const stores = await openStores(config, log, releases, { attach: true });
    await migrate(stores.database);
    const end = await stores.eventStore.lastPosition(keyProjections.streamPrefixes);
    await requestRebuild(stores.database, keyProjections);
    say(`Dropped ${keyProjections.projections.map(({ name }) => name).join(', ')}. Replaying.`);
    const running = runProjections({ ...stores, group: keyProjections, log, signal: stopping.signal });
    await Promise.race([running, untilReady(stores.database, end, say)]);
    stopping.abort();
    await running;
    say('The read models are complete.');
  } finally {
    stopping.abort();
    for (let release = releases.pop(); release !== undefined; release = releases.pop()) await release();
  }
}

async function untilReady(
  database: Database,
  end: Position | undefined,
  say: (line: string) => void,
): Promise<void> {
  for (;;) {
    const checkpoint = await readCheckpoint(database, keyProjections.name);
    if (checkpoint?.ready === true) return;
    say(`Replayed up to position ${checkpoint?.mark?.position.commit ?? 0} of ${end?.commit ?? 0}`);
    await sleep(progressEveryMs);
  }
}
