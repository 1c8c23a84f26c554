/** A Chromium for the tests of pages: the machine's own, or else the one that comes with the dependencies. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where systems put theirs; `CHROME_PATH` comes before. */
const usual = [
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** It asks nobody in the wide world for anything, and needs no rights of the system's. */
const flags = [
  '--no-sandbox', // the pages are ours, and root may not have one
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-gpu',
  '--font-render-hinting=none',
];

/** Close it after use. @throws Error when none can be started, with its last words */
export async function startChromium(): Promise<Browser> {
  const installed = [process.env['CHROME_PATH'] ?? '', ...usual].find(
    (path) => path !== '' && existsSync(path),
  );
  if (installed !== undefined) return chromium.launch({ executablePath: installed, args: flags });
  const folder = await unpacked();
  const executablePath = join(folder, 'chromium');
  return chromium.launch({ executablePath, args: flags, env: await surroundings(executablePath, folder) });
}

/** Unpacked once, for whoever runs tests in this clone. */
async function unpacked(): Promise<string> {
  const cache = join(root, 'node_modules', '.cache', 'keyledger');
  const folder = join(cache, 'chromium');
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const next = await mkdtemp(join(cache, 'chromium-'));
  try {
    // It unpacks to the folder of temporary files, its libraries only where it believes itself to be on a bare machine.
    const unpack = "import('@sparticuz/chromium').then(({ default: it }) => it.executablePath())";
    await run(process.execPath, ['-e', unpack], {
      cwd: root,
      env: { PATH: process.env['PATH'], TMPDIR: next, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
    });
    await Promise.all([chmod(next, 0o755), chmod(join(next, 'chromium'), 0o755)]);
    await rename(next, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error; // otherwise somebody else was faster
    });
    return folder;
  } finally {
    await rm(next, { recursive: true, force: true });
  }
}

/** With the libraries and fonts that came with it, where the system has none. */
async function surroundings(executable: string, folder: string): Promise<Record<string, string>> {
  const env: Record<string, string> = {};
  for (const name of ['PATH', 'HOME', 'TMPDIR']) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  if (!existsSync('/etc/fonts/fonts.conf')) env['FONTCONFIG_PATH'] = join(folder, 'fonts');
  const { stdout } = await run('ldd', [executable], { env }).catch(() => ({ stdout: 'not found' }));
  if (stdout.includes('not found')) env['LD_LIBRARY_PATH'] = join(folder, 'al2023', 'lib');
  return env;
}
