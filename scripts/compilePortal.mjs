// The page, from portal/, with every file also compressed, so that serving it costs no CPU.
import { readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { filesIn } from './output.mjs';
import { readJson, root, runTool } from './tools.mjs';

const portal = join(root, 'portal');
/** The oldest of each Node.js that Vite and its bundler run on: their `engines`. */
const oldestMinors = new Map([
  [20, 19],
  [22, 12],
]);
const compressible = new Set(['.css', '.html', '.js', '.json', '.svg']);
const worthwhileBytes = 1024;

/** @type {import('./output.mjs').Output} */
export const portalOutput = {
  folder: join(root, 'dist', 'portal'),
  progress: 'Building the page …',
  inputs: async () => {
    const folders = await Promise.all(['src', 'public'].map((name) => filesIn(join(portal, name))));
    const settings = ['index.html', 'package.json', 'vite.config.mjs'].map((name) => join(portal, name));
    return [...folders.flat(), ...settings, join(root, 'package-lock.json')];
  },
  make: async (folder) => {
    const args = ['build', 'portal', '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'];
    // Also where the tests run, whose NODE_ENV would make it a build for development.
    const env = { ...process.env, NODE_ENV: 'production' };
    if ((await runTool('vite', 'vite', args, { env })) !== 0) {
      throw new Error('The build of the page failed; Vite says why above.');
    }
    await compress(await filesIn(folder));
    console.error(await summary(folder));
  },
};

/** Whether this Node.js can build the page. The service runs on older ones as well, without it. */
export function canBuildPortal() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 22 || minor >= (oldestMinors.get(major) ?? Infinity);
}

/**
 * Each file that gains by it also as `.br` and `.gz`, as static servers look for them.
 * @param {readonly string[]} files
 */
async function compress(files) {
  const chosen = files.filter((file) => compressible.has(extname(file)));
  await Promise.all(
    chosen.map(async (file) => {
      const bytes = await readFile(file);
      if (bytes.length < worthwhileBytes) return;
      const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
      const [br, gz] = await Promise.all([
        promisify(brotliCompress)(bytes, { params }),
        promisify(gzip)(bytes, { level: 9 }),
      ]);
      await Promise.all([writeFile(`${file}.br`, br), writeFile(`${file}.gz`, gz)]);
    }),
  );
}

/**
 * @typedef {{ file: string, css?: string[], imports?: string[], isEntry?: boolean }} Chunk
 */

/**
 * What a browser loads before it shows the list of keys, which is a part of the start.
 * @param {string} folder
 */
async function summary(folder) {
  const manifest = /** @type {Record<string, Chunk>} */ (
    await readJson(join(folder, '.vite', 'manifest.json'))
  );
  const first = filesOf(manifest, ['index.html']);
  const all = filesOf(manifest, Object.keys(manifest));
  const [br, gz, whole] = await Promise.all([
    sizeOf(folder, first, '.br'),
    sizeOf(folder, first, '.gz'),
    sizeOf(folder, all, '.br'),
  ]);
  return `The page: ${kilobytes(br)} to start with the list of keys (gzip ${kilobytes(gz)}), ${kilobytes(whole)} in all.`;
}

/**
 * @param {Record<string, Chunk>} manifest
 * @param {readonly string[]} names
 */
function filesOf(manifest, names) {
  const files = new Set();
  const open = [...names];
  const seen = new Set(open);
  for (const name of open) {
    const chunk = manifest[name];
    if (chunk === undefined) continue;
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    for (const next of chunk.imports ?? []) {
      if (!seen.has(next)) open.push(next);
      seen.add(next);
    }
  }
  return /** @type {string[]} */ ([...files]);
}

/**
 * @param {string} folder
 * @param {readonly string[]} files
 * @param {string} encoding
 */
async function sizeOf(folder, files, encoding) {
  const sizes = await Promise.all(
    files.map(async (file) => {
      const path = join(folder, file);
      const bytes = await readFile(path + encoding).catch(() => readFile(path));
      return bytes.length;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
