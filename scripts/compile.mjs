// What runs, from its sources: the service (src → dist) and its page (portal → dist/portal).
import { cp } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { canBuildPortal, portalOutput } from './compilePortal.mjs';
import { ensureOutput, filesIn } from './output.mjs';
import { root, runTool } from './tools.mjs';

const sources = join(root, 'src');

/** Throws when a compiler fails; what it would have made is then what it was. */
export async function ensureBuilt() {
  await ensureOutput(service);
  if (canBuildPortal()) await ensureOutput(portalOutput);
  else
    console.error(
      `The page is not built: that takes Node.js 20.19, 22.12 or newer, and this is ${process.versions.node}.`,
    );
}

/** @type {import('./output.mjs').Output} */
const service = {
  folder: join(root, 'dist'),
  progress: 'Building the service …',
  inputs: async () => {
    const settings = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];
    return [...(await filesIn(sources)), ...settings.map((name) => join(root, name))];
  },
  make: async (folder) => {
    // Types are checked by `npm run typecheck`; this one only has to be quick.
    const args = ['-p', 'tsconfig.build.json', '--noCheck', '--outDir', folder];
    if ((await runTool('typescript', 'tsc', args)) !== 0) {
      throw new Error('The build failed; the compiler says why above.');
    }
    const assets = (await filesIn(sources)).filter((file) => !file.endsWith('.ts'));
    await Promise.all(assets.map((file) => cp(file, join(folder, relative(sources, file)))));
  },
  others: ['portal'],
};
