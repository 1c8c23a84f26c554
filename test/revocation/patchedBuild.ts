/** A copy of the build in which one place reads differently: to show that a test fails without what stands there. */
import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from '../support/child.ts';
import { temporaryFolder, type TestFolder } from '../support/folder.ts';

export interface Patch {
  /** Below dist, such as `projections/lease.js`. */
  readonly file: string;
  /** Stands there exactly once. */
  readonly replace: string;
  readonly by: string;
}

export interface PatchedBuild extends AsyncDisposable {
  /** Its `main.js`. */
  readonly program: string;
}

/** @throws Error when what is to be replaced does not stand in the file exactly once: then the patch has to follow the source */
export async function patchedBuild({ file, replace, by }: Patch): Promise<PatchedBuild> {
  const folder = await temporaryFolder();
  try {
    await copyBuild(folder);
    const path = join(folder.path, 'dist', file);
    const parts = (await readFile(path, 'utf8')).split(replace);
    if (parts.length !== 2) {
      throw new Error(
        `dist/${file} has ${parts.length - 1} times, and not once: ${replace}. Let the patch follow the source`,
      );
    }
    await writeFile(path, parts.join(by));
    return {
      program: join(folder.path, 'dist', 'main.js'),
      [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
    };
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}

/** With what it imports, and what tells Node that it is modules. */
async function copyBuild({ path }: TestFolder): Promise<void> {
  await Promise.all([
    cp(join(repository, 'dist'), join(path, 'dist'), { recursive: true }),
    cp(join(repository, 'package.json'), join(path, 'package.json')),
    symlink(join(repository, 'node_modules'), join(path, 'node_modules'), 'junction'),
  ]);
}
