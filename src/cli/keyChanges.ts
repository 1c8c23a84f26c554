/** What the command line changes of keys: what the management API does, by the same commands. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { z } from 'zod';
import type { Caller } from '../commands/handle.ts';
import { keyCommands, type KeyCommands } from '../commands/keys.ts';
import type { Config } from '../config.ts';
import { DomainError } from '../domain/errors.ts';
import { turns } from '../domain/turns.ts';
import { createKeyBody, parse, revokeBody } from '../http/schemas.ts';
import { claimsSchema } from '../http/tokens.ts';
import { apiSecrets } from '../installationSecrets.ts';
import { readModels } from '../projections/readModels.ts';
import { keyOf, showKey, type KeyOptions } from './keyViews.ts';
import { print, printJson, remark } from './output.ts';
import { withEffects, withStores, type OperatorStores } from './stores.ts';

export interface CreateOptions extends KeyOptions {
  readonly actor: string;
  readonly name: string;
  readonly profile?: string;
  readonly environment?: string;
  readonly scope?: readonly string[];
  readonly fullAccess?: true;
  readonly expiresAt?: string;
  readonly ipRule?: readonly string[];
}

export interface RevokeOptions extends KeyOptions {
  readonly actor: string;
  readonly reason?: string;
}

/** A new secret could not be printed. */
class SecretLost extends Error {
  override readonly name = 'SecretLost';
  readonly code = 'SECRET_LOST';
}

const clock = () => new Date();

/** Creates a key and prints its secret, proven to work or not. @throws SecretLost, and what proves nothing */
export async function createKey(config: Config, options: CreateOptions): Promise<void> {
  const { merchant, actor, json, scope: scopes, ipRule: ipRules, ...input } = options;
  const asked = parse(createKeyBody, { ...input, scopes, ipRules });
  const caller = callerOf(merchant, actor);
  await withStores(config, (stores) =>
    withEffects(stores, async (effects) => {
      const commands = await commandsOn(stores, config);
      const { keyId, revision, secret } = await commands.create(asked, caller);
      const findKey = () => keyOf(readModels(stores.database), merchant, keyId);
      const [proof] = await Promise.allSettled([effects.shown(keyId, revision).then(findKey)]);
      // Proven or not, it is recorded for good, and there is no other copy of the secret.
      const key = proof.status === 'fulfilled' ? proof.value : { id: keyId };
      await (json === true ? printJson({ ...key, key: secret }) : print(`${secret}\n`)).catch(() => {
        throw new SecretLost(
          `${keyId} is created, and nobody took its secret: revoke it, and create another`,
        );
      });
      if (proof.status === 'rejected') throw proof.reason;
      if (json !== true) remark(`${keyId} is created. Its secret is on stdout, this once.`);
    }),
  );
}

/** Revokes a key and prints it, once no authentication takes it any more. */
export async function revokeKey(config: Config, keyId: string, options: RevokeOptions): Promise<void> {
  const { merchant, actor } = options;
  const { reason } = parse(revokeBody, { reason: options.reason });
  const caller = callerOf(merchant, actor);
  await withStores(config, (stores) =>
    withEffects(stores, async (effects) => {
      const commands = await commandsOn(stores, config);
      const { revision } = await commands.revoke({ keyId, caller }, reason);
      await effects.shown(keyId, revision);
      await showKey(await keyOf(readModels(stores.database), merchant, keyId), options);
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

/** Who may be named in a token may be named here. */
const callerSchema = z.object({ merchant: claimsSchema.shape.merchant, actor: claimsSchema.shape.sub });

/** @throws DomainError INVALID_INPUT */
function callerOf(merchant: string, actor: string): Caller {
  parse(callerSchema, { merchant, actor });
  return { merchantId: merchant, actor, requestId: `cli-${randomUUID()}` };
}

/** What a command line asks for that no key can have is a mistake in the command line. */
export async function acceptable(command: Command, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'INVALID_INPUT')) throw error;
    const details = error.details.map(({ field, message }) => `  ${field}: ${message}`);
    command.error(['error: this cannot be accepted:', ...details].join('\n'));
  }
}
