import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigError } from '../src/config.ts';
import { keptSecret, keptTokenKey } from '../src/secrets.ts';
import { temporaryFolder, type TestFolder } from './support/folder.ts';

let folder: TestFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder[Symbol.asyncDispose]());

const files = (mayCreate: boolean) => ({ dataDir: join(folder.path, 'data'), mayCreate });

test('a secret is made up once, kept in a file that only its owner reads, and stays the same', async () => {
  const pepper = keptSecret('pepper', files(true));
  expect(pepper.length).toBeGreaterThanOrEqual(32);
  expect(keptSecret('pepper', files(true))).toEqual(pepper);
  expect(keptSecret('pepper', files(false))).toEqual(pepper);
  expect(keptSecret('mac-key', files(true))).not.toEqual(pepper);
  const kept = join(folder.path, 'data', 'secrets');
  expect((await readdir(kept)).toSorted()).toEqual(['mac-key', 'pepper']);
  expect((await stat(join(kept, 'pepper'))).mode & 0o777).toBe(0o600);
  expect((await stat(kept)).mode & 0o777).toBe(0o700);
  // Root's Postgres is another user, who has to pass through.
  expect((await stat(join(folder.path, 'data'))).mode & 0o777).toBe(process.getuid?.() === 0 ? 0o711 : 0o700);
});

test('a missing secret that must not be made up stops the start and says what to set', () => {
  expect(() => keptSecret('pepper', files(false))).toThrow(ConfigError);
  expect(() => keptSecret('pepper', files(false))).toThrow(/PEPPER or PEPPER_FILE/);
  expect(() => keptSecret('mac-key', files(false))).toThrow(/MAC_KEY or MAC_KEY_FILE/);
});

test('a secret of an operator is taken without the line end of an editor', async () => {
  await mkdir(join(folder.path, 'data', 'secrets'), { recursive: true });
  await writeFile(join(folder.path, 'data', 'secrets', 'pepper'), `${'s'.repeat(32)}\n`);
  expect(keptSecret('pepper', files(false))).toEqual(Buffer.from('s'.repeat(32)));
});

test('the token key is an Ed25519 key that stays the same', async () => {
  const key = await keptTokenKey(files(true));
  expect(key).toMatchObject({ kty: 'OKP', crv: 'Ed25519' });
  expect(await keptTokenKey(files(false))).toEqual(key);
  await expect(keptTokenKey({ dataDir: join(folder.path, 'other'), mayCreate: false })).rejects.toThrow(
    /JWT_ISSUER/,
  );
});
