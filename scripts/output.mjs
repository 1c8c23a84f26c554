// What is made from sources, made again only when they, the settings or the tools have changed.
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative } from 'node:path';
import { withSetupLock } from './setupLock.mjs';
import { content, errorCode, root } from './tools.mjs';

const stampName = '.built';

/**
 * @typedef {object} Output
 * @property {string} folder where it ends up
 * @property {string} progress said while it is made
 * @property {() => Promise<readonly string[]>} inputs the files that it depends on
 * @property {(folder: string) => Promise<void>} make puts it into an empty folder
 * @property {readonly string[]} [others] folders inside that are outputs of their own, and stay
 */

/**
 * Throws when it cannot be made; the folder is then what it was.
 * @param {Output} output
 */
export async function ensureOutput(output) {
  if (await isMade(output)) return;
  await withSetupLock(root, async () => {
    if (await isMade(output)) return;
    console.error(output.progress);
    await makeBeside(output);
  });
}

/** @param {Output} output */
async function isMade(output) {
  const [stamp, wanted] = await Promise.all([
    content(join(output.folder, stampName)),
    output.inputs().then(fingerprint),
  ]);
  return stamp === wanted;
}

/** @param {readonly string[]} files */
async function fingerprint(files) {
  const parts = await Promise.all(files.map(async (file) => ({ file, bytes: await readFile(file) })));
  const hash = createHash('sha256');
  for (const { file, bytes } of parts) hash.update(`${relative(root, file)} ${bytes.length}\n`).update(bytes);
  return hash.digest('hex');
}

/**
 * The files below a folder, in an order that is the same everywhere.
 * @param {string} folder
 */
export async function filesIn(folder) {
  const paths = await readdir(folder, { recursive: true });
  const files = paths.filter((path) => extname(path) !== '');
  return files.map((path) => join(folder, path)).toSorted();
}

/**
 * Made beside and moved into place, so that nobody ever runs half a build.
 * @param {Output} output
 */
async function makeBeside({ folder, inputs, make, others = [] }) {
  const work = join(root, 'node_modules', '.cache', 'keyledger');
  const next = join(work, `next-${process.pid}`);
  const old = join(work, `old-${process.pid}`);
  try {
    await mkdir(next, { recursive: true });
    const stamp = await fingerprint(await inputs());
    await make(next);
    await writeFile(join(next, stampName), stamp);
    for (const other of others) await move(join(folder, other), join(next, other));
    await move(folder, old);
    await mkdir(dirname(folder), { recursive: true });
    await move(next, folder);
  } finally {
    await Promise.all([next, old].map((path) => rm(path, { recursive: true, force: true })));
  }
}

/**
 * Also between file systems, as where node_modules is a volume; what is missing need not be moved.
 * @param {string} from
 * @param {string} to
 */
async function move(from, to) {
  try {
    await rename(from, to);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    if (errorCode(error) !== 'EXDEV') throw error;
    await cp(from, to, { recursive: true });
    await rm(from, { recursive: true });
  }
}
