/** The secrets of this installation for those who need them, checked against what it was sealed with. */
import { createHmac } from 'node:crypto';
import type { JWK } from 'jose';
import { readSeal, sealInstallation } from './commands/installation.ts';
import type { Config } from './config.ts';
import { sealOf } from './domain/installation.ts';
import { localTokens, remoteTokens, type TokenVerifier } from './http/tokens.ts';
import { keepsData } from './openStores.ts';
import { keptSecret, keptTokenKey, type SecretFiles } from './secrets.ts';
import type { EventStore } from './stores/eventStore.ts';

/** Webhooks are signed by a worker, and the API shows with what. */
export interface WorkerSecrets {
  readonly webhookKey: Buffer;
}

/** Whoever hashes no key needs no pepper. */
export interface ApiSecrets extends WorkerSecrets {
  readonly pepper: Buffer;
  readonly macKey: Buffer;
  /** What sessions are encrypted with. Another one signs everybody out, and no more: so it is not sealed. */
  readonly sessionKey: Buffer;
}

/** @throws ConfigError when one is missing, DomainError WRONG_SECRETS when it is not the one of this installation */
export async function workerSecrets(
  config: Config,
  eventStore: EventStore,
  now: Date,
): Promise<WorkerSecrets> {
  const webhookKey =
    config.webhookKey ?? derivedFrom(macKeyOf(config, await filesOf(config, eventStore)), 'webhook key');
  await sealInstallation(eventStore, sealOf({ webhookKey }), now);
  return { webhookKey };
}

/** @throws as above */
export async function apiSecrets(config: Config, eventStore: EventStore, now: Date): Promise<ApiSecrets> {
  const files = await filesOf(config, eventStore);
  const pepper = config.pepper ?? keptSecret('pepper', files);
  const macKey = macKeyOf(config, files);
  const webhookKey = config.webhookKey ?? derivedFrom(macKey, 'webhook key');
  const sessionKey = config.sessionKey ?? derivedFrom(macKey, 'session key');
  await sealInstallation(eventStore, sealOf({ pepper, macKey, webhookKey }), now);
  return { pepper, macKey, webhookKey, sessionKey };
}

function macKeyOf(config: Config, files: SecretFiles): Buffer {
  return config.macKey ?? keptSecret('mac-key', files);
}

/** For who sets none: a secret fewer to keep. Whoever knows it cannot tell the MAC key. */
function derivedFrom(macKey: Buffer, name: 'webhook key' | 'session key'): Buffer {
  return createHmac('sha256', macKey).update(`keyledger ${name}`).digest();
}

/** @throws ConfigError when nobody is set who signs tokens, and this installation may not */
export async function tokenVerifier(config: Config): Promise<TokenVerifier> {
  if (config.tokenIssuer !== undefined) return remoteTokens(config.tokenIssuer);
  return localTokens(await localTokenKey(config));
}

/** What the installation signs tokens and sign-in links with. @throws ConfigError when it is not there, and may not be made up */
export function localTokenKey(config: Config): Promise<JWK> {
  return keptTokenKey(secretFiles(config, false));
}

async function filesOf(config: Config, eventStore: EventStore): Promise<SecretFiles> {
  const sealed = await readSeal(eventStore);
  return secretFiles(config, sealed.pepperFingerprint !== undefined);
}

/** Where secrets may be kept: made up only beside an embedded store, whose data live in the same folder. */
function secretFiles(config: Config, isSealed: boolean): SecretFiles {
  return { dataDir: config.dataDir, mayCreate: keepsData(config) && !isSealed };
}
