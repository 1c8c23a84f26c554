/**
 * The secrets of an installation: configured, or kept as files of mode 600 in the data folder. They are made up only for
 * an installation that has none yet and keeps its data in that folder too: a secret that is lost with a container
 * takes every key with it.
 */
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { ConfigError } from './config.ts';

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
  const text = keptFile(files, name, () => randomBytes(32).toString('base64url'));
  if (text !== undefined) return Buffer.from(text);
  throw new ConfigError(
    `No ${name} is set and ${join(folder(files), name)} is not there. Set ${variable} or ${variable}_FILE to the one ` +
      'that this installation began with; for a new one, make it with: openssl rand -base64 32',
  );
}

/**
 * The key that signs and checks management tokens where no issuer is configured (Ed25519).
 * @throws ConfigError as above.
 */
export async function keptTokenKey(files: SecretFiles): Promise<JWK> {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const fresh = JSON.stringify(await exportJWK(privateKey));
  const text = keptFile(files, 'token-key.json', () => fresh);
  if (text !== undefined) return JSON.parse(text) as JWK;
  throw new ConfigError(
    'Who signs management tokens is not set. Set JWT_ISSUER and JWT_JWKS_URL to your identity provider',
  );
}

function folder({ dataDir }: SecretFiles): string {
  return join(dataDir, 'secrets');
}

/**
 * Reads a file or creates it, whole or not at all: it is linked to its name only when its text is on disk. Of two
 * processes that create it at once, both read what the first wrote.
 */
function keptFile(files: SecretFiles, name: string, create: () => string): string | undefined {
  const path = join(folder(files), name);
  const kept = readIfThere(path);
  if (kept !== undefined || !files.mayCreate) return kept;
  // The data folder itself lets others pass through: the embedded Postgres of a root user runs as one.
  mkdirSync(files.dataDir, { recursive: true, mode: 0o711 });
  mkdirSync(folder(files), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, create(), { mode: 0o600, flush: true });
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    unlinkSync(draft);
  }
  return readIfThere(path);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trimEnd();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
