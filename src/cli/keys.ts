/** `keys`: what the management API does for a merchant, done by the operator on the stores themselves. */
import { randomBytes, randomUUID } from 'node:crypto';
import { Argument, Option, type Command } from 'commander';
import { keyCommands, type KeyCommands, type Outcome } from '../commands/keys.ts';
import type { Config } from '../config.ts';
import { DomainError } from '../domain/errors.ts';
import { environments } from '../domain/profiles.ts';
import { turns } from '../domain/turns.ts';
import { createKeyBody, parse, revokeBody } from '../http/schemas.ts';
import { apiSecrets } from '../installationSecrets.ts';
import type { KeyFilter, KeyView } from '../projections/keyList.ts';
import { readModels, type ReadModels } from '../projections/readModels.ts';
import type { ReadSettings } from './ending.ts';
import { actorOption, jsonOption, merchantOption, repeated } from './options.ts';
import { print, printJson, remark } from './output.ts';
import { withEffects, withStores, type OperatorStores } from './stores.ts';
import { record, table, type Column } from './table.ts';

const pageSize = 100;
const clock = () => new Date();

const listed: readonly Column<KeyView>[] = [
  ['ID', (key) => key.id],
  ['NAME', (key) => key.name],
  ['PROFILE', (key) => key.profile],
  ['ENVIRONMENT', (key) => key.environment],
  ['PREFIX', (key) => key.prefix],
  ['STATUS', (key) => key.status],
  ['EXPIRES', (key) => key.expiresAt],
  ['LAST USED', (key) => key.lastUsedAt],
  ['REQUESTS', (key) => key.requestCount],
];
const detailed: readonly Column<KeyView>[] = [
  ...listed,
  ['SCOPES', (key) => key.scopes.join(' ')],
  ['IP RULES', (key) => key.ipRules.join(' ')],
  ['CREATED', (key) => `${key.createdAt} by ${key.createdBy}`],
  ['REVOKED', (key) => key.revokedAt],
  ['REVISION', (key) => key.revision],
];

interface Common {
  readonly merchant: string;
  readonly json?: true;
}

type ListOptions = Common & Omit<KeyFilter, 'q'> & { readonly query?: string };

interface CreateOptions extends Common {
  readonly actor: string;
  readonly name: string;
  readonly profile?: string;
  readonly environment?: string;
  readonly scope?: readonly string[];
  readonly fullAccess?: true;
  readonly expiresAt?: string;
  readonly ipRule?: readonly string[];
}

interface RevokeOptions extends Common {
  readonly actor: string;
  readonly reason?: string;
}

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
    .action((options: ListOptions) => withStores(settings(), (stores) => list(stores, options)));
  keys
    .command('show')
    .description('show one key')
    .addArgument(keyArgument())
    .addOption(merchantOption())
    .addOption(jsonOption())
    .action((keyId: string, options: Common) =>
      withStores(settings(), async ({ database }) =>
        show(await keyOf(readModels(database), options.merchant, keyId), options),
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
      acceptable(command, () => create(settings(), options)),
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
      acceptable(command, () => revoke(settings(), keyId, options)),
    );
}

/** The argument that names a key. */
export function keyArgument(): Argument {
  return new Argument('<keyId>', 'the id of the key, as `keys list` shows it');
}

/** One key of a merchant. @throws DomainError KEY_NOT_FOUND */
export async function keyOf(models: ReadModels, merchant: string, keyId: string): Promise<KeyView> {
  const key = await models.findKey(merchant, keyId, clock());
  if (key !== undefined) return key;
  throw new DomainError('KEY_NOT_FOUND', `The merchant ${merchant} has no key ${keyId}`);
}

async function list({ database }: OperatorStores, options: ListOptions): Promise<void> {
  const { merchant, json, query: q, ...filter } = options;
  const models = readModels(database);
  const now = clock();
  const keys: KeyView[] = [];
  let cursor: string | undefined;
  do {
    const page = await models.listKeys(merchant, { ...filter, q }, { limit: pageSize, cursor }, now);
    keys.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  await (json === true ? printJson(keys) : print(table(listed, keys)));
}

function show(key: KeyView, { json }: Common): Promise<void> {
  return json === true ? printJson(key) : print(record(detailed, key));
}

async function create(config: Config, options: CreateOptions): Promise<void> {
  const { merchant, actor, json, scope: scopes, ipRule: ipRules, ...input } = options;
  const asked = parse(createKeyBody, { ...input, scopes, ipRules });
  await withStores(config, (stores) =>
    withEffects(stores, async (effects) => {
      const commands = await commandsOn(stores, config);
      const created = await commands.create(asked, callerOf(merchant, actor));
      const key = { id: created.keyId, key: created.secret };
      try {
        await effects.shown(created.keyId, created.revision);
      } catch (error) {
        // It is recorded for good, and there is no other copy of the secret.
        await (json === true ? printJson(key) : print(`${created.secret}\n`));
        throw error;
      }
      if (json !== true) {
        await print(`${created.secret}\n`);
        remark(`${created.keyId} is created. Its secret is on stdout, this once.`);
        return;
      }
      await printJson({ ...(await keyOf(readModels(stores.database), merchant, created.keyId)), ...key });
    }),
  );
}

async function revoke(config: Config, keyId: string, options: RevokeOptions): Promise<void> {
  const { merchant, actor } = options;
  const { reason } = parse(revokeBody, { reason: options.reason });
  await withStores(config, (stores) =>
    withEffects(stores, async (effects) => {
      const commands = await commandsOn(stores, config);
      const target = { keyId, caller: callerOf(merchant, actor) };
      const { revision }: Outcome = await commands.revoke(target, reason);
      await effects.shown(keyId, revision);
      await show(await keyOf(readModels(stores.database), merchant, keyId), options);
    }),
  );
}

/** @throws ConfigError, DomainError WRONG_SECRETS */
async function commandsOn({ eventStore }: OperatorStores, config: Config): Promise<KeyCommands> {
  const hashing = await apiSecrets(config, eventStore, clock());
  return keyCommands({
    ...hashing,
    eventStore,
    profiles: config.profiles,
    scryptInTurn: turns(1, 1),
    now: clock,
    randomBytes,
  });
}

function callerOf(merchantId: string, actor: string) {
  return { merchantId, actor, requestId: `cli-${randomUUID()}` };
}

/** What a command line asks for that no key can have is a mistake in the command line. */
async function acceptable(command: Command, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'INVALID_INPUT')) throw error;
    const details = error.details.map(({ field, message }) => `  ${field}: ${message}`);
    command.error(['error: this cannot be accepted:', ...details].join('\n'));
  }
}
