import { execFile } from 'node:child_process';
import { chmod, cp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { findBinaries, program, runnableBinaries, type Binaries } from '../../src/embedded/binaries.ts';
import { temporaryFolder } from '../support/folder.ts';

const root = process.getuid?.() === 0;
const nobody = { uid: 65_534, gid: 65_534 };
const never = async (): Promise<string> => {
  throw new Error('No copy was needed.');
};

async function copyInto(folder: string): Promise<Binaries> {
  const found = await findBinaries();
  await cp(found.folder, join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  return { ...found, folder: join(folder, 'native') };
}

/** As after `npm ci --ignore-scripts`. */
async function removeLinks(binaries: Binaries): Promise<number> {
  const entries = await readdir(join(binaries.folder, 'lib'), { withFileTypes: true });
  const links = entries.filter((entry) => entry.isSymbolicLink());
  await Promise.all(links.map((link) => rm(join(binaries.folder, 'lib', link.name))));
  return links.length;
}

async function version(binaries: Binaries, as: { uid?: number; gid?: number } = {}): Promise<string> {
  return (
    await promisify(execFile)(program(binaries, 'postgres'), ['--version'], { env: {}, cwd: '/', ...as })
  ).stdout;
}

test('given an install without its scripts, then the missing links and rights are made good in place', async () => {
  await using folder = await temporaryFolder(0o755);
  const found = await copyInto(folder.path);
  expect(await removeLinks(found)).toBeGreaterThan(5);
  await chmod(program(found, 'postgres'), 0o644);
  await expect(version(found)).rejects.toThrow();
  expect(await runnableBinaries(found, undefined, never)).toEqual(found);
  expect(await version(found)).toContain(`PostgreSQL) ${found.major}.`);
});

test.runIf(root)(
  'given programs that the account cannot reach, then it gets one copy, whole and readable whatever the umask was (root only)',
  async () => {
    await using folder = await temporaryFolder(0o755);
    await using target = await temporaryFolder(0o755);
    const found = await copyInto(folder.path);
    await removeLinks(found);
    await chmod(program(found, 'postgres'), 0o700);
    await chmod(join(found.folder, 'share', 'postgresql', 'postgres.bki'), 0o600);
    const copies = await Promise.all(
      Array.from({ length: 3 }, () => runnableBinaries(found, nobody, async () => target.path)),
    );
    expect(new Set(copies.map((copy) => copy.folder)).size).toBe(1);
    expect(await readdir(target.path)).toHaveLength(1);
    const copy = copies[0] ?? found;
    expect(copy.folder.startsWith(target.path)).toBe(true);
    expect(await version(copy, nobody)).toContain('PostgreSQL');
    expect((await stat(join(copy.folder, 'share', 'postgresql', 'postgres.bki'))).mode & 0o777).toBe(0o644);
    const { ino } = await stat(copy.folder);
    await runnableBinaries(found, nobody, async () => target.path);
    expect((await stat(copy.folder)).ino).toBe(ino);
  },
);
