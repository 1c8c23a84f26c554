/** `history`: what happened to a key, event by event. */
import type { Command } from 'commander';
import type { HistoryEntry } from '../projections/keyHistory.ts';
import { readModels } from '../projections/readModels.ts';
import type { ReadSettings } from './ending.ts';
import { keyArgument } from './keys.ts';
import { keyOf, type KeyOptions } from './keyViews.ts';
import { jsonOption, merchantOption } from './options.ts';
import { print, printJson } from './output.ts';
import { withStores, type OperatorStores } from './stores.ts';
import { table, type Column } from './table.ts';

const pageSize = 100;

const columns: readonly Column<HistoryEntry>[] = [
  ['REVISION', (entry) => entry.revision],
  ['TIME', (entry) => entry.at],
  ['EVENT', (entry) => entry.type],
  ['ACTOR', (entry) => entry.actor],
  ['DATA', (entry) => JSON.stringify(entry.data)],
];

/** Adds the command. */
export function historyCommand(program: Command, settings: ReadSettings): void {
  program
    .command('history')
    .description('show what happened to a key')
    .addArgument(keyArgument())
    .addOption(merchantOption())
    .addOption(jsonOption())
    .action((keyId: string, options: KeyOptions) =>
      withStores(settings(), (stores) => history(stores, keyId, options)),
    );
}

async function history(
  { database }: OperatorStores,
  keyId: string,
  { merchant, json }: KeyOptions,
): Promise<void> {
  const models = readModels(database);
  await keyOf(models, merchant, keyId);
  const entries: HistoryEntry[] = [];
  let after: number | undefined = -1;
  while (after !== undefined) {
    const { items, nextCursor } = await models.listHistory(keyId, { limit: pageSize, after });
    entries.push(...items);
    after = nextCursor === null ? undefined : Number(nextCursor);
  }
  await (json === true ? printJson(entries) : print(table(columns, entries)));
}
