/** The launcher, in a clone of a few lines: what it makes good, when, and what it leaves alone. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, readFile, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { repository } from './support/child.ts';
import { eventually } from './support/condition.ts';
import { temporaryFolder, type TestFolder } from './support/folder.ts';

const main = `import { word } from './word.ts'; console.log(JSON.stringify([word, ...process.argv.slice(2)]));`;
/** A page of a few lines, large enough to be worth compressing. */
const page: Readonly<Record<string, string>> = {
  'package.json': '{ "type": "module" }',
  'index.html': '<!doctype html><title>A page</title><script type="module" src="/src/main.ts"></script>',
  'vite.config.mjs': `export default { base: '/portal/', build: { manifest: true } };`,
  'src/main.ts': `document.title = '${'one '.repeat(500)}';`,
  'public/theme.js': '// as it is',
};

/** A clone whose dependencies are installed, and nothing built. */
async function clone(): Promise<TestFolder> {
  const folder = await temporaryFolder();
  const at = (...path: string[]) => join(folder.path, ...path);
  await Promise.all(['src', 'node_modules'].map((name) => mkdir(at(name))));
  await cp(join(repository, 'scripts'), at('scripts'), { recursive: true });
  for (const name of ['typescript', '@typescript', '@types', 'undici-types', 'vite']) {
    await symlink(join(repository, 'node_modules', name), at('node_modules', name));
  }
  for (const name of ['tsconfig.json', 'tsconfig.build.json']) await cp(join(repository, name), at(name));
  const lock = JSON.stringify({ packages: { '': {}, 'node_modules/typescript': { version: '7.0.2' } } });
  await writeFile(at('package.json'), '{ "type": "module" }');
  await writeFile(at('package-lock.json'), lock);
  await writeFile(at('node_modules', '.package-lock.json'), lock);
  await writeFile(at('src', 'main.ts'), main);
  await writeFile(at('src', 'word.ts'), `export const word: string = 'one';`);
  await Promise.all(['src', 'public'].map((name) => mkdir(at('portal', name), { recursive: true })));
  await Promise.all(Object.entries(page).map(([name, content]) => writeFile(at('portal', name), content)));
  return folder;
}

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(
  folder: TestFolder,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [join(folder.path, 'scripts', 'run.mjs'), ...args], {
    cwd: '/',
    env,
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}

test('given nothing built, then it builds first, and stdout has what the command prints and nothing else', async () => {
  await using folder = await clone();
  const { code, stdout, stderr } = await run(folder, ['token', '--merchant', 'm_1']);
  expect([code, stdout]).toEqual([0, '["one","token","--merchant","m_1"]\n']);
  expect(stderr).toMatch(/^Building the service …\nBuilding the page …\nThe page: [\d.]+ kB to start .*\n$/);
});

test('given a build of the same sources, then it builds nothing; of others, then it does', async () => {
  await using folder = await clone();
  const file = (name: string) => join(folder.path, 'src', name);
  await run(folder);
  expect((await run(folder)).stderr).toBe('');
  await writeFile(file('word.ts'), `export const word: string = 'two';`);
  expect(await run(folder)).toEqual({ code: 0, stdout: '["two"]\n', stderr: 'Building the service …\n' });
  await mkdir(file('migrations'));
  await writeFile(file('migrations/001_first.sql'), 'select 1;');
  await run(folder);
  expect(await readdir(join(folder.path, 'dist', 'migrations'))).toEqual(['001_first.sql']);
  await rm(file('migrations'), { recursive: true });
  await run(folder);
  expect(await readdir(join(folder.path, 'dist'))).not.toContain('migrations');
});

test('given another page, then only the page is built, and every file of it that gains by it compressed too', async () => {
  await using folder = await clone();
  const built = (name: string) => join(folder.path, 'dist', 'portal', name);
  await run(folder);
  await writeFile(join(folder.path, 'portal/src/main.ts'), `document.title = '${'two '.repeat(500)}';`);
  const { stdout, stderr } = await run(folder);
  expect([stdout, stderr.split('\n')[0]]).toEqual(['["one"]\n', 'Building the page …']);

  const names = await readdir(built('assets'));
  const script = names.find((name) => name.endsWith('.js')) ?? '';
  const plain = await readFile(built(`assets/${script}`));
  expect(plain.toString()).toContain('two two');
  expect(brotliDecompressSync(await readFile(built(`assets/${script}.br`)))).toEqual(plain);
  expect(gunzipSync(await readFile(built(`assets/${script}.gz`)))).toEqual(plain);
  expect(await readFile(built('theme.js'), 'utf8')).toBe(page['public/theme.js']);
});

test('given another service, then the page stays as it was built', async () => {
  await using folder = await clone();
  await run(folder);
  const content = await readFile(join(folder.path, 'dist', 'portal', 'index.html'), 'utf8');
  await writeFile(join(folder.path, 'src', 'word.ts'), `export const word: string = 'two';`);
  expect((await run(folder)).stderr).toBe('Building the service …\n');
  expect(await readFile(join(folder.path, 'dist', 'portal', 'index.html'), 'utf8')).toBe(content);
});

test('given a page that cannot be built, then it says so, and what was built stays', async () => {
  await using folder = await clone();
  await run(folder);
  await writeFile(join(folder.path, 'portal/src/main.ts'), 'const = ;');
  const { code, stdout, stderr } = await run(folder);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain('The build of the page failed');
  await writeFile(join(folder.path, 'portal/src/main.ts'), page['src/main.ts'] ?? '');
  expect((await run(folder)).stderr).toBe('');
});

test('given sources that cannot be compiled, then it says so, and what was built stays', async () => {
  await using folder = await clone();
  await run(folder);
  await writeFile(join(folder.path, 'src', 'word.ts'), 'export const = ;');
  const { code, stdout, stderr } = await run(folder);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain('The build failed');
  await writeFile(join(folder.path, 'src', 'word.ts'), `export const word: string = 'one';`);
  expect((await run(folder)).stderr).toBe('');
});

test('given several starts at once, then one builds and the others wait for it', async () => {
  await using folder = await clone();
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => run(folder)));
  expect(outcomes.map(({ code, stdout }) => [code, stdout])).toEqual(
    Array.from({ length: 5 }, () => [0, '["one"]\n']),
  );
  expect(outcomes.filter(({ stderr }) => stderr.includes('Building the service'))).toHaveLength(1);
  expect(outcomes.filter(({ stderr }) => stderr.includes('Building the page'))).toHaveLength(1);
});

test('given a lock that was left and cannot be removed, then it says so once and gives up', async () => {
  await using folder = await clone();
  await using temporary = await temporaryFolder();
  // So deep that the lock's path is as long as a path may be, and the name to move it to is longer.
  const name = `keyledger-setup-${process.getuid?.()}-${createHash('sha256').update(folder.path).digest('hex').slice(0, 16)}`;
  const missing = 4095 - `${temporary.path}//${name}`.length;
  const parts = Array.from({ length: Math.floor(missing / 200) - 1 }, () => 'd'.repeat(199));
  const deep = join(temporary.path, ...parts, 'd'.repeat(100));
  const rest = 4095 - `${deep}//${name}`.length;
  const tmp = join(deep, 'e'.repeat(rest));
  await mkdir(join(tmp, name), { recursive: true });
  await utimes(join(tmp, name), 0, 0);
  const { code, stdout, stderr } = await run(folder, [], { TMPDIR: tmp });
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr.match(/^Trying to remove /gm)).toHaveLength(1);
  expect(stderr).toMatch(/cannot be removed \(ENAMETOOLONG\)\. Remove it\.$/m);
}, 30_000);

/** An npm in place of npm, whose `ci` is this program. */
async function npmThat(folder: TestFolder, program: string): Promise<NodeJS.ProcessEnv> {
  const file = join(folder.path, 'npm-cli.js');
  await writeFile(
    file,
    `import { cpSync } from 'node:fs'; console.log('npm', ...process.argv.slice(2)); ${program}`,
  );
  return { npm_execpath: file };
}

const otherLock = '{ "packages": { "": {}, "node_modules/x": { "version": "1.0.0" } } }';

test('given other dependencies than package-lock.json wants, then npm ci brings them, once', async () => {
  await using folder = await clone();
  await writeFile(join(folder.path, 'package-lock.json'), otherLock);
  const env = await npmThat(folder, `cpSync('package-lock.json', 'node_modules/.package-lock.json');`);
  const { code, stdout, stderr } = await run(folder, [], env);
  expect([code, stdout]).toEqual([0, '["one"]\n']);
  expect(stderr).toContain('Installing dependencies (npm ci)');
  expect(stderr).toMatch(/^npm ci --include=dev /m);
  expect((await run(folder, [], env)).stderr).toBe('');
});

test('given an npm ci that fails, then nothing is run', async () => {
  await using folder = await clone();
  await writeFile(join(folder.path, 'package-lock.json'), otherLock);
  const { code, stdout, stderr } = await run(folder, [], await npmThat(folder, 'process.exit(7);'));
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain(`npm ci failed in ${folder.path}`);
});

test.each([
  ['of another platform', { optional: true, os: ['sunos'], cpu: [process.arch] }, false],
  [
    'of another C library',
    { optional: true, os: [process.platform], cpu: [process.arch], libc: ['musl'] },
    false,
  ],
  ['of this platform', { optional: true, os: [process.platform], cpu: [process.arch] }, true],
  ['of every platform', {}, true],
])('given a missing package %s, then npm ci runs when it is needed here', async (_, entry, needed) => {
  await using folder = await clone();
  const lock = { packages: { '': {}, 'node_modules/x': { version: '1.0.0', ...entry } } };
  await writeFile(join(folder.path, 'package-lock.json'), JSON.stringify(lock));
  const { stderr } = await run(folder, [], await npmThat(folder, 'process.exit(7);'));
  expect(stderr.includes('npm ci')).toBe(needed);
});

test('given a service under npm whose shell is killed, then it is asked to stop', async () => {
  await using folder = await clone();
  await writeFile(
    join(folder.path, 'src', 'main.ts'),
    `process.on('SIGTERM', () => process.exit()); setInterval(() => {}, 1000); console.log(process.pid);`,
  );
  const shell = spawn('/bin/sh', ['-c', `${process.execPath} scripts/run.mjs; true`], {
    cwd: folder.path,
    env: { npm_lifecycle_event: 'start' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const pid = await new Promise<number>((resolve) => {
    shell.stdout.once('data', (line: Buffer) => resolve(Number(line.toString())));
  });
  onTestFinished(() => void alive(pid, 'SIGKILL'));
  expect(alive(pid)).toBe(true);
  shell.kill('SIGTERM');
  await eventually('the service has ended', () => !alive(pid));
});

function alive(pid: number, signal: NodeJS.Signals | 0 = 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
