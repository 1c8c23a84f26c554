/**
 * The secrets of an installation: configured, or kept as files of mode 600 in the data folder. They are made up only for
 * an installation that has none yet and keeps its data in that folder too: a secret that is lost with a container
 * takes every key with it.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { ConfigError } from './config.ts';
import { isRoot } from './embedded/account.ts';
import { errorCode } from './embedded/errors.ts';

export interface SecretFiles {
  readonly dataDir: string;
  /** Whether a secret that is in no file yet may be made up. */
  readonly mayCreate: boolean;
}

/**
 * The bytes of a secret (as UTF-8 text, as a configured one would be).
 * @throws ConfigError when it is neither configured nor kept, and may not be made up.
 */
export function keptSecret(name: 'pepper' | 'mac-key', files: SecretFiles): Buffer {
  const variable = { pepper: 'PEPPER', 'mac-key': 'MAC_KEY' }[name];
  const path = join(folder(files), name);
  const text =
    readIfThere(path) ??
    (files.mayCreate ? keep(files, path, randomBytes(32).toString('base64url')) : undefined);
  if (text !== undefined) return Buffer.from(text);
  throw new ConfigError(
    `No ${name} is set and ${path} is not there. Set ${variable} or ${variable}_FILE to the one ` +
      'that this installation began with; for a new one, make it with: openssl rand -base64 32',
  );
}

/**
 * The key that signs and checks management tokens where no issuer is configured (Ed25519).
 * @throws ConfigError as above.
 */
export async function keptTokenKey(files: SecretFiles): Promise<JWK> {
  const path = join(folder(files), 'token-key.json');
  const text = readIfThere(path) ?? (files.mayCreate ? keep(files, path, await freshTokenKey()) : undefined);
  if (text !== undefined) return JSON.parse(text) as JWK;
  throw new ConfigError(
    'Who signs management tokens is not set. Set JWT_ISSUER and JWT_JWKS_URL to your identity provider',
  );
}

async function freshTokenKey(): Promise<string> {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  return JSON.stringify(await exportJWK(privateKey));
}

function folder({ dataDir }: SecretFiles): string {
  return join(dataDir, 'secrets');
}

/**
 * Creates a file whole or not at all: it is linked to its name only when its text is on disk. Of two processes that create
 * it at once, both get what the first wrote. It survives a power cut, as what is made with it will.
 */
function keep(files: SecretFiles, path: string, text: string): string | undefined {
  // Others may pass through the data folder of root alone, whose embedded Postgres runs as one of them.
  const made = mkdirSync(files.dataDir, { recursive: true, mode: isRoot() ? 0o711 : 0o700 });
  mkdirSync(folder(files), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  synced(draft, 'w', (file) => writeFileSync(file, text));
  try {
    linkSync(draft, path);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
  // A file's own sync says nothing of its name in the folder; Windows has no call for that.
  const folders = [folder(files), files.dataDir, ...(made === undefined ? [] : [dirname(made)])];
  if (process.platform !== 'win32') for (const each of folders) synced(each, 'r');
  return readIfThere(path);
}

/** Opens a file (made with mode 600) or a folder, and returns when what was done to it is on disk. */
function synced(path: string, flags: 'r' | 'w', work?: (file: number) => void): void {
  const file = openSync(path, flags, 0o600);
  try {
    work?.(file);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trimEnd();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
