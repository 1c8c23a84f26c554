// What the scripts share: where the clone is, and how programs are run in it. Node's built-in modules only, since
// nothing may be installed yet.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Ends the process with the reason, in one line.
 * @param {unknown} error
 * @returns {never}
 */
export function complain(error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

/**
 * Resolves to the exit code. What it prints goes to stderr, unless the options say otherwise.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>}
 */
export async function run(command, args, options = {}) {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 2, 2], ...options });
  const [code] = /** @type {[number | null]} */ (await once(child, 'exit'));
  return code ?? 1;
}

/**
 * Runs a program that a dependency brings, by this same Node, wherever PATH leads.
 * @param {string} packageName
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export async function runTool(packageName, program, args, options) {
  const manifest = createRequire(join(root, 'package.json')).resolve(`${packageName}/package.json`);
  const { bin } = /** @type {{ bin: string | Record<string, string> }} */ (await readJson(manifest));
  const file = typeof bin === 'string' ? bin : bin[program];
  if (file === undefined) throw new Error(`${packageName} brings no program ${program}.`);
  return run(process.execPath, [join(dirname(manifest), file), ...args], options);
}

/**
 * The content of a text file; undefined when it cannot be read.
 * @param {string} file
 */
export async function content(file) {
  return readFile(file, 'utf8').catch(() => undefined);
}

/**
 * @param {string} file
 * @returns {Promise<unknown>}
 */
export async function readJson(file) {
  return JSON.parse(await readFile(file, 'utf8'));
}

/**
 * What an error of the operating system is called, such as ENOENT.
 * @param {unknown} error
 */
export function errorCode(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
