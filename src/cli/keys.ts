/** `keys`: a merchant's keys, listed, shown, created and revoked by the operator on the stores themselves. */
import { Argument, Option, type Command } from 'commander';
import { environments } from '../domain/profiles.ts';
import { readModels } from '../projections/readModels.ts';
import type { ReadSettings } from './ending.ts';
import { acceptable, createKey, revokeKey, type CreateOptions, type RevokeOptions } from './keyChanges.ts';
import { keyOf, listKeys, showKey, type KeyOptions, type ListOptions } from './keyViews.ts';
import { actorOption, jsonOption, merchantOption, repeated } from './options.ts';
import { withStores } from './stores.ts';

/** Adds `keys` with what can be done to them. */
export function keysCommands(program: Command, settings: ReadSettings): void {
  const keys = program.command('keys').description("list, show, create and revoke a merchant's keys");
  keys
    .command('list')
    .description('list the keys, newest first')
    .addOption(merchantOption())
    .addOption(new Option('--status <status>', 'only these').choices(['active', 'revoked', 'expired']))
    .addOption(new Option('--environment <name>', 'only of this one').choices(environments))
    .option('--profile <name>', 'only of this one')
    .option('--query <text>', 'only those with this in their name')
    .addOption(jsonOption())
    .action((options: ListOptions) => withStores(settings(), (stores) => listKeys(stores, options)));
  keys
    .command('show')
    .description('show one key')
    .addArgument(keyArgument())
    .addOption(merchantOption())
    .addOption(jsonOption())
    .action((keyId: string, options: KeyOptions) =>
      withStores(settings(), async ({ database }) =>
        showKey(await keyOf(readModels(database), options.merchant, keyId), options),
      ),
    );
  keys
    .command('create')
    .description('create a key and print its secret, of which there is no other copy')
    .addOption(merchantOption())
    .requiredOption('--name <name>', 'what people call it')
    .option('--profile <name>', "the product (default: the API's)")
    .addOption(new Option('--environment <name>', 'live by default').choices(environments))
    .option('--scope <scope>', 'what it may do; may be repeated', repeated)
    .option('--full-access', 'every scope of the profile')
    .option('--expires-at <time>', 'its end: a date or a timestamp')
    .option('--ip-rule <rule>', 'an address or CIDR range it may be used from; may be repeated', repeated)
    .addOption(actorOption())
    .addOption(jsonOption())
    .action((options: CreateOptions, command: Command) =>
      acceptable(command, () => createKey(settings(), options)),
    );
  keys
    .command('revoke')
    .description('revoke a key; when this ends with 0, it works nowhere any more')
    .addArgument(keyArgument())
    .addOption(merchantOption())
    .option('--reason <text>', 'recorded with it')
    .addOption(actorOption())
    .addOption(jsonOption())
    .action((keyId: string, options: RevokeOptions, command: Command) =>
      acceptable(command, () => revokeKey(settings(), keyId, options)),
    );
}

/** The argument that names a key. */
export function keyArgument(): Argument {
  return new Argument('<keyId>', 'the id of the key, as `keys list` shows it');
}
