/** `rebuild`: drops read models and replays them from the events. */
import { Argument, type Command } from 'commander';
import { projectionGroups } from '../projections/groups.ts';
import { rebuild } from '../rebuild.ts';
import type { ReadSettings } from './ending.ts';
import { print } from './output.ts';

/** Adds the command. */
export function rebuildCommand(program: Command, settings: ReadSettings): void {
  const groups = new Argument('[group...]', 'read models to rebuild; all when none is named').choices(
    projectionGroups.map(({ name }) => name),
  );
  program
    .command('rebuild')
    .description('drop read models and replay them from the events')
    .addArgument(groups)
    .action((names: readonly string[]) => rebuild(settings(), names, say));
}

function say(line: string): void {
  void print(`${line}\n`).catch(() => undefined); // a rebuild that nobody watches goes on
}
