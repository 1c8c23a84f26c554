// src → dist, made again only when the sources, the settings or the compiler have changed.
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { withSetupLock } from './setupLock.mjs';
import { content, errorCode, root, runTool } from './tools.mjs';

const sourceFolder = join(root, 'src');
const outputFolder = join(root, 'dist');
const stampFile = join(outputFolder, '.built');

/** Throws when the compiler fails; dist is then what it was. */
export async function ensureBuilt() {
  if (await isBuilt()) return;
  await withSetupLock(root, async () => {
    if (await isBuilt()) return;
    console.error('Building …');
    await build(await fingerprint());
  });
}

async function isBuilt() {
  const [stamp, wanted] = await Promise.all([content(stampFile), fingerprint()]);
  return stamp === wanted;
}

async function fingerprint() {
  const settings = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'].map((name) =>
    join(root, name),
  );
  const files = [...(await sources()), ...settings];
  const parts = await Promise.all(files.map(async (file) => ({ file, bytes: await readFile(file) })));
  const hash = createHash('sha256');
  for (const { file, bytes } of parts) hash.update(`${relative(root, file)} ${bytes.length}\n`).update(bytes);
  return hash.digest('hex');
}

async function sources() {
  const paths = await readdir(sourceFolder, { recursive: true });
  const files = paths.filter((path) => extname(path) !== '');
  return files.map((path) => join(sourceFolder, path)).toSorted();
}

/**
 * Made beside and moved into place, so that nobody ever runs half a build.
 * @param {string} stamp
 */
async function build(stamp) {
  const work = join(root, 'node_modules', '.cache', 'keyledger');
  const next = join(work, `dist-${process.pid}`);
  const old = join(work, `dist-${process.pid}-old`);
  try {
    await mkdir(work, { recursive: true });
    // Types are checked by `npm run typecheck`; this one only has to be quick.
    const code = await runTool('typescript', 'tsc', [
      '-p',
      'tsconfig.build.json',
      '--noCheck',
      '--outDir',
      next,
    ]);
    if (code !== 0) throw new Error('The build failed; the compiler says why above.');
    const assets = (await sources()).filter((file) => !file.endsWith('.ts'));
    await Promise.all(assets.map((file) => cp(file, join(next, relative(sourceFolder, file)))));
    await writeFile(join(next, '.built'), stamp);
    await move(outputFolder, old);
    await move(next, outputFolder);
  } finally {
    await Promise.all([next, old].map((folder) => rm(folder, { recursive: true, force: true })));
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
