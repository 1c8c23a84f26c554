/** `npm run rebuild [group …]`: drops read models and replays them from the events, with progress. */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { ConfigError, type Config } from './config.ts';
import { createLog } from './log.ts';
import { projectionGroups } from './projections/groups.ts';
import type { ProjectionGroup } from './projections/projection.ts';
import { keepsData, openStores } from './openStores.ts';
import { readCheckpoint } from './stores/checkpoints.ts';
import { migrate } from './stores/migrations.ts';
import { runProjections, type RunnerOptions } from './workers/projectionRunner.ts';
import { requestRebuild } from './workers/projectionTables.ts';

type Stores = Pick<RunnerOptions, 'eventStore' | 'database' | 'ownerDatabase' | 'log'>;
type Say = (line: string) => void;

const progressEveryMs = 500;

/**
 * Resolves when the read models are complete again. While those of the group `keys` are not, authentication answers 503.
 * A service that runs on the same stores does the replay; without one, this process does.
 * @param names of the groups to rebuild, one after the other; none for all
 * @throws ConfigError when there is nothing to rebuild, what keeps a store away, DatabaseRightsMissing, and what the
 * runner throws
 */
export async function rebuild(config: Config, names: readonly string[], say: Say): Promise<void> {
  const groups = groupsNamed(names);
  if (keepsData(config) && !existsSync(config.dataDir)) {
    throw new ConfigError(`${config.dataDir} holds no installation. Set DATA_DIR to the one to rebuild`);
  }
  const log = createLog('warn', pino.destination(2));
  const releases: (() => Promise<void>)[] = [];
  try {
    const stores = await openStores(config, log, releases, { attach: true });
    await migrate(stores.database, stores.ownerDatabase);
    for (const group of groups) await rebuildGroup({ ...stores, log }, group, say);
    say('The read models are complete.');
  } finally {
    for (let release = releases.pop(); release !== undefined; release = releases.pop()) await release();
  }
}

function groupsNamed(names: readonly string[]): readonly ProjectionGroup[] {
  const known = projectionGroups.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new ConfigError(
      `There is no group of read models called ${unknown.join(', ')}, but: ${known.join(', ')}\nUsage: npm run rebuild [group …]`,
    );
  }
  return projectionGroups.filter(({ name }) => names.length === 0 || names.includes(name));
}

async function rebuildGroup(stores: Stores, group: ProjectionGroup, say: Say): Promise<void> {
  const stopping = new AbortController();
  await requestRebuild(stores.ownerDatabase, group);
  say(`${group.name}: dropped ${group.projections.map(({ name }) => name).join(', ')}. Replaying.`);
  const running = runProjections({ ...stores, group, signal: stopping.signal });
  try {
    await Promise.race([running, untilReady(stores, group, say, stopping.signal)]);
  } finally {
    stopping.abort();
    await running;
  }
}

async function untilReady(
  { database, eventStore }: Stores,
  { name, streamPrefixes }: ProjectionGroup,
  say: Say,
  signal: AbortSignal,
): Promise<void> {
  const end = await eventStore.lastPosition(streamPrefixes);
  while (!signal.aborted) {
    const checkpoint = await readCheckpoint(database, name);
    if (checkpoint?.ready === true) return;
    say(`${name}: replayed up to position ${checkpoint?.mark?.position.commit ?? 0} of ${end?.commit ?? 0}`);
    await sleep(progressEveryMs);
  }
}
