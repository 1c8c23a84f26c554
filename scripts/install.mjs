// The clone's dependencies, installed again only when they are not what package-lock.json says.
import { join } from 'node:path';
import { withSetupLock } from './setupLock.mjs';
import { content, readJson, root, run } from './tools.mjs';

/** Runs `npm ci` unless node_modules holds what package-lock.json says. Throws when npm fails. */
export async function ensureInstalled() {
  if (await isInstalled()) return;
  await withSetupLock(root, async () => {
    if (await isInstalled()) return;
    console.error('Installing dependencies (npm ci) …');
    await npm(['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']);
  });
}

/**
 * @typedef {{ version?: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} Entry
 * @typedef {{ packages: Record<string, Entry> }} Lock
 */

/** By npm's own record, which it writes when everything is in place; so an install by hand counts as well. */
async function isInstalled() {
  const record = join(root, 'node_modules', '.package-lock.json');
  if ((await content(record)) === undefined) return false;
  const present = /** @type {Lock} */ (await readJson(record)).packages;
  const wanted = /** @type {Lock} */ (await readJson(join(root, 'package-lock.json'))).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    const found = present[path];
    if (path === '') return true;
    return found === undefined ? mayBeMissing(entry) : found.version === entry.version;
  });
}

/** What is made for another platform; which C library this one has, npm knows. */
function mayBeMissing(/** @type {Entry} */ { optional, os, cpu, libc }) {
  if (optional !== true) return false;
  const here = os?.includes(process.platform) === true && cpu?.includes(process.arch) === true;
  return !here || libc !== undefined;
}

/** @param {readonly string[]} args */
async function npm(args) {
  // Under `npm run`, npm says where it is itself; otherwise it is the one on PATH, on Windows a script for a shell.
  const self = process.env['npm_execpath'];
  const code = self?.endsWith('.js')
    ? await run(process.execPath, [self, ...args])
    : await run('npm', args, { shell: process.platform === 'win32' });
  if (code !== 0) throw new Error(`npm ${args[0]} failed in ${root}; its own message is above.`);
}
