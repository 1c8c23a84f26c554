/** `rebuild`: drops read models and replays them from the events, with progress. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Argument, type Command } from 'commander';
import type { Config } from '../config.ts';
import { projectionGroups } from '../projections/groups.ts';
import type { ProjectionGroup } from '../projections/projection.ts';
import { readCheckpoint } from '../stores/checkpoints.ts';
import { runProjections } from '../workers/projectionRunner.ts';
import { requestRebuild } from '../workers/projectionTables.ts';
import type { ReadSettings } from './ending.ts';
import { print } from './output.ts';
import { withStores, type OperatorStores } from './stores.ts';

type Say = (line: string) => void;

const progressEveryMs = 500;

/** Adds the command. */
export function rebuildCommand(program: Command, settings: ReadSettings): void {
  const groups = new Argument('[group...]', 'read models to rebuild; all when none is named').choices(
    projectionGroups.map(({ name }) => name),
  );
  program
    .command('rebuild')
    .description('drop read models and replay them from the events')
    .addArgument(groups)
    .action((names: readonly string[]) => rebuild(settings(), names, tell));
}

function tell(line: string): void {
  void print(`${line}\n`).catch(() => undefined); // a rebuild that nobody watches goes on
}

/**
 * Resolves when the read models are complete again. While those of the group `keys` are not, authentication answers 503.
 * A service that runs on the same stores does the replay; without one, this process does.
 * @param names of the groups to rebuild, one after the other; none for all
 * @throws ConfigError when there is nothing to rebuild, what keeps a store away, DatabaseRightsMissing, and what the
 * runner throws
 */
export async function rebuild(config: Config, names: readonly string[], say: Say): Promise<void> {
  const groups = projectionGroups.filter(({ name }) => names.length === 0 || names.includes(name));
  await withStores(config, async (stores) => {
    for (const group of groups) await rebuildGroup(stores, group, say);
    say('The read models are complete.');
  });
}

async function rebuildGroup(stores: OperatorStores, group: ProjectionGroup, say: Say): Promise<void> {
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
  { database, eventStore }: OperatorStores,
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
