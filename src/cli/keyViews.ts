/** What the command line shows of keys: what the management API does, as a table or as JSON. */
import { DomainError } from '../domain/errors.ts';
import type { KeyFilter, KeyView } from '../projections/keyList.ts';
import { readModels, type ReadModels } from '../projections/readModels.ts';
import { print, printJson } from './output.ts';
import type { OperatorStores } from './stores.ts';
import { record, table, type Column } from './table.ts';

const pageSize = 100;

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

/** Of every command about keys. */
export interface KeyOptions {
  readonly merchant: string;
  readonly json?: true;
}

export type ListOptions = KeyOptions & Omit<KeyFilter, 'q'> & { readonly query?: string };

/** One key of a merchant. @throws DomainError KEY_NOT_FOUND */
export async function keyOf(models: ReadModels, merchant: string, keyId: string): Promise<KeyView> {
  const key = await models.findKey(merchant, keyId, new Date());
  if (key !== undefined) return key;
  throw new DomainError('KEY_NOT_FOUND', `The merchant ${merchant} has no key ${keyId}`);
}

/** Prints all keys of a merchant that pass the filter, newest first. */
export async function listKeys({ database }: OperatorStores, options: ListOptions): Promise<void> {
  const { merchant, json, query: q, ...filter } = options;
  const models = readModels(database);
  const now = new Date();
  const keys: KeyView[] = [];
  let cursor: string | undefined;
  do {
    const page = await models.listKeys(merchant, { ...filter, q }, { limit: pageSize, cursor }, now);
    keys.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  await (json === true ? printJson(keys) : print(table(listed, keys)));
}

/** Prints one key. */
export function showKey(key: KeyView, { json }: KeyOptions): Promise<void> {
  return json === true ? printJson(key) : print(record(detailed, key));
}
