// The clone's dependencies, installed again only when package-lock.json has changed.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withSetupLock } from './setupLock.mjs';
import { content, readJson, root, run } from './tools.mjs';

const lockFile = join(root, 'package-lock.json');
const stampFile = join(root, 'node_modules', '.keyledger-installed');

/** Runs `npm ci` unless node_modules holds what package-lock.json says. Throws when npm fails. */
export async function ensureInstalled() {
  if (await isInstalled()) return;
  await withSetupLock(root, async () => {
    if (await isInstalled()) return;
    console.error('Installing dependencies (npm ci) …');
    await npm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
    await writeFile(stampFile, await fingerprint());
  });
}

async function isInstalled() {
  const [stamp, wanted] = await Promise.all([content(stampFile), fingerprint()]);
  if (stamp === wanted) return true;
  // Installed by hand, perhaps for good reasons: right when npm's own record says so.
  if (stamp !== undefined || !(await npmRecordMatches())) return false;
  await writeFile(stampFile, wanted).catch(() => undefined);
  return true;
}

async function fingerprint() {
  const lock = await readFile(lockFile);
  return createHash('sha256').update(`${process.platform} ${process.arch}\n`).update(lock).digest('hex');
}

/** @typedef {{ packages: Record<string, { version?: string, optional?: boolean, devOptional?: boolean }> }} Lock */

async function npmRecordMatches() {
  const record = join(root, 'node_modules', '.package-lock.json');
  if ((await content(record)) === undefined) return false;
  const present = /** @type {Lock} */ (await readJson(record)).packages;
  const wanted = /** @type {Lock} */ (await readJson(lockFile)).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    const found = present[path];
    if (path === '') return true;
    return found === undefined ? entry.optional || entry.devOptional : found.version === entry.version;
  });
}

/** @param {readonly string[]} args */
async function npm(args) {
  // Under `npm run`, npm says where it is itself; otherwise it is the one on PATH, on Windows a script for a shell.
  const self = process.env.npm_execpath;
  const code = self?.endsWith('.js')
    ? await run(process.execPath, [self, ...args])
    : await run('npm', args, { shell: process.platform === 'win32' });
  if (code !== 0) throw new Error(`npm ${args[0]} failed in ${root}; its own message is above.`);
}
